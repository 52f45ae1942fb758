import { IntegrityError, OperationalError } from "../../errors.ts";
import { currentScope, type TransactionDriver } from "../../transaction/scope.ts";
import type {
  Acquired,
  AcquireOptions,
  Changed,
  Database,
  DatabaseConfig,
  NamedRows,
  Row,
} from "../database.ts";
import { observed } from "../query-span.ts";
import { sqliteDialect } from "./dialect.ts";
import { fileUnreachable } from "../unreachable.ts";
import { isBusy, isUnreachable, translateError } from "./errors.ts";
import { SqliteHandle } from "./handle.ts";
import { sqliteOptions, type SqliteOptions } from "./sqlite-options.ts";
import { Turnstile } from "./turnstile.ts";
import { UncheckedWrites } from "./unchecked-writes.ts";
import type { Holder } from "../holder.ts";

const MAX_PAUSE = 50;

/** @throws IntegrityError for the first row that points at none */
function refuseBroken([broken]: readonly Row[]): void {
  if (broken === undefined) return;
  const [table, rowid, parent] = broken;
  throw new IntegrityError(
    `The row ${String(rowid)} of table "${String(table)}" points at a row of "${String(parent)}" that does not exist.`,
    {
      details: { table, rowid, parent },
    },
  );
}

/** Some errors end a transaction: a full disk, `ON CONFLICT ROLLBACK`, a trigger with `RAISE(ROLLBACK, …)`. */
function endedByItself(): OperationalError {
  return new OperationalError(
    "The transaction is no longer open: an error, a trigger or a statement has ended it.",
  );
}

/**
 * A SQLite database. One connection writes; transactions and single writes queue for it. A file is
 * read through a second connection, which sees what is committed; `:memory:` has one for all.
 */
export class SqliteDatabase implements Database {
  readonly alias: string;
  readonly dialect = sqliteDialect;
  readonly #path: string;
  readonly #options: SqliteOptions;
  readonly #turnstile = new Turnstile();
  #writerHandle: SqliteHandle | undefined;
  #readerHandle: SqliteHandle | undefined;
  /** What the transaction writes that goes on without checks of foreign keys. */
  #unchecked: UncheckedWrites | undefined;

  constructor(alias: string, config: DatabaseConfig) {
    this.alias = alias;
    this.#path = config.name;
    this.#options = sqliteOptions(alias, config.options);
  }

  get #isMemory(): boolean {
    return this.#path === ":memory:" || this.#path === "";
  }

  /** @throws DatabaseUnreachable when the file cannot be opened */
  #open(pragmas: readonly string[] = []): SqliteHandle {
    try {
      const handle = new SqliteHandle(this.#path, pragmas);
      if (this.#options.initCommand !== undefined) handle.exec(this.#options.initCommand);
      return handle;
    } catch (error) {
      throw isUnreachable(error)
        ? fileUnreachable(this.alias, this.#path, error)
        : translateError(error, "");
    }
  }

  get #writer(): SqliteHandle {
    this.#writerHandle ??= this.#open(
      this.#isMemory ? [] : ["journal_mode = WAL", "synchronous = NORMAL"],
    );
    return this.#writerHandle;
  }

  get #reader(): SqliteHandle {
    if (this.#isMemory) return this.#writer;
    // The writer comes first: it makes the file and its mode.
    void this.#writer;
    this.#readerHandle ??= this.#open();
    return this.#readerHandle;
  }

  query(text: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return this.#read(text, params, (handle) => handle.all(text, params));
  }

  queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows> {
    return this.#read(text, params, (handle) => handle.allNamed(text, params));
  }

  #read<T>(
    text: string,
    params: readonly unknown[],
    work: (handle: SqliteHandle) => T,
  ): Promise<T> {
    const fromWriter = (): Promise<T> => {
      this.#unchecked?.saw(text);
      return observed(this.alias, text, params, () => work(this.#writer));
    };
    const scope = currentScope(this.alias);
    if (scope !== undefined) return scope.isFree ? fromWriter() : scope.run(fromWriter);
    if (this.#isMemory && this.#turnstile.isBusy) return this.#alone(text, fromWriter);
    return observed(this.alias, text, params, () => work(this.#reader));
  }

  async execute(
    text: string,
    params: readonly unknown[],
    options: { readonly returning?: boolean } = {},
  ): Promise<Changed> {
    const run = (): Changed => {
      this.#unchecked?.saw(text);
      return options.returning === true
        ? this.#writer.runReturning(text, params)
        : this.#writer.run(text, params);
    };
    const scope = currentScope(this.alias);
    if (scope !== undefined) {
      return scope.isFree
        ? observed(this.alias, text, params, run)
        : scope.run(() => observed(this.alias, text, params, run));
    }
    if (!this.#turnstile.isBusy && this.#isMemory) return observed(this.alias, text, params, run);
    return this.#alone(text, () => observed(this.alias, text, params, () => this.#patiently(run)));
  }

  async executeMany(
    text: string,
    rows: readonly (readonly unknown[])[],
  ): Promise<readonly (number | bigint)[]> {
    const run = (): (number | bigint)[] => {
      this.#unchecked?.saw(text);
      return this.#writer.runMany(text, rows);
    };
    const scope = currentScope(this.alias);
    const seen = (): Promise<(number | bigint)[]> => observed(this.alias, text, rows[0] ?? [], run);
    if (scope !== undefined) return scope.isFree ? seen() : scope.run(seen);
    return this.#alone(text, () => this.#patiently(seen));
  }

  async script(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.execute(statement, []);
  }

  async *stream(text: string, params: readonly unknown[], chunkSize: number): AsyncGenerator<Row> {
    const scope = currentScope(this.alias);
    scope?.assertUsable();
    // Elsewhere a connection of its own sees the rows as they were at the beginning, whatever others do.
    const shared = scope !== undefined || this.#isMemory ? this.#writer : undefined;
    const handle = shared ?? this.#open();
    try {
      let count = 0;
      await observed(this.alias, text, params, () => undefined);
      for (const row of handle.iterate(text, params)) {
        yield row;
        count += 1;
        if (scope?.ended === true) scope.assertUsable();
        // Others get their turn between the chunks.
        if (count % chunkSize === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      if (shared === undefined) handle.close();
    }
  }

  /** `text`: the statement, for messages of those who wait. */
  async #alone<T>(text: string, work: () => T | Promise<T>): Promise<T> {
    const leave = await this.#turnstile.enter(text);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Tries again while another program holds the database, without blocking this one. */
  async #patiently<T>(work: () => T): Promise<T> {
    const deadline = Date.now() + this.#options.timeout;
    for (let pause = 1; ; pause = Math.min(pause * 2, MAX_PAUSE)) {
      try {
        return work();
      } catch (error) {
        const busy = error instanceof OperationalError && isBusy(error.cause);
        if (!busy || Date.now() >= deadline) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, pause);
        });
      }
    }
  }

  async acquire(
    holder: Holder = "a transaction",
    { changesTables = false }: AcquireOptions = {},
  ): Promise<Acquired> {
    const leave = await this.#turnstile.enter(holder);
    const driver = this.#driver();
    return { driver: changesTables ? this.#withoutChecks(driver) : driver, release: leave };
  }

  /** A transaction without foreign keys: SQLite takes that only before it begins and after it has ended. */
  #withoutChecks(driver: TransactionDriver): TransactionDriver {
    const check = (mode: "ON" | "OFF"): void => this.#writer.exec(`PRAGMA foreign_keys = ${mode}`);
    const end = (): void => {
      this.#unchecked = undefined;
      check("ON");
    };
    return {
      ...driver,
      get failure() {
        return driver.failure;
      },
      begin: async () => {
        check("OFF");
        try {
          await driver.begin();
        } catch (error) {
          check("ON");
          throw error;
        }
        this.#unchecked = new UncheckedWrites();
      },
      commit: async () => {
        for (const statement of this.#unchecked?.checks ?? [])
          refuseBroken(this.#writer.all(statement, []));
        await driver.commit();
        end();
      },
      rollback: async () => {
        try {
          await driver.rollback();
        } finally {
          end();
        }
      },
    };
  }

  #driver(): TransactionDriver {
    const exec = (text: string): void => this.#writer.exec(text);
    const hasEnded = (): boolean => !this.#writer.isInTransaction;
    let hasBegun = false;
    return {
      get failure() {
        return hasBegun && hasEnded() ? { error: endedByItself(), isFinal: true } : undefined;
      },
      // A deferred transaction that reads first could not write later when somebody else has written.
      begin: async () => {
        await this.#patiently(() => exec(`BEGIN ${this.#options.transactionMode}`));
        hasBegun = true;
      },
      commit: () => this.#patiently(() => exec("COMMIT")),
      rollback: () => {
        if (!hasEnded()) exec("ROLLBACK");
      },
      savepoint: (name) => exec(`SAVEPOINT "${name}"`),
      releaseSavepoint: (name) => exec(`RELEASE SAVEPOINT "${name}"`),
      rollbackToSavepoint: (name) => {
        exec(`ROLLBACK TO SAVEPOINT "${name}"`);
      },
    };
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.query(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name <> 'sqlite_sequence' ORDER BY name",
      [],
    );
    return rows.map(([name]) => String(name));
  }

  async checkConstraints(): Promise<void> {
    refuseBroken(await this.query("PRAGMA foreign_key_check", []));
  }

  async close(): Promise<void> {
    await this.#alone("its end", () => {
      this.#readerHandle?.close();
      this.#writerHandle?.close();
      this.#readerHandle = undefined;
      this.#writerHandle = undefined;
    });
  }
}
