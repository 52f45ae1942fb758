import type { Changed, NamedRows, Row } from "../database.ts";

/**
 * What an error has ended besides its statement: what was done since the last savepoint, all of the
 * transaction, or nothing.
 */
export type Ended = "block" | "transaction" | undefined;

/** Does `work` on another connection; `text` is the statement, for messages. */
export type Elsewhere = <T>(
  text: string,
  work: (connection: ServerConnection) => Promise<T>,
) => Promise<T>;

/** One connection to a database server. Its errors are translated already. */
export interface ServerConnection {
  /** May it be used again? False once the connection was lost or is in an unknown state. */
  readonly isUsable: boolean;
  /** Can statements be sent before the earlier ones are answered? */
  readonly canPipeline: boolean;
  /** Are statements kept prepared? Not while tables change, which makes them invalid inside a transaction. */
  keepsStatements?: boolean;
  /** Is told of every error, before the one who asked is, and of what it has ended. */
  onFailure?: ((error: Error, ended: Ended) => void) | undefined;
  /**
   * Does work on another connection: for statements outside of transactions that this one certainly did
   * nothing of, as it had ended before.
   */
  elsewhere?: Elsewhere | undefined;
  query(text: string, params: readonly unknown[]): Promise<readonly Row[]>;
  queryNamed(text: string, params: readonly unknown[]): Promise<NamedRows>;
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
