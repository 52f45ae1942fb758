import type { ColumnInfo, ForeignKeyInfo, TableInfo } from "../../inspect/table-info.ts";
import type { Database, Row } from "../database.ts";

const TABLES =
  "SELECT name, type = 'view', coalesce(sql, '') FROM sqlite_master" +
  " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
const COLUMNS =
  'SELECT name, lower(type), "notnull", pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid';
const KEYS = 'SELECT id, "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq';
const UNIQUE =
  "SELECT l.name, i.name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE l.\"unique\" AND NOT l.partial AND l.origin <> 'pk' ORDER BY l.seq DESC, i.seqno";

/** `hidden` of a virtual table's hidden columns, and of generated ones. */
const HIDDEN = 1;
const GENERATED: ReadonlySet<unknown> = new Set([2, 3]);

/** What a SQLite database says about its tables and views. */
export async function describeSqliteTables(database: Database): Promise<TableInfo[]> {
  const tables = await database.query(TABLES, []);
  return Promise.all(tables.map((row) => describeTable(database, row)));
}

async function describeTable(database: Database, [table, view, text]: Row): Promise<TableInfo> {
  const name = String(table);
  const [columns, keys, unique] = await Promise.all([
    database.query(COLUMNS, [name]),
    database.query(KEYS, [name]),
    database.query(UNIQUE, [name]),
  ]);
  return {
    name,
    isView: Number(view) === 1,
    columns: columns
      .filter(([, , , , hidden]) => hidden !== HIDDEN)
      .map((row) => describeColumn(row, String(text))),
    foreignKeys: grouped(keys).flatMap(describeKey),
    unique: grouped(unique).flatMap((rows) =>
      // An index on an expression has no columns to name.
      rows.some(([, column]) => column === null) ? [] : [rows.map(([, column]) => String(column))],
    ),
  };
}

function describeColumn([column, type, notNull, key, hidden]: Row, text: string): ColumnInfo {
  const name = String(column);
  return {
    name,
    type: String(type),
    isNullable: Number(notNull) === 0 && Number(key) === 0,
    keyPlace: Number(key),
    isGenerated: GENERATED.has(hidden),
    isJson: text.toLowerCase().includes(`json_valid("${name.toLowerCase()}")`),
  };
}

/** Rows that follow each other with the same first value. */
function grouped(rows: readonly Row[]): Row[][] {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) groups.set(row[0], [...(groups.get(row[0]) ?? []), row]);
  return [...groups.values()];
}

function describeKey(rows: readonly Row[]): ForeignKeyInfo[] {
  const [row] = rows;
  // No field stands for a foreign key of several columns.
  if (row === undefined || rows.length > 1) return [];
  const [, column, table, target] = row;
  return [
    {
      column: String(column),
      table: String(table),
      target: target === null ? undefined : String(target),
    },
  ];
}
