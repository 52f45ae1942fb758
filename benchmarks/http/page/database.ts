import { createRequire } from "node:module";

/** A statement of better-sqlite3. */
interface Statement {
  all(...values: unknown[]): unknown[];
}

/** The prebuilt binary of better-sqlite3, which is installed under another name. */
export const Database = createRequire(import.meta.url)("better-sqlite3-prebuilt") as new (
  file: string,
  options?: { readonly?: boolean },
) => { prepare(sql: string): Statement; pragma(source: string): unknown };

/** The file with the books of the Local Library. */
export const [file = ""] = process.argv.slice(2);
