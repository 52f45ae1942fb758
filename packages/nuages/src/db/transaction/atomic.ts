import { getLogger } from "../../logging/index.ts";
import { DatabaseError, InvalidUse, TransactionManagementError } from "../errors.ts";
import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Acquired, AcquireOptions, Database } from "../backends/database.ts";
import type { Holder } from "../backends/holder.ts";
import { callerPlace } from "./caller-place.ts";
import { Scope, Transaction, currentScope, runInScope, runOutside } from "./scope.ts";

/** Options of {@link atomic}. */
export interface AtomicOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** `false`: an inner block without savepoint; an error in it undoes the outer one too. Default: true. */
  readonly savepoint?: boolean;
  /** Refuses to be inside another block, so that its end is a commit. Default: false. */
  readonly durable?: boolean;
}

/**
 * Runs `work` in a transaction: what it did is kept when it succeeds, undone when it throws. Inside
 * another block it is a savepoint. Blocks beside each other in one transaction run one after
 * another; a statement of the outer block waits until an inner one has ended.
 *
 * @throws TransactionManagementError when a durable block is inside another
 * @example
 * await atomic(async () => {
 *   await loan.save();
 *   await copy.save();
 * });
 */
export async function atomic<T>(
  work: () => Promise<T> | T,
  options: AtomicOptions = {},
): Promise<T> {
  const { using = DEFAULT_ALIAS, savepoint = true, durable = false } = options;
  const place = callerPlace();
  const parent = currentScope(using);
  if (parent === undefined) return outermost(work, { using, durable, place });
  if (durable) {
    throw new TransactionManagementError(
      "A durable atomic block cannot be nested within another atomic block.",
      {
        hint: `The outer block begins at ${String(parent.place)}.`,
      },
    );
  }
  return nested(parent, work, { savepoint, place });
}

/**
 * Runs `work` in a transaction that changes tables. SQLite does not check foreign keys in it but at
 * its end, so that tables can be dropped and made anew.
 *
 * @throws TransactionManagementError inside another block of SQLite, which cannot change that then
 * @throws IntegrityError at the end, when rows of SQLite point at rows that do not exist
 */
export async function atomicForSchema<T>(
  work: () => Promise<T> | T,
  { using = DEFAULT_ALIAS }: Pick<AtomicOptions, "using"> = {},
): Promise<T> {
  const place = callerPlace();
  const parent = currentScope(using);
  if (parent === undefined)
    return outermost(work, { using, durable: false, place, changesTables: true });
  if (connections.get(using).dialect.vendor !== "sqlite")
    return nested(parent, work, { savepoint: true, place });
  throw new TransactionManagementError(
    "Tables of SQLite cannot be changed inside an atomic block: its foreign keys are checked.",
    { hint: `Do it outside of the block that begins at ${String(parent.place)}.` },
  );
}

async function outermost<T>(
  work: () => Promise<T> | T,
  {
    using,
    durable,
    place,
    changesTables = false,
  }: {
    readonly using: string;
    readonly durable: boolean;
    readonly place: Holder;
    readonly changesTables?: boolean;
  },
): Promise<T> {
  const holder = { toString: () => `the atomic block at ${String(place)}` };
  const { driver, release } = await begin(connections.get(using), holder, { changesTables });
  const transaction = new Transaction(using, driver);
  const scope = new Scope(transaction, undefined, { durable, place });
  let result: T;
  try {
    try {
      result = await runInScope(scope, async () => work());
      await scope.close();
      refuseUndone(scope);
      if (scope.isBroken) {
        await driver.rollback();
        transaction.callbacks = [];
      } else await driver.commit();
    } catch (error) {
      await scope.close();
      await rollbackQuietly(driver, error);
      throw error;
    }
  } finally {
    release();
  }
  await runCallbacks(transaction);
  return result;
}

/** So many connections that turn out to be lost are followed by another. */
const MAX_LOST = 20;

/** Begins a transaction. Where the connection was lost in the meantime, on another: nothing was done yet. */
async function begin(
  database: Database,
  holder: Holder,
  options: AcquireOptions,
): Promise<Acquired> {
  for (let lost = 0; ; lost += 1) {
    const acquired = await database.acquire(holder, options);
    try {
      await acquired.driver.begin();
      return acquired;
    } catch (error) {
      acquired.release();
      if (acquired.driver.failure?.isFinal !== true || lost === MAX_LOST) throw error;
    }
  }
}

/**
 * What the database has undone as a whole is never taken for done, even if the block caught the error.
 *
 * @throws TransactionManagementError with the error of the database as its cause
 */
function refuseUndone({ transaction, place }: Scope): void {
  const { failure } = transaction.driver;
  if (failure?.isFinal !== true) return;
  throw new TransactionManagementError(
    `The database has undone the atomic block at ${String(place)} because of an error that was caught inside: ${failure.error.message}`,
    {
      hint: "Catch the error outside of the outermost block, and begin that again.",
      cause: failure.error,
    },
  );
}

/** Undoes; that the undoing fails must not hide why it was needed. */
async function rollbackQuietly(driver: Transaction["driver"], cause: unknown): Promise<void> {
  try {
    await driver.rollback();
  } catch (error) {
    if (!(error instanceof DatabaseError))
      throw new AggregateError([cause, error], "A transaction could not be undone.", {
        cause: error,
      });
  }
}

async function nested<T>(
  parent: Scope,
  work: () => Promise<T> | T,
  { savepoint, place }: { savepoint: boolean; place: Holder },
): Promise<T> {
  const { transaction } = parent;
  const scope = new Scope(transaction, parent, { durable: false, place });
  await parent.enterChild(scope);
  try {
    if (savepoint) {
      transaction.savepoints += 1;
      scope.savepoint = `s${transaction.savepoints}`;
      await transaction.driver.savepoint(scope.savepoint);
    }
    try {
      const result = await runInScope(scope, async () => work());
      await scope.close();
      refuseUndone(scope);
      if (scope.isBroken) await undo(scope, parent);
      else if (scope.savepoint !== undefined)
        await transaction.driver.releaseSavepoint(scope.savepoint);
      return result;
    } catch (error) {
      await scope.close();
      await undoQuietly(scope, parent);
      throw error;
    }
  } finally {
    parent.leaveChild();
  }
}

/** Undoes what an inner block did; without savepoint only the outer block can. */
async function undo(scope: Scope, parent: Scope): Promise<void> {
  const { transaction, savepoint } = scope;
  transaction.callbacks = transaction.callbacks.filter(
    (callback) => !callback.scope.isWithin(scope),
  );
  if (savepoint === undefined) {
    parent.needsRollback = true;
    return;
  }
  await transaction.driver.rollbackToSavepoint(savepoint);
  await transaction.driver.releaseSavepoint(savepoint);
}

/** The same after an error, which must not be hidden: what cannot be undone alone is undone with the outer block. */
async function undoQuietly(scope: Scope, parent: Scope): Promise<void> {
  try {
    await undo(scope, parent);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    parent.needsRollback = true;
  }
}

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

async function runCallbacks(transaction: Transaction): Promise<void> {
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

function requireScope(using: string, what = "The rollback flag doesn't work"): Scope {
  const scope = currentScope(using);
  if (scope === undefined) {
    throw new TransactionManagementError(`${what} outside of an 'atomic' block.`, {
      hint: "Call it inside atomic().",
    });
  }
  return scope;
}

const SAVEPOINT = "There are no savepoints";

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
  const scope = requireScope(using, SAVEPOINT);
  await scope.untilFree();
  const { transaction } = scope;
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
  const scope = requireScope(using, SAVEPOINT);
  await scope.untilFree();
  const { transaction } = scope;
  await transaction.driver.rollbackToSavepoint(safeName(name));
  const before = transaction.callbacksBefore.get(name);
  if (before !== undefined)
    transaction.callbacks = transaction.callbacks.filter((callback) => before.has(callback));
}

/** Forgets a savepoint; what happened since stays part of the block. */
export async function savepointCommit(name: string, using: string = DEFAULT_ALIAS): Promise<void> {
  const scope = requireScope(using, SAVEPOINT);
  await scope.untilFree();
  await scope.transaction.driver.releaseSavepoint(safeName(name));
}

function safeName(name: string): string {
  if (/^x\d+$/.test(name)) return name;
  throw new TransactionManagementError(`"${name}" is no savepoint.`, {
    hint: "Pass the name that savepoint() gave.",
  });
}
