import type { Database } from "../../db/index.ts";

/** How many rows a table has, about; undefined when it is not there. */
export interface TableSizes {
  rowsOf(table: string): Promise<number | undefined>;
}

/** Estimates that databases have at hand; of SQLite, which has none, the highest number of a row. */
const ESTIMATES: Readonly<
  Record<string, (table: string, quoted: string) => readonly [string, readonly unknown[]]>
> = {
  sqlite: (_table, quoted) => [`SELECT COALESCE(MAX(rowid), 0) FROM ${quoted}`, []],
  postgresql: (table) => [
    "SELECT GREATEST(c.reltuples, 0)::bigint FROM pg_class c WHERE c.relname = $1 AND pg_table_is_visible(c.oid)",
    [table],
  ],
  mysql: (table) => [
    "SELECT COALESCE(table_rows, 0) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
    [table],
  ],
};

/** Asks a database for the sizes of its tables, once each. */
export class DatabaseSizes implements TableSizes {
  readonly #database: Database;
  readonly #known = new Map<string, number | undefined>();
  #tables: ReadonlySet<string> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async rowsOf(table: string): Promise<number | undefined> {
    if (!this.#known.has(table)) this.#known.set(table, await this.#ask(table));
    return this.#known.get(table);
  }

  async #ask(table: string): Promise<number | undefined> {
    this.#tables ??= new Set(await this.#database.tableNames());
    if (!this.#tables.has(table)) return undefined;
    const { dialect } = this.#database;
    const quoted = dialect.quote(table).replaceAll("%%", "%");
    const [some] = await this.#database.query(`SELECT 1 FROM ${quoted} LIMIT 1`, []);
    if (some === undefined) return 0;
    const [sql, params] = ESTIMATES[dialect.vendor]?.(table, quoted) ?? ["SELECT 1", []];
    const [row] = await this.#database.query(sql, params);
    return Math.max(1, Number(row?.[0] ?? 1));
  }
}
