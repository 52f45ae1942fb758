import type { Dialect } from "../../sql/dialect.ts";
import { TransactionManagementError } from "../../errors.ts";
import {
  currentScope,
  type Scope,
  type TransactionDriver,
  type TransactionFailure,
} from "../../transaction/scope.ts";
import type { Acquired, AcquireOptions, Changed, Database, NamedRows, Row } from "../database.ts";
import { observed } from "../query-span.ts";
import { Pool, type Lease, type PoolOptions } from "./pool.ts";
import type { Ended, ServerConnection } from "./server-connection.ts";
import type { Holder } from "../holder.ts";

/** What a kind of server adds to {@link ServerDatabase}. */
export interface ServerKind {
  readonly dialect: Dialect;
  connect(): Promise<ServerConnection>;
  /** Statement that begins a transaction. */
  readonly begin: string;
  /** Statement that gives the names of the tables. */
  readonly tableNames: string;
  /** Statement that checks what was put off; undefined where nothing can be. */
  readonly checkConstraints: string | undefined;
}

/** A transaction on the connection it owns. */
class ServerTransaction implements TransactionDriver {
  readonly connection: ServerConnection;
  readonly #kind: ServerKind;
  failure: TransactionFailure | undefined = undefined;

  constructor(connection: ServerConnection, kind: ServerKind) {
    this.connection = connection;
    this.#kind = kind;
    connection.onFailure = (error, ended) => {
      this.#note(error, connection.isUsable ? ended : "transaction");
    };
  }

  /** Gives the connection up: its errors are others' from now on. */
  release(): void {
    this.connection.onFailure = undefined;
  }

  #note(error: Error, ended: Ended): void {
    if (this.failure?.isFinal === true) return;
    if (ended === "transaction") this.failure = { error, isFinal: true };
    else if (ended === "block") this.failure ??= { error, isFinal: false };
  }

  begin(): Promise<void> {
    return this.connection.command(this.#kind.begin);
  }

  commit(): Promise<void> {
    return this.connection.command("COMMIT");
  }

  async rollback(): Promise<void> {
    // A lost connection has undone everything by itself.
    if (this.connection.isUsable) await this.connection.command("ROLLBACK");
  }

  savepoint(name: string): Promise<void> {
    return this.connection.command(`SAVEPOINT ${this.#kind.dialect.quote(name)}`);
  }

  releaseSavepoint(name: string): Promise<void> {
    return this.connection.command(`RELEASE SAVEPOINT ${this.#kind.dialect.quote(name)}`);
  }

  async rollbackToSavepoint(name: string): Promise<void> {
    await this.connection.command(`ROLLBACK TO SAVEPOINT ${this.#kind.dialect.quote(name)}`);
    if (this.failure?.isFinal === false) this.failure = undefined;
  }
}

const MAX_HOLDER = 120;

function holderOf(text: string): string {
  return text.length > MAX_HOLDER ? `${text.slice(0, MAX_HOLDER)}…` : text;
}

/**
 * Runs `work` when all promises that are ready have been followed. A timer would do as well, but sends
 * the event loop around once more.
 */
function atEndOfTurn(work: () => void): void {
  process.nextTick(() => {
    queueMicrotask(() => {
      process.nextTick(work);
    });
  });
}

/** Statements of one turn of the event loop that share a connection. */
interface Batch {
  /** The connection, or a promise of it. */
  lease: Lease<ServerConnection> | Promise<Lease<ServerConnection>>;
  running: number;
  open: boolean;
}

/**
 * A database on a server. A transaction owns a connection from its begin to its end; statements
 * outside of transactions borrow one, and those that are sent in one turn of the event loop
 * (`Promise.all` of several queries) share it where the driver can pipeline.
 */
export class ServerDatabase implements Database {
  readonly alias: string;
  readonly dialect: Dialect;
  readonly #kind: ServerKind;
  readonly #options: PoolOptions;
  readonly #pipelines: boolean;
  #pool: Pool<ServerConnection>;
  #batch: Batch | undefined;

  constructor(
    alias: string,
    kind: ServerKind,
    { pool, pipelines }: { readonly pool: PoolOptions; readonly pipelines: boolean },
  ) {
    this.alias = alias;
    this.dialect = kind.dialect;
    this.#kind = kind;
    this.#options = pool;
    this.#pipelines = pipelines;
    this.#pool = this.#newPool();
  }

  #newPool(): Pool<ServerConnection> {
    const pool: Pool<ServerConnection> = new Pool(
      this.alias,
      async () => {
        const connection = await this.#kind.connect();
        connection.elsewhere = (text, work) => {
          // Who holds the lost one waits for this: the place has to be free for another.
          pool.drop(connection);
          return this.#alone(text, work);
        };
        return connection;
      },
      this.#options,
    );
    return pool;
  }

  query(text: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return this.#run(text, params, (connection) => connection.query(text, params));
  }

  queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows> {
    return this.#run(text, params, (connection) => connection.queryNamed(text, params));
  }

  execute(text: string, params: readonly unknown[]): Promise<Changed> {
    return this.#run(text, params, (connection) => connection.execute(text, params));
  }

  async script(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.execute(statement, []);
  }

  #run<T>(
    text: string,
    params: readonly unknown[],
    work: (connection: ServerConnection) => Promise<T>,
  ): Promise<T> {
    const scope = currentScope(this.alias);
    if (scope === undefined) {
      return observed(this.alias, text, params, () =>
        this.#pipelines ? this.#together(text, work) : this.#alone(text, work),
      );
    }
    const send = (): Promise<T> =>
      observed(this.alias, text, params, () => work(connectionOf(scope.transaction.driver)));
    return scope.isFree ? send() : scope.run(send);
  }

  async #alone<T>(text: string, work: (connection: ServerConnection) => Promise<T>): Promise<T> {
    const lease = this.#pool.takeFree(text) ?? (await this.#pool.take(holderOf(text)));
    try {
      return await work(lease.connection);
    } finally {
      lease.release();
    }
  }

  /** Sends a statement together with the others of this turn. */
  #together<T>(text: string, work: (connection: ServerConnection) => Promise<T>): Promise<T> {
    const batch = (this.#batch ??= this.#newBatch(text));
    batch.running += 1;
    const { lease } = batch;
    const answer =
      lease instanceof Promise
        ? lease.then((taken) => {
            batch.lease = taken;
            return work(taken.connection);
          })
        : work(lease.connection);
    const leave = (): void => {
      batch.running -= 1;
      this.#endBatch(batch);
    };
    answer.then(leave, leave);
    return answer;
  }

  #newBatch(text: string): Batch {
    const lease = this.#pool.takeFree(text) ?? this.#pool.take(holderOf(text));
    const batch: Batch = { lease, running: 0, open: true };
    atEndOfTurn(() => {
      batch.open = false;
      if (this.#batch === batch) this.#batch = undefined;
      this.#endBatch(batch);
    });
    return batch;
  }

  #endBatch({ open, running, lease }: Batch): void {
    if (!open && running === 0 && !(lease instanceof Promise)) lease.release();
  }

  async *stream(text: string, params: readonly unknown[], chunkSize: number): AsyncGenerator<Row> {
    const scope = currentScope(this.alias);
    if (scope !== undefined) {
      const connection = connectionOf(scope.transaction.driver);
      const open = (): AsyncIterable<Row> =>
        connection.stream(text, params, { chunkSize, inTransaction: true });
      yield* this.#observedStream(text, params, () => new StreamOfBlock(scope, open()));
      return;
    }
    const lease = await this.#pool.take(holderOf(text));
    try {
      yield* this.#observedStream(text, params, () =>
        lease.connection.stream(text, params, { chunkSize, inTransaction: false }),
      );
    } finally {
      lease.release();
    }
  }

  /** Listeners see the way to the first row: what is done between the rows is not the database's time. */
  async *#observedStream(
    text: string,
    params: readonly unknown[],
    open: () => AsyncIterable<Row>,
  ): AsyncGenerator<Row> {
    const rows = open()[Symbol.asyncIterator]();
    let isOpen = true;
    try {
      let next = await observed(this.alias, text, params, () => rows.next());
      while (next.done !== true) {
        yield next.value;
        next = await rows.next();
      }
      isOpen = false;
    } finally {
      if (isOpen) await rows.return?.();
    }
  }

  async acquire(
    holder: Holder = "a transaction",
    { changesTables = false }: AcquireOptions = {},
  ): Promise<Acquired> {
    const { connection, release } = this.#pool.takeFree(holder) ?? (await this.#pool.take(holder));
    const driver = new ServerTransaction(connection, this.#kind);
    const kept = connection.keepsStatements;
    if (changesTables && kept === true) connection.keepsStatements = false;
    return {
      driver,
      release: () => {
        driver.release();
        if (kept !== undefined) connection.keepsStatements = kept;
        release();
      },
    };
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.query(this.#kind.tableNames, []);
    return rows.map(([name]) => String(name));
  }

  async checkConstraints(): Promise<void> {
    const { checkConstraints } = this.#kind;
    const scope = currentScope(this.alias);
    if (checkConstraints === undefined || scope === undefined) return;
    const { connection } = scope.transaction.driver as ServerTransaction;
    await scope.run(() => connection.command(checkConstraints));
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = this.#newPool();
    await pool.close();
  }
}

/** Rows that are read within a block. Whoever asks for the next waits for an inner block, as for a statement. */
class StreamOfBlock implements AsyncIterableIterator<Row> {
  readonly #scope: Scope;
  readonly #rows: AsyncIterator<Row>;

  constructor(scope: Scope, rows: AsyncIterable<Row>) {
    this.#scope = scope;
    this.#rows = rows[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Row>> {
    const { transaction, ended } = this.#scope;
    const current = currentScope(transaction.alias);
    // Rows of an outer block may be asked for in an inner one.
    const scope =
      !ended && current?.transaction === transaction && current.isWithin(this.#scope)
        ? current
        : this.#scope;
    return scope.isFree ? this.#rows.next() : scope.run(() => this.#rows.next());
  }

  /** What is left of an ended block is gone with it: its connection is another's by now. */
  async return(): Promise<IteratorResult<Row>> {
    if (!this.#scope.ended) await this.#rows.return?.();
    return { done: true, value: undefined };
  }
}

function connectionOf(driver: TransactionDriver): ServerConnection {
  if (driver instanceof ServerTransaction) return driver.connection;
  throw new TransactionManagementError(
    "The database was replaced while a transaction of it was open.",
  );
}
