import type { DatabaseSync } from "node:sqlite";

import { regexpMatches } from "./regexp.ts";

type SqlValue = null | number | bigint | string | Uint8Array;

/** Registers the functions that SQLite lacks on a connection. */
export function registerFunctions(database: DatabaseSync): void {
  const define = (name: string, work: (...args: SqlValue[]) => SqlValue): void => {
    database.function(name, { deterministic: true, varargs: true }, work);
  };
  define("regexp", (pattern, text) =>
    pattern === null || text === null ? null : Number(regexpMatches(String(pattern), String(text))),
  );
}
