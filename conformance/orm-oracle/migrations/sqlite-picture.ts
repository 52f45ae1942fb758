import type { Database } from "nuages/db";

import { constraintsInSql, type ConstraintPicture, PLAIN } from "./sqlite-constraints.ts";

type Row = readonly unknown[];

/** A table as the oracle describes it. */
export type TablePicture = Readonly<Record<string, unknown>>;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What Python's converters make of a value in a column of that type. */
function value(type: string, raw: unknown): unknown {
  if (raw === null) return null;
  if (raw instanceof Uint8Array) return { $: "bytes", v: Buffer.from(raw).toString("hex") };
  switch (type.toLowerCase().replace(/\(.*/, "")) {
    case "bool":
      return Number(raw) === 1;
    case "date":
      return { $: "date", v: String(raw) };
    case "datetime":
      return { $: "datetime", v: String(raw).replace(" ", "T") };
    case "time":
      return { $: "time", v: String(raw) };
    default:
      return raw;
  }
}

async function columnsOf(database: Database, table: string): Promise<Row[]> {
  return [...(await database.query(`PRAGMA table_xinfo(${quoted(table)})`, []))];
}

async function rowsOf(
  database: Database,
  table: string,
  columns: readonly Row[],
): Promise<Record<string, unknown>[]> {
  const names = columns.map((column) => quoted(String(column[1]))).join(", ");
  const rows = await database.query(`SELECT ${names} FROM ${quoted(table)} ORDER BY 1`, []);
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((column, at) => [String(column[1]), value(String(column[2]), row[at])]),
    ),
  );
}

/** Columns of an index; null for expressions. */
async function indexColumns(database: Database, name: string): Promise<(string | null)[]> {
  const rows = await database.query(`PRAGMA index_info(${quoted(name)})`, []);
  return rows.map(([, , column]) => (column === null ? null : String(column)));
}

async function constraintsOf(
  database: Database,
  { table, sql, columns, keys }: { table: string; sql: string; columns: Row[]; keys: Row[] },
): Promise<Record<string, ConstraintPicture>> {
  const names = new Set(columns.map((column) => String(column[1])));
  const found = constraintsInSql(sql, names);
  for (const [, name, unique, origin] of await database.query(
    `PRAGMA index_list(${quoted(table)})`,
    [],
  )) {
    if (origin !== "c") continue;
    found[String(name)] = {
      ...PLAIN,
      columns: await indexColumns(database, String(name)),
      unique: Number(unique) === 1,
      index: true,
    };
  }
  const primary = columns
    .filter((column) => Number(column[5]) > 0)
    .sort((a, b) => Number(a[5]) - Number(b[5]))
    .map((column) => String(column[1]));
  if (primary.length > 0) found["__primary__"] = { ...PLAIN, columns: primary, primary_key: true };
  for (const [id, , to, column, target] of keys)
    found[`fk_${String(id)}`] = {
      ...PLAIN,
      columns: [String(column)],
      foreign_key: [String(to), String(target)],
    };
  return found;
}

/** All tables of a SQLite database. */
export async function sqlitePicture(database: Database): Promise<Record<string, TablePicture>> {
  const pictures: Record<string, TablePicture> = {};
  const tables = await database.query(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    [],
  );
  for (const [name, text] of tables) {
    const [table, sql] = [String(name), String(text)];
    const columns = await columnsOf(database, table);
    const keys = [...(await database.query(`PRAGMA foreign_key_list(${quoted(table)})`, []))];
    const indexes = await database.query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? ORDER BY name",
      [table],
    );
    pictures[table] = {
      columns: columns.map(([, column, type, notNull, standard, pk, hidden]) => ({
        name: column,
        type,
        notnull: Number(notNull) === 1,
        default: standard,
        pk: Number(pk),
        hidden: Number(hidden),
      })),
      foreign_keys: keys.map(([, , to, column, target, , onDelete]) => ({
        column,
        to: [to, target],
        on_delete: onDelete,
      })),
      indexes: indexes.map((row) => [...row]),
      constraints: await constraintsOf(database, { table, sql, columns, keys }),
      rows: await rowsOf(database, table, columns),
      sql,
    };
  }
  return pictures;
}
