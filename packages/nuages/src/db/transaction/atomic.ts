import { DatabaseError, TransactionManagementError } from "../errors.ts";
import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import type { Acquired, AcquireOptions, Database } from "../backends/database.ts";
import type { Holder } from "../backends/holder.ts";
import { callerPlace } from "./caller-place.ts";
import { runCallbacks } from "./on-commit.ts";
import { Scope, Transaction, currentScope, runInScope } from "./scope.ts";

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
