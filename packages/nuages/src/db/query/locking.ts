import type { Database } from "../backends/database.ts";
import { InvalidUse, InvalidValue, TransactionManagementError } from "../errors.ts";
import { currentScope } from "../transaction/scope.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { plainStep, type QueryState } from "./state.ts";

/** How rows are locked. */
export interface LockOptions {
  /** Fails at once when somebody else holds a lock. */
  readonly nowait?: boolean;
  /** Leaves rows out that somebody else has locked. */
  readonly skipLocked?: boolean;
  /** Relations whose rows are locked; `"self"` for the rows themselves. Default: all that are selected. */
  readonly of?: readonly string[];
  /** A weaker lock that lets others insert rows which point here. */
  readonly noKey?: boolean;
}

/** `selectForUpdate()`. */
export function locked<Q extends QuerySetLike>(queryset: Q, options: LockOptions): Q {
  if (options.nowait === true && options.skipLocked === true) {
    throw new InvalidValue("The nowait option cannot be used with skipLocked.");
  }
  return queryset.step((state) => {
    refuseCombined(state, "selectForUpdate()");
    if (state.mode !== "instances") {
      throw new InvalidUse("Cannot call selectForUpdate() after values() or valuesList().");
    }
    const next = plainStep(state, `lock:${JSON.stringify(options)}`, (query) => {
      query.selectForUpdate = { ...options };
    });
    return { ...next, forWrite: true };
  });
}

/** Locks last as long as a transaction. @throws TransactionManagementError outside of one */
export function requireTransaction({ shape }: QueryState, { alias, dialect }: Database): void {
  if (shape.query.selectForUpdate === undefined || !dialect.features.selectForUpdate) return;
  if (currentScope(alias) !== undefined) return;
  throw new TransactionManagementError(
    "selectForUpdate() cannot be used outside of a transaction.",
    { hint: "Put it into atomic()." },
  );
}
