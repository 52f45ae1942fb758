import type { Holder } from "../backends/holder.ts";
import { AsyncLocalStorage } from "node:async_hooks";

import { TransactionManagementError } from "../errors.ts";

/** An error that the database has ended a transaction for. */
export interface TransactionFailure {
  readonly error: Error;
  /** Everything was undone. Otherwise going back to a savepoint mends it. */
  readonly isFinal: boolean;
}

/** What the database underneath does for a transaction. */
export interface TransactionDriver {
  /** Set while the database takes no more statements for the transaction, or none that belong to it. */
  readonly failure?: TransactionFailure | undefined;
  begin(): Promise<void> | void;
  commit(): Promise<void> | void;
  rollback(): Promise<void> | void;
  savepoint(name: string): Promise<void> | void;
  releaseSavepoint(name: string): Promise<void> | void;
  rollbackToSavepoint(name: string): Promise<void> | void;
}

interface CommitCallback {
  readonly scope: Scope;
  readonly run: () => unknown;
  readonly robust: boolean;
}

/** Longest wait of a statement for an inner block: a wait that can never end must not last for ever. */
const WAIT_LIMIT = 60_000;

/** One outermost block: it owns one connection. */
export class Transaction {
  readonly alias: string;
  readonly driver: TransactionDriver;
  callbacks: CommitCallback[] = [];
  savepoints = 0;
  /** What waited for the commit when a savepoint was made by hand, by its name. */
  readonly callbacksBefore = new Map<string, ReadonlySet<CommitCallback>>();

  constructor(alias: string, driver: TransactionDriver) {
    this.alias = alias;
    this.driver = driver;
  }
}

/** One `atomic` block: the outermost one, or a savepoint inside it. */
export class Scope {
  readonly transaction: Transaction;
  readonly parent: Scope | undefined;
  readonly durable: boolean;
  readonly place: Holder;
  /** Name of the savepoint; undefined for the outermost block and for `{ savepoint: false }`. */
  savepoint: string | undefined = undefined;
  ended = false;
  /** Nothing more can be done in the block: it will be undone when it ends. */
  needsRollback = false;
  #child: Scope | undefined = undefined;
  #waiting: (() => void)[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(
    transaction: Transaction,
    parent: Scope | undefined,
    options: { readonly durable: boolean; readonly place: Holder },
  ) {
    this.transaction = transaction;
    this.parent = parent;
    this.durable = options.durable;
    this.place = options.place;
  }

  /** No inner block is open, nothing is broken: statements can run at once. */
  get isFree(): boolean {
    return this.#child === undefined && !this.ended && !this.isBroken;
  }

  /** Will the block be undone when it ends, by hand or because of an error? */
  get isBroken(): boolean {
    return this.needsRollback || this.transaction.driver.failure !== undefined;
  }

  /** @throws TransactionManagementError when the block has ended */
  assertOpen(): void {
    if (this.ended) {
      throw new TransactionManagementError(
        "This atomic block has ended; a promise started in it was not awaited.",
        {
          hint: `Await every query inside the block that begins at ${String(this.place)}.`,
        },
      );
    }
  }

  /** @throws TransactionManagementError when the block has ended or is broken */
  assertUsable(): void {
    this.assertOpen();
    if (this.isBroken) {
      const { failure } = this.transaction.driver;
      throw new TransactionManagementError(
        "An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block.",
        {
          hint:
            failure?.isFinal === true
              ? "The database has undone all of it: catch the error outside of the outermost block, and begin that again."
              : "Put what may fail into an inner atomic() and catch the error outside of it.",
          cause: failure?.error,
        },
      );
    }
  }

  /** Runs a statement of this block, after an inner block that is open. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    this.assertUsable();
    this.#running += 1;
    try {
      // Looked at again after each wait: somebody else may have come in between.
      while (this.#child !== undefined) await this.untilFree();
      this.assertUsable();
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  /** Waits until no inner block is open. */
  async untilFree(): Promise<void> {
    while (this.#child !== undefined) {
      const child = this.#child;
      await waitFor(
        (wake) => this.#waiting.push(wake),
        () =>
          new TransactionManagementError(
            `A statement of the atomic block at ${String(this.place)} waited ${WAIT_LIMIT / 1_000} s for the inner block at ${String(child.place)}, which does not end.`,
            {
              hint: "The inner block probably awaits something that was started in the outer one: such a wait can never end.",
            },
          ),
      );
    }
  }

  /** Takes the place of the inner block; blocks beside each other run one after another. */
  async enterChild(child: Scope): Promise<void> {
    this.assertUsable();
    while (this.#child !== undefined) await this.untilFree();
    this.assertUsable();
    this.#child = child;
  }

  leaveChild(): void {
    this.#child = undefined;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits for statements that were started and not awaited, then takes no more. */
  async close(): Promise<void> {
    while (this.#running > 0 || this.#child !== undefined) {
      await new Promise<void>((resolve) => {
        if (this.#running > 0) this.#idle.push(resolve);
        else this.#waiting.push(resolve);
      });
    }
    this.ended = true;
  }

  /** Is this block, or one around it, `scope`? */
  isWithin(scope: Scope): boolean {
    return this === scope || (this.parent?.isWithin(scope) ?? false);
  }
}

async function waitFor(register: (wake: () => void) => void, fail: () => Error): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(fail()), WAIT_LIMIT);
    timer.unref();
    register(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

type Scopes = ReadonlyMap<string, Scope>;

const storage = new AsyncLocalStorage<Scopes>();

/** The block that the running code is in, for a database. */
export function currentScope(alias: string): Scope | undefined {
  return storage.getStore()?.get(alias);
}

export function runInScope<T>(scope: Scope, work: () => T): T {
  const scopes = new Map(storage.getStore() ?? []);
  scopes.set(scope.transaction.alias, scope);
  return storage.run(scopes, work);
}

/** Runs `work` as if no transaction of that database were open: what it starts belongs to none. */
export function runOutside<T>(alias: string, work: () => T): T {
  const scopes = new Map(storage.getStore() ?? []);
  scopes.delete(alias);
  return storage.run(scopes, work);
}
