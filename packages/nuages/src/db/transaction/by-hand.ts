import { DEFAULT_ALIAS } from "../backends/connections.ts";
import { TransactionManagementError } from "../errors.ts";
import { currentScope, type Scope } from "./scope.ts";

function requireScope(using: string, what = "The rollback flag doesn't work"): Scope {
  const scope = currentScope(using);
  if (scope === undefined) {
    throw new TransactionManagementError(`${what} outside of an 'atomic' block.`, {
      hint: "Call it inside atomic().",
    });
  }
  return scope;
}

/** The block, when no inner one is open: its savepoints are on a connection that others have after its end. */
async function openScope(using: string): Promise<Scope> {
  const scope = requireScope(using, "There are no savepoints");
  await scope.untilFree();
  scope.assertOpen();
  return scope;
}

/** Will the innermost block be undone? */
export function getRollback(using: string = DEFAULT_ALIAS): boolean {
  return requireScope(using).isBroken;
}

/** Says whether the innermost block is to be undone when it ends. */
export function setRollback(rollback: boolean, using: string = DEFAULT_ALIAS): void {
  requireScope(using).needsRollback = rollback;
}

/** Is the running code inside a block? */
export function inAtomicBlock(using: string = DEFAULT_ALIAS): boolean {
  return currentScope(using) !== undefined;
}

/**
 * A savepoint by hand; gives its name.
 *
 * @throws TransactionManagementError outside of a block
 */
export async function savepoint(using: string = DEFAULT_ALIAS): Promise<string> {
  const { transaction } = await openScope(using);
  transaction.savepoints += 1;
  const name = `x${transaction.savepoints}`;
  await transaction.driver.savepoint(name);
  transaction.callbacksBefore.set(name, new Set(transaction.callbacks));
  return name;
}

/** Undoes what happened since {@link savepoint}; what was to be done on commit since then is not. */
export async function savepointRollback(
  name: string,
  using: string = DEFAULT_ALIAS,
): Promise<void> {
  const { transaction } = await openScope(using);
  await transaction.driver.rollbackToSavepoint(safeName(name));
  const before = transaction.callbacksBefore.get(name);
  if (before !== undefined)
    transaction.callbacks = transaction.callbacks.filter((callback) => before.has(callback));
}

/** Forgets a savepoint; what happened since stays part of the block. */
export async function savepointCommit(name: string, using: string = DEFAULT_ALIAS): Promise<void> {
  const { transaction } = await openScope(using);
  await transaction.driver.releaseSavepoint(safeName(name));
}

function safeName(name: string): string {
  if (/^x\d+$/.test(name)) return name;
  throw new TransactionManagementError(`"${name}" is no savepoint.`, {
    hint: "Pass the name that savepoint() gave.",
  });
}
