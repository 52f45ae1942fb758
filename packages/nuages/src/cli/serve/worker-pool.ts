import cluster, { type Address, type Worker } from "node:cluster";

import { compileCacheEnvironment } from "../../utils/compile-cache.ts";
import { workerVariable } from "./serve-options.ts";

/** What a {@link WorkerPool} needs. */
export interface WorkerPoolOptions {
  readonly count: number;
  /** Milliseconds that a worker has to end. */
  readonly graceMs: number;
  /** Tells the operator. */
  say(text: string): void;
}

/** Milliseconds after which a worker that lived is no sign of a site that cannot run. */
const settledAfter = 10_000;
const longestDelay = 30_000;
/** Milliseconds beyond the time of grace in which a worker closes what it holds. */
const margin = 2_000;

/** The pause in milliseconds before the next start, after so many quick ends in a row. */
export function restartDelay(quickEnds: number): number {
  return quickEnds <= 1 ? 0 : Math.min(longestDelay, 100 * 2 ** (quickEnds - 2));
}

/** Keeps a number of workers running: starts, replaces and ends them. */
export class WorkerPool {
  /** Resolves with the exit status when all workers are gone. */
  readonly ended: Promise<number>;
  readonly #options: WorkerPoolOptions;
  readonly #workers = new Set<Worker>();
  /** Those whose end is wanted, with what ends their patience. */
  readonly #ending = new Map<Worker, NodeJS.Timeout>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #end: (status: number) => void;
  #quickEnds = 0;
  #status = 0;
  #isStopping = false;
  #reloading: "no" | "yes" | "again" = "no";

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.ended = promise;
    this.#end = resolve;
  }

  /** Starts all workers, the first alone: it checks the site. Gives the place, or nothing if that failed. */
  async start(): Promise<string | undefined> {
    const first = this.#fork("first");
    const address = await this.#listening(first);
    if (address === undefined) {
      this.#status = this.#isStopping ? 0 : exitStatus(first);
      this.stop();
      return undefined;
    }
    this.#replaceWhenItEnds(first);
    const others = Array.from({ length: this.#options.count - 1 }, () => this.#startOne());
    await Promise.all(others);
    return placeOf(address);
  }

  /** Replaces the workers one after another. When a new one does not start, the old ones go on. */
  reload(): void {
    if (this.#isStopping) return;
    const isRunning = this.#reloading !== "no";
    this.#reloading = isRunning ? "again" : "yes";
    if (!isRunning) void this.#reload();
  }

  /** Ends all workers gracefully. */
  stop(): void {
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const worker of this.#workers) this.#endOne(worker);
    this.#endIfEmpty();
  }

  /** Ends all workers at once. */
  kill(): void {
    this.stop();
    for (const worker of this.#workers) worker.process.kill("SIGKILL");
  }

  async #reload(): Promise<void> {
    do {
      this.#reloading = "yes";
      const old = [...this.#workers].filter((worker) => !this.#ending.has(worker));
      this.#options.say("Reloading.");
      const isDone = await this.#replaceAll(old);
      if (this.#isStopping) return;
      this.#options.say(
        isDone ? "Reloaded." : "The new code does not start: the workers before it go on.",
      );
    } while (this.#isAskedAgain());
    this.#reloading = "no";
  }

  #isAskedAgain(): boolean {
    return this.#reloading === "again";
  }

  async #replaceAll(old: readonly Worker[]): Promise<boolean> {
    for (const [index, worker] of old.entries()) {
      // One that ended by itself meanwhile is replaced already.
      if (worker.isDead()) continue;
      const fresh = this.#fork(index === 0 ? "first" : "other");
      if ((await this.#listening(fresh)) === undefined) return false;
      this.#replaceWhenItEnds(fresh);
      this.#endOne(worker.isDead() ? fresh : worker);
    }
    return true;
  }

  /** Starts a worker, again and again until one runs. */
  async #startOne(): Promise<void> {
    const worker = this.#fork("other");
    const address = await this.#listening(worker);
    if (address === undefined) this.#startLater(worker);
    else this.#replaceWhenItEnds(worker);
  }

  #replaceWhenItEnds(worker: Worker): void {
    const since = performance.now();
    const replace = (): void => {
      if (this.#isStopping || this.#ending.has(worker)) return;
      if (performance.now() - since > settledAfter) this.#quickEnds = 0;
      this.#startLater(worker);
    };
    if (worker.isDead()) replace();
    else worker.prependOnceListener("exit", replace);
  }

  #startLater(worker: Worker): void {
    if (this.#isStopping) return;
    this.#quickEnds += 1;
    const delay = restartDelay(this.#quickEnds);
    const { exitCode, signalCode } = worker.process;
    const how = signalCode === null ? `with status ${exitCode}` : `by ${signalCode}`;
    const when = delay === 0 ? "" : ` in ${delay / 1_000} s`;
    this.#options.say(`Worker ${worker.process.pid} ended ${how}: another is started${when}.`);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      void this.#startOne();
    }, delay);
    this.#restarts.add(timer);
  }

  #fork(role: "first" | "other"): Worker {
    const worker = cluster.fork({ ...compileCacheEnvironment(), [workerVariable]: role });
    this.#workers.add(worker);
    // A worker that is killed while it is spoken to.
    worker.on("error", () => undefined);
    worker.once("exit", () => {
      clearTimeout(this.#ending.get(worker));
      this.#ending.delete(worker);
      this.#workers.delete(worker);
      this.#endIfEmpty();
    });
    return worker;
  }

  /** Where it listens; nothing when it ended before it did. */
  #listening(worker: Worker): Promise<Address | undefined> {
    return new Promise((resolve) => {
      worker.once("listening", resolve);
      worker.once("exit", () => resolve(undefined));
    });
  }

  #endOne(worker: Worker): void {
    if (this.#ending.has(worker)) return;
    const kill = (): void => {
      this.#options.say(`Worker ${worker.process.pid} does not end, and is killed.`);
      worker.process.kill("SIGKILL");
    };
    this.#ending.set(worker, setTimeout(kill, this.#options.graceMs + margin));
    // Not worker.kill(), which closes the connections first.
    worker.process.kill("SIGTERM");
  }

  #endIfEmpty(): void {
    if (this.#isStopping && this.#workers.size === 0) this.#end(this.#status);
  }
}

function exitStatus(worker: Worker): number {
  const { exitCode } = worker.process;
  return exitCode === null || exitCode === 0 ? 1 : exitCode;
}

function placeOf({ address, port, addressType }: Address): string {
  if (Number(addressType) === -1) return `unix:${address}`;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}/`;
}
