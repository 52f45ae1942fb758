import type { Bench } from "./contestant.ts";
import type { Task } from "./tasks.ts";

const BATCH_MS = 25;
const WARM_UP_MS = 150;

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Milliseconds that `calls` calls take, one after another; synchronous answers are not awaited. */
export async function timeBatch(task: Task, bench: Bench, calls: number): Promise<number> {
  const call = await task.prepare(bench, calls);
  const start = performance.now();
  for (let index = 0; index < calls; index += 1) {
    const result = call(index);
    if (isPromise(result)) await result;
  }
  const elapsed = performance.now() - start;
  await task.after?.(bench);
  return elapsed;
}

/** Warms up, and finds how many calls fill a batch. */
export async function calibrate(task: Task, bench: Bench): Promise<number> {
  let calls = 1;
  let spent = 0;
  while (spent < WARM_UP_MS) {
    const elapsed = await timeBatch(task, bench, calls);
    spent += Math.max(elapsed, 1);
    const wanted = Math.round((calls * BATCH_MS) / Math.max(elapsed, 0.05));
    calls = Math.max(1, Math.min(task.maxCalls, wanted, calls * 10));
  }
  return calls;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}
