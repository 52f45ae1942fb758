import type { Holder } from "./holder.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { TransactionDriver } from "../transaction/scope.ts";

/** Options of a database after its engine was chosen. */
export interface DatabaseConfig {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a statement that changes something gives. */
export interface Changed {
  /** Rows of RETURNING. */
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows were changed. */
  readonly changes: number;
  /** Key of the last inserted row, where the database tells it. */
  readonly lastId: number | bigint | undefined;
}

export type Row = readonly unknown[];

/** Rows with the names of their columns. */
export interface NamedRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** What a transaction needs of its connection. */
export interface AcquireOptions {
  /**
   * Tables are changed in it: SQLite checks foreign keys at the end only, and PostgreSQL keeps no
   * statements that it would have to prepare anew. Default: false.
   */
  readonly changesTables?: boolean;
}

/** A connection that belongs to a transaction until it is released. */
export interface Acquired {
  readonly driver: TransactionDriver;
  release(): void;
}

/** One database: statements go in, rows come out as arrays. Finds the running transaction by itself. */
export interface Database {
  readonly alias: string;
  readonly dialect: Dialect;
  /** Runs a statement that reads. */
  query(text: string, params: readonly unknown[]): Promise<readonly Row[]>;
  /** The same for statements whose columns only the database knows. */
  queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows>;
  /** Runs a statement that changes something. */
  execute(
    text: string,
    params: readonly unknown[],
    options?: { readonly returning?: boolean },
  ): Promise<Changed>;
  /** Runs one statement for each row of values; gives the keys of the inserted rows. Only where that is fastest. */
  executeMany?(
    text: string,
    rows: readonly (readonly unknown[])[],
  ): Promise<readonly (number | bigint)[]>;
  /** Runs several statements without parameters, as schema changes need. */
  script(statements: readonly string[]): Promise<void>;
  /** Rows one by one, with memory for a chunk only. */
  stream(text: string, params: readonly unknown[], chunkSize: number): AsyncIterable<Row>;
  /**
   * Gets a connection of its own for a transaction; `release` gives it back. `holder` says in
   * messages what it is used for.
   */
  acquire(holder?: Holder, options?: AcquireOptions): Promise<Acquired>;
  /** Names of the tables that exist. */
  tableNames(): Promise<string[]>;
  /** Checks foreign keys whose check was put off. @throws IntegrityError */
  checkConstraints(): Promise<void>;
  close(): Promise<void>;
}
