import { DEFAULT_ALIAS, pendingCallbacks } from "../db/index.ts";

/** Options of {@link captureOnCommitCallbacks}. */
export interface CaptureOnCommitOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Whether the callbacks are called when `work` has ended. Default: false. */
  readonly execute?: boolean;
}

/**
 * The callbacks that `work` gave to `onCommit()`, in a test whose transaction is never committed; with
 * `execute` they are called, and those that they add in turn. Django: `captureOnCommitCallbacks()`.
 *
 * @example
 * const callbacks = await captureOnCommitCallbacks(() => client.post("/order/", order), { execute: true });
 */
export async function captureOnCommitCallbacks(
  work: () => unknown,
  { using = DEFAULT_ALIAS, execute = false }: CaptureOnCommitOptions = {},
): Promise<(() => unknown)[]> {
  let seen = pendingCallbacks(using).length;
  await work();
  const captured: (() => unknown)[] = [];
  for (;;) {
    const fresh = pendingCallbacks(using).slice(seen);
    if (fresh.length === 0) return captured;
    seen += fresh.length;
    for (const { run, robust } of fresh) {
      captured.push(run);
      if (execute) await called(run, robust);
    }
  }
}

async function called(run: () => unknown, robust: boolean): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!robust) throw error;
    process.emitWarning(`A callback of onCommit() failed: ${String(error)}`, "NuagesWarning");
  }
}
