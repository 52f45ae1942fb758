import { getLogger } from "../../logging/index.ts";
import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import { InvalidUse } from "../errors.ts";
import { currentScope, runOutside, type Transaction } from "./scope.ts";

/** Options of {@link onCommit}. */
export interface OnCommitOptions {
  readonly using?: string;
  /** An error in `work` is logged instead of stopping the other callbacks. Default: false. */
  readonly robust?: boolean;
}

/**
 * Runs `work` when the outermost block has committed, not at all when what surrounds it is undone,
 * at once when no block is open.
 *
 * @throws ImproperlyConfigured for a database that the settings do not have
 * @throws InvalidUse for what is no function
 */
export async function onCommit(
  work: () => unknown,
  { using = DEFAULT_ALIAS, robust = false }: OnCommitOptions = {},
): Promise<void> {
  if (typeof work !== "function") throw new InvalidUse("onCommit() takes a function.");
  const scope = currentScope(using);
  if (scope === undefined) {
    // An alias that is not there is told.
    if (using !== DEFAULT_ALIAS) connections.get(using);
    await runCallback({ run: work, robust });
    return;
  }
  scope.assertUsable();
  scope.transaction.callbacks.push({ scope, run: work, robust });
}

/** Calls what waited for the commit of a transaction, in order, outside of it. */
export async function runCallbacks(transaction: Transaction): Promise<void> {
  const { callbacks, alias } = transaction;
  transaction.callbacks = [];
  await runOutside(alias, async () => {
    for (const callback of callbacks) await runCallback(callback);
  });
}

async function runCallback({
  run,
  robust,
}: {
  readonly run: () => unknown;
  readonly robust: boolean;
}): Promise<void> {
  if (!robust) {
    await run();
    return;
  }
  try {
    await run();
  } catch (error) {
    getLogger("nuages.db.backends").error("A callback of onCommit() failed: %s", {
      params: [String(error)],
      error,
    });
  }
}
