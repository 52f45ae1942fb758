import { createRequire } from "node:module";

/** A connection of better-sqlite3, as the contestants that stand on it take it. */
export interface BetterSqlite {
  pragma(text: string): unknown;
  prepare(sql: string): {
    readonly reader: boolean;
    all(parameters: readonly unknown[]): unknown[];
    run(parameters: readonly unknown[]): {
      changes: number | bigint;
      lastInsertRowid: number | bigint;
    };
    iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

// Under another name: the real one would clash with what TypeORM says of the versions it was tried with.
/** The driver with its binary, without a download. */
export const Database = createRequire(import.meta.url)("better-sqlite3-prebuilt") as new (
  file: string,
) => BetterSqlite;

/** Opens a file with the settings that all contestants have. */
export function openBetterSqlite(file: string): BetterSqlite {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.pragma("foreign_keys = ON");
  return db;
}
