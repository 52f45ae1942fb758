import type { Changed, Row } from "../database.ts";

/** One connection to a database server. Its errors are translated already. */
export interface ServerConnection {
  /** May it be used again? False once the connection was lost or is in an unknown state. */
  readonly isUsable: boolean;
  /** Can statements be sent before the earlier ones are answered? */
  readonly canPipeline: boolean;
  query(text: string, params: readonly unknown[]): Promise<readonly Row[]>;
  execute(text: string, params: readonly unknown[]): Promise<Changed>;
  /** Runs a statement without parameters and result: BEGIN, SAVEPOINT and their like. */
  command(text: string): Promise<void>;
  /** Rows of a statement in portions of `chunkSize`. `inTransaction`: the connection is inside one already. */
  stream(
    text: string,
    params: readonly unknown[],
    options: { readonly chunkSize: number; readonly inTransaction: boolean },
  ): AsyncIterable<Row>;
  close(): Promise<void>;
}

/** What a driver has to know of one database. */
export interface ServerSettings {
  readonly alias: string;
  readonly name: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Rows are read at once where a cursor on the server would be lost (behind a transaction pooler). */
  readonly withoutCursors: boolean;
}
