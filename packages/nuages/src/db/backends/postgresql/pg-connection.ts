import { Buffer } from "node:buffer";

import type { Client as PgClient, ClientConfig, Query as PgQuery } from "pg";

import { ImproperlyConfigured } from "../../../errors/index.ts";
import { InvalidValue } from "../../errors.ts";
import type { Changed, NamedRows, Row } from "../database.ts";
import type { Elsewhere, Ended, ServerConnection } from "../server/server-connection.ts";
import { serverUnreachable, sessionRefused } from "../unreachable.ts";
import { endedBy, isFarewell, isFatal, translateError, type PgError } from "./errors.ts";
import { PgValue, oidOf } from "./pg-value.ts";
import { checkVersion } from "./server-version.ts";
import { type Answer, type Message, rowQueryClass, type RowQueryClass } from "./row-query.ts";

/** The driver, as far as it is used, and our statements for it. */
interface Driver {
  readonly Client: typeof PgClient;
  readonly RowQuery: RowQueryClass;
}

/** The driver's module, whose contents are in its default export. */
interface DriverModule {
  readonly Client: typeof PgClient;
  readonly Query: typeof PgQuery;
}

/** Prepared statements that a connection keeps. */
const MAX_STATEMENTS = 300;

let driver: Promise<Driver> | undefined;

/** @throws ImproperlyConfigured when the package is not installed */
async function loadDriver(alias: string): Promise<Driver> {
  driver ??= import("pg").then((module: { readonly default?: unknown }) => {
    const { Client, Query } = (module.default ?? module) as DriverModule;
    return { Client, RowQuery: rowQueryClass(Query) };
  });
  try {
    return await driver;
  } catch (error) {
    driver = undefined;
    throw new ImproperlyConfigured(
      `databases.${alias} uses PostgreSQL, but the package "pg" is not installed.`,
      { hint: "Run: npm install pg", cause: error },
    );
  }
}

export interface PgConnectionOptions {
  readonly alias: string;
  readonly client: ClientConfig;
  /** Statements that prepare a new connection. */
  readonly setup: string;
  /** Keep prepared statements on the server; off behind a pooler that changes connections between statements. */
  readonly prepares: boolean;
  readonly withoutCursors: boolean;
}

/** The driver's own connection: what the server says of itself, and which statements are prepared. */
interface Inner {
  on(event: "bindComplete" | "readyForQuery", listener: () => void): void;
  on(
    event: "parameterStatus",
    listener: (status: { readonly parameterName: string; readonly parameterValue: string }) => void,
  ): void;
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
}

function innerOf(client: PgClient): Inner {
  return (client as unknown as { readonly connection: Inner }).connection;
}

function message(text: string, params: readonly unknown[]): Message {
  const values: (string | Buffer | null)[] = [];
  const types: number[] = [];
  for (const param of params) {
    types.push(oidOf(param));
    values.push(driverValue(param));
  }
  return { text, values, types };
}

function driverValue(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return withoutNul(value);
  if (value instanceof PgValue) return value.text;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === "object" || typeof value === "symbol" || typeof value === "function")
    throw new TypeError("A value cannot be bound: it is neither a text, a number nor bytes");
  return String(value);
}

/** @throws InvalidValue for what the server would refuse, and end the transaction for */
function withoutNul(text: string): string {
  if (!text.includes("\0")) return text;
  throw new InvalidValue("PostgreSQL takes no text with U+0000, neither to store nor to compare.", {
    hint: 'Refuse such a text where it comes in, or remove the character: text.replaceAll("\\0", "").',
  });
}

function rowsOf({ rows }: Answer): readonly Row[] {
  return rows;
}

function namedRowsOf({ rows, columns }: Answer): NamedRows {
  return { columns: columns.map(({ name }) => name), rows };
}

function changedOf({ rows, count }: Answer): Changed {
  return { rows, changes: count, lastId: undefined };
}

const NO_SUCH_STATEMENT = "26000";

/**
 * Does the error say that a prepared statement no longer fits its tables, or is not there? It is not when
 * the statement before, which was sent together with this one and was to prepare it, has failed.
 */
function isOutdated(error: unknown): boolean {
  const { routine, code } = error as PgError;
  return routine === "RevalidateCachedQuery" || code === NO_SUCH_STATEMENT;
}

/** Types of parameters, and the key of a text with such parameters. */
interface KnownTypes {
  readonly types: readonly number[];
  readonly key: string;
}

const KEYS = new Map<string, KnownTypes[]>();
const MAX_TEXTS = 5_000;
/** So many sets of types of one text are kept. */
const MAX_TYPES = 50;
let lastId = 0;

function sameTypes(first: readonly number[], second: readonly number[]): boolean {
  if (first.length !== second.length) return false;
  for (let index = 0; index < first.length; index += 1)
    if (first[index] !== second[index]) return false;
  return true;
}

/** A short key in the place of a long text, whose hash would have to be worked out for each use. */
function keyOf({ text, types }: Message): string {
  let known = KEYS.get(text);
  if (known === undefined) {
    if (KEYS.size >= MAX_TEXTS) KEYS.clear();
    KEYS.set(text, (known = []));
  }
  for (const entry of known) if (sameTypes(entry.types, types)) return entry.key;
  if (known.length >= MAX_TYPES) known.length = 0;
  lastId += 1;
  const key = String(lastId);
  known.push({ types, key });
  return key;
}

let cursors = 0;

/** One connection of the driver `pg`. */
export class PgConnection implements ServerConnection {
  readonly canPipeline = true;
  keepsStatements: boolean;
  onFailure: ((error: Error, ended: Ended) => void) | undefined = undefined;
  elsewhere: Elsewhere | undefined = undefined;
  readonly #client: PgClient;
  readonly #driver: Driver;
  readonly #options: PgConnectionOptions;
  /** Names of the prepared statements; the order is that of their use. */
  readonly #names = new Map<string, string>();
  #count = 0;
  #usable = true;
  /** The server has begun with the statement that it is to answer next. */
  #hasBegun = false;
  /** The server ended the connection before it began with the statements that it did not answer. */
  #endedBefore = false;

  private constructor(client: PgClient, driverModule: Driver, options: PgConnectionOptions) {
    this.#client = client;
    this.#driver = driverModule;
    this.#options = options;
    this.keepsStatements = options.prepares;
    const lost = (): void => {
      this.#usable = false;
    };
    client.on("error", lost);
    client.on("end", lost);
    const inner = innerOf(client);
    inner.on("bindComplete", () => {
      this.#hasBegun = true;
    });
    inner.on("readyForQuery", () => {
      this.#hasBegun = false;
    });
  }

  /** @throws OperationalError when the server cannot be reached or refuses */
  static async open(options: PgConnectionOptions): Promise<PgConnection> {
    const loaded = await loadDriver(options.alias);
    const client = new loaded.Client({ ...options.client, pipeline: true });
    const connection = new PgConnection(client, loaded, options);
    let version: string | undefined;
    innerOf(client).on("parameterStatus", ({ parameterName, parameterValue }) => {
      if (parameterName === "server_version") version = parameterValue;
    });
    try {
      await client.connect();
    } catch (error) {
      throw serverUnreachable(
        { ...options.client, alias: options.alias, vendor: "PostgreSQL" },
        error,
      );
    }
    try {
      checkVersion(options.alias, version);
      await connection.command(options.setup);
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw sessionRefused(
        options.alias,
        error,
        "timeZone, options.isolationLevel or options.assumeRole",
      );
    }
    return connection;
  }

  get isUsable(): boolean {
    return this.#usable;
  }

  query(text: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return this.#send(text, params, rowsOf);
  }

  queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows> {
    return this.#send(text, params, namedRowsOf);
  }

  execute(text: string, params: readonly unknown[]): Promise<Changed> {
    return this.#send(text, params, changedOf);
  }

  async command(text: string): Promise<void> {
    try {
      await this.#client.query(text);
    } catch (error) {
      throw this.#failed(error, text);
    }
  }

  async *stream(
    text: string,
    params: readonly unknown[],
    { chunkSize, inTransaction }: { readonly chunkSize: number; readonly inTransaction: boolean },
  ): AsyncGenerator<Row> {
    if (this.#options.withoutCursors) {
      yield* await this.query(text, params);
      return;
    }
    cursors += 1;
    const cursor = `nuages_cursor_${cursors}`;
    // A cursor lives inside a transaction.
    if (!inTransaction) await this.command("BEGIN");
    try {
      await this.#send(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, params, rowsOf, false);
      const fetch = `FETCH FORWARD ${chunkSize} FROM ${cursor}`;
      for (;;) {
        const rows = await this.#send(fetch, [], rowsOf, false);
        yield* rows;
        if (rows.length < chunkSize) break;
      }
    } finally {
      if (this.#usable) await this.#endStream(cursor, inTransaction);
    }
  }

  /** A failed statement has closed the cursor with its transaction, a lost connection both. */
  async #endStream(cursor: string, inTransaction: boolean): Promise<void> {
    try {
      if (!inTransaction) await this.command("ROLLBACK");
      else if (this.#client.getTransactionStatus() === "T") await this.command(`CLOSE ${cursor}`);
    } catch (error) {
      if (this.#usable) throw error;
    }
  }

  async close(): Promise<void> {
    this.#usable = false;
    await this.#client.end();
  }

  /** Sends a statement, prepared where it may be. One promise from here to the driver: each costs. */
  #send<T>(
    text: string,
    params: readonly unknown[],
    read: (answer: Answer) => T,
    prepares: boolean = this.keepsStatements,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        reject(this.#failed(error, text));
      };
      let sent: Message;
      try {
        sent = message(text, params);
      } catch (error) {
        fail(error);
        return;
      }
      const key = prepares ? keyOf(sent) : undefined;
      const name = key === undefined ? undefined : this.#nameOf(key);
      const done = (error: unknown, answer?: Answer): void => {
        if (answer !== undefined) resolve(read(answer));
        else if (this.#isLostBefore(error) && this.elsewhere !== undefined)
          resolve(
            this.elsewhere(text, (other) => (other as PgConnection).#send(text, params, read)),
          );
        else if (key === undefined || !isOutdated(error)) fail(error);
        else if (this.#forgetOutdated(key)) resolve(this.#send(text, params, read, false));
        else fail(error);
      };
      this.#client.query(new this.#driver.RowQuery(sent, name, done));
    });
  }

  /**
   * A table was changed after the statement was prepared, or that has failed. Says whether it can be sent anew: only
   * outside of a transaction, which the error has ended.
   */
  #forgetOutdated(key: string): boolean {
    const name = this.#names.get(key);
    this.#names.delete(key);
    if (this.#client.getTransactionStatus() !== "I") return false;
    if (name !== undefined) this.#forget(name);
    return true;
  }

  #nameOf(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) {
      if (this.#names.size > MAX_STATEMENTS / 2) {
        this.#names.delete(key);
        this.#names.set(key, known);
      }
      return known;
    }
    this.#count += 1;
    const name = `nuages_${this.#count}`;
    this.#names.set(key, name);
    if (this.#names.size > MAX_STATEMENTS) this.#dropOldest();
    return name;
  }

  #dropOldest(): void {
    const [oldest] = this.#names;
    if (oldest === undefined) return;
    this.#names.delete(oldest[0]);
    this.#forget(oldest[1]);
  }

  #forget(name: string): void {
    const { parsedStatements, submittedNamedStatements } = innerOf(this.#client);
    // One that failed to be prepared is not there.
    const isPrepared = parsedStatements[name] !== undefined;
    delete parsedStatements[name];
    delete submittedNamedStatements[name];
    if (isPrepared) void this.#client.query(`DEALLOCATE ${name}`).catch(() => undefined);
  }

  /**
   * Had the server ended the connection before it saw the statement? Only what it says itself proves that:
   * its answers come in order, and that it begins with a statement comes before anything is done.
   */
  #isLostBefore(error: unknown): boolean {
    if (!isFatal(error)) return false;
    const isOutside = this.#client.getTransactionStatus() === "I";
    if (isFarewell(error) && isOutside && !this.#hasBegun) this.#endedBefore = true;
    if (this.#endedBefore) this.#usable = false;
    return this.#endedBefore;
  }

  #failed(error: unknown, text: string): Error {
    if (isFatal(error)) this.#usable = false;
    const translated = translateError(error, text);
    this.onFailure?.(translated, endedBy(translated));
    return translated;
  }
}
