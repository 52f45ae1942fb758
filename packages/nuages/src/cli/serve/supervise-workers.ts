import cluster from "node:cluster";

import type { Output } from "../output.ts";
import { getVersion } from "../version.ts";
import { WorkerPool } from "./worker-pool.ts";

/** What {@link superviseWorkers} needs. */
export interface SuperviseWorkersOptions {
  readonly count: number;
  /** Milliseconds that a worker has for its requests under way. */
  readonly graceMs: number;
  readonly stdout: Output;
  readonly stderr: Output;
}

/**
 * Runs workers until SIGTERM or SIGINT, which end them gracefully; a second one ends them at once. SIGHUP
 * starts new workers with the code as it is now, and ends the old ones once those answer. Gives the exit
 * status: that of the first worker, if it could not start.
 */
export async function superviseWorkers(options: SuperviseWorkersOptions): Promise<number> {
  const { count, graceMs, stdout, stderr } = options;
  // Connections go from here to one worker after another; one that ends gives them back.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const pool = new WorkerPool({ count, graceMs, say: (text) => stderr.write(text) });
  let stops = 0;
  const stop = (): void => {
    stops += 1;
    if (stops > 1) pool.kill();
    else pool.stop();
  };
  const reload = (): void => pool.reload();
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  try {
    const place = await pool.start();
    if (place !== undefined) {
      const workers = count === 1 ? "1 worker" : `${count} workers`;
      stdout.write(
        `Nuages ${getVersion()} serves ${place} with ${workers} (process ${process.pid}).`,
      );
    }
    return await pool.ended;
  } finally {
    process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
  }
}
