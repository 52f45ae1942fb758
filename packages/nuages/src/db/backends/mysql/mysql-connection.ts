import type { Connection, ConnectionOptions, FieldPacket, ResultSetHeader } from "mysql2";

import { ImproperlyConfigured } from "../../../errors/index.ts";
import type { Changed, NamedRows, Row } from "../database.ts";
import type { Ended, ServerConnection } from "../server/server-connection.ts";
import { serverUnreachable, sessionRefused } from "../unreachable.ts";
import { endedBy, isFatal, translateError } from "./errors.ts";
import { withValues } from "./literal.ts";
import { RowStream } from "./row-stream.ts";
import { checkServer, type ServerVersion } from "./server-version.ts";
import {
  missingTimeZones,
  SESSION_QUESTION,
  sessionState,
  type SessionState,
} from "./session-state.ts";

/** The driver, as far as it is used. */
interface Driver {
  createConnection(options: ConnectionOptions): Connection;
}

type Result = readonly Row[] | ResultSetHeader;

let driver: Promise<Driver> | undefined;

/** @throws ImproperlyConfigured when the package is not installed */
async function loadDriver(alias: string): Promise<Driver> {
  driver ??= import("mysql2").then(
    (module: { readonly default?: unknown }) => (module.default ?? module) as Driver,
  );
  try {
    return await driver;
  } catch (error) {
    driver = undefined;
    throw new ImproperlyConfigured(
      `databases.${alias} uses MySQL or MariaDB, but the package "mysql2" is not installed.`,
      { hint: "Run: npm install mysql2", cause: error },
    );
  }
}

export interface MysqlConnectionOptions {
  readonly alias: string;
  readonly client: ConnectionOptions;
  /** What statements are written for. */
  readonly server: ServerVersion;
  /** Statements that prepare a new connection. */
  readonly setup: readonly string[];
}

/** What every connection needs, whatever the settings say. */
const FIXED: ConnectionOptions = {
  charset: "utf8mb4",
  rowsAsArray: true,
  dateStrings: true,
  jsonStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: false,
  decimalNumbers: false,
  multipleStatements: false,
  // A server must not be able to ask for files of the client.
  flags: ["-LOCAL_FILES"],
};

/** Rows of a stream that wait to be taken: the fewer live, the less the heap grows. */
const PORTION = 100;

/** How `dates.ts` converts moments to a time zone by its name. */
const ZONE_CONVERSION = /'\+00:00', '[A-Za-z]/;

/** One connection of the driver `mysql2`. */
export class MysqlConnection implements ServerConnection {
  readonly canPipeline = false;
  onFailure: ((error: Error, ended: Ended) => void) | undefined = undefined;
  readonly #connection: Connection;
  readonly #alias: string;
  #usable = true;
  #state: Pick<SessionState, "hasTimeZones" | "undoesOnTimeout"> = {
    hasTimeZones: true,
    undoesOnTimeout: false,
  };
  /** Whose rows are on their way. */
  #stream: RowStream | undefined;

  private constructor(connection: Connection, alias: string) {
    this.#connection = connection;
    this.#alias = alias;
    const lost = (): void => {
      this.#usable = false;
    };
    connection.on("error", lost);
    connection.on("end", lost);
  }

  /** @throws OperationalError when the server cannot be reached or refuses */
  static async open(options: MysqlConnectionOptions): Promise<MysqlConnection> {
    const { createConnection } = await loadDriver(options.alias);
    const inner = createConnection({ ...options.client, ...FIXED });
    const connection = new MysqlConnection(inner, options.alias);
    await new Promise<void>((resolve, reject) => {
      inner.connect((error) => {
        if (error === null) resolve();
        else
          reject(
            serverUnreachable(
              { ...options.client, alias: options.alias, vendor: "MariaDB or MySQL" },
              error,
            ),
          );
      });
    });
    try {
      await connection.#prepare(options);
    } catch (error) {
      await connection.close();
      throw sessionRefused(options.alias, error, "options.isolationLevel or options.initCommand");
    }
    return connection;
  }

  async #prepare({ alias, server, setup }: MysqlConnectionOptions): Promise<void> {
    for (const statement of setup) await this.command(statement);
    const [row = []] = await this.query(SESSION_QUESTION, []);
    const state = sessionState(row);
    checkServer(alias, server, state.version);
    for (const statement of state.corrections) await this.command(statement);
    this.#state = state;
  }

  get isUsable(): boolean {
    return this.#usable;
  }

  async query(text: string, params: readonly unknown[]): Promise<readonly Row[]> {
    const { result } = await this.#send(text, params);
    return Array.isArray(result) ? (result as readonly Row[]) : [];
  }

  async queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows> {
    const { result, columns } = await this.#send(text, params);
    return { columns, rows: Array.isArray(result) ? (result as readonly Row[]) : [] };
  }

  async execute(text: string, params: readonly unknown[]): Promise<Changed> {
    const { result } = await this.#send(text, params);
    if (Array.isArray(result))
      return { rows: result as readonly Row[], changes: result.length, lastId: undefined };
    const { affectedRows, insertId } = result as ResultSetHeader;
    return { rows: [], changes: affectedRows, lastId: insertId };
  }

  async command(text: string): Promise<void> {
    await this.#send(text, []);
  }

  /** A statement that is sent before the last row was taken has the rest of the rows read into memory. */
  async *stream(
    text: string,
    params: readonly unknown[],
    { chunkSize, inTransaction }: { readonly chunkSize: number; readonly inTransaction: boolean },
  ): AsyncGenerator<Row> {
    this.#stream?.keepRest();
    const statement = this.#connection.query({ sql: this.#sql(text, params), rowsAsArray: true });
    const stream = new RowStream(statement, this.#connection, Math.min(chunkSize, PORTION));
    this.#stream = stream;
    try {
      yield* stream.rows();
    } catch (error) {
      throw this.#failed(error, text);
    } finally {
      // Others wait for the connection of a transaction; any other is replaced sooner than its rows have passed.
      if (!stream.hasEnded && inTransaction) await stream.dropRest();
      else if (!stream.hasEnded) this.#usable = false;
      if (this.#stream === stream) this.#stream = undefined;
    }
  }

  async close(): Promise<void> {
    const wasUsable = this.#usable;
    this.#usable = false;
    if (!wasUsable) {
      this.#connection.destroy();
      return;
    }
    await new Promise<void>((resolve) => {
      this.#connection.end(() => {
        resolve();
      });
    });
  }

  /** @throws OperationalError for a conversion that the server would answer with NULL */
  #sql(text: string, params: readonly unknown[]): string {
    if (!this.#state.hasTimeZones && ZONE_CONVERSION.test(text))
      throw missingTimeZones(this.#alias, text);
    return withValues(text, params);
  }

  #send(
    text: string,
    params: readonly unknown[],
  ): Promise<{ readonly result: Result; readonly columns: readonly string[] }> {
    return new Promise((resolve, reject) => {
      const sql = this.#sql(text, params);
      this.#stream?.keepRest();
      const done = (error: Error | null, result: unknown, fields?: FieldPacket[]): void => {
        if (error !== null) reject(this.#failed(error, text));
        else resolve({ result: result as Result, columns: (fields ?? []).map(({ name }) => name) });
      };
      this.#connection.query({ sql, rowsAsArray: true }, done);
    });
  }

  #failed(error: unknown, text: string): Error {
    if (isFatal(error)) this.#usable = false;
    const translated = translateError(error, text);
    this.onFailure?.(translated, endedBy(translated, this.#state));
    return translated;
  }
}
