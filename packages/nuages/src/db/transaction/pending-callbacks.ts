import { DEFAULT_ALIAS } from "../backends/connections.ts";
import { currentScope } from "./scope.ts";

/** What waits for a commit. */
export interface PendingCallback {
  readonly run: () => unknown;
  readonly robust: boolean;
}

/** What `onCommit()` was told and waits for the end of the running transaction, in order. */
export function pendingCallbacks(using: string = DEFAULT_ALIAS): readonly PendingCallback[] {
  return currentScope(using)?.transaction.callbacks ?? [];
}
