import { type ChildProcess, fork } from "node:child_process";

import { compileCacheEnvironment } from "../../utils/compile-cache.ts";
import { WORKER_VARIABLE, type WorkerMessage, type WorkerPlan } from "./worker-plan.ts";

/** How long a worker that has told everything may take to end. */
const GRACE_MS = 5_000;

/** How a worker is started, and who listens. */
export interface WorkerProcessOptions {
  /** The program that was started, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
  readonly onMessage: (message: WorkerMessage) => void;
}

/** A process that runs some of the files. */
export class WorkerProcess {
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  constructor(plan: WorkerPlan, { program, args, onMessage }: WorkerProcessOptions) {
    const child = fork(program, [...args], {
      env: {
        ...process.env,
        ...compileCacheEnvironment(),
        [WORKER_VARIABLE]: JSON.stringify(plan),
      },
      // A debugger stays with the process that it was started for.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith("--inspect")),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    let hasTold = false;
    child.on("message", (message) => {
      hasTold = true;
      onMessage(message as WorkerMessage);
    });
    this.ended = new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      child.on("disconnect", () => {
        timer = setTimeout(() => this.stop(), GRACE_MS);
        timer.unref();
      });
      child.on("exit", (code, signal) => {
        clearTimeout(timer);
        if (!this.#isStopped && (signal !== null || (code !== 0 && !hasTold))) {
          onMessage({
            type: "failed",
            error: `A process of the test run ended with ${signal ?? code}.`,
          });
        }
        resolve();
      });
    });
  }

  #isStopped = false;

  /** Ends the process at once. */
  stop(): void {
    this.#isStopped = true;
    this.#child.kill("SIGKILL");
  }
}
