import type { Database } from "nuages/db";

import { encodePlain } from "../values.ts";
import type { TablePicture } from "./sqlite-picture.ts";

const COLUMNS =
  "SELECT column_name::text, data_type::text, is_nullable = 'YES', is_identity = 'YES', character_maximum_length::int, " +
  "numeric_precision::int, numeric_scale::int, column_default::text, generation_expression::text " +
  "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position";
const CONSTRAINTS =
  "SELECT conname::text, pg_get_constraintdef(oid)::text FROM pg_constraint WHERE conrelid = $1::regclass AND contype <> 'n' ORDER BY conname::text COLLATE \"C\"";
const INDEXES =
  "SELECT indexname::text, indexdef::text FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1 ORDER BY indexname::text COLLATE \"C\"";

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function columnPicture(row: readonly unknown[]): Record<string, unknown> {
  const [name, type, nullable, identity, length, precision, scale, standard, generated] = row;
  return {
    name,
    type,
    null: nullable,
    ...(identity === true ? { identity: true } : {}),
    ...(length === null ? {} : { length }),
    ...(type === "numeric" && precision !== null ? { precision: [precision, scale] } : {}),
    ...(standard === null ? {} : { default: standard }),
    ...(generated === null ? {} : { generated }),
  };
}

/** All tables of a PostgreSQL database. */
export async function postgresqlPicture(database: Database): Promise<Record<string, TablePicture>> {
  const pictures: Record<string, TablePicture> = {};
  for (const table of await database.tableNames()) {
    const columns = await database.query(COLUMNS, [table]);
    const constraints = await database.query(CONSTRAINTS, [quoted(table)]);
    const indexes = await database.query(INDEXES, [table]);
    const names = columns.map(([name]) => quoted(String(name))).join(", ");
    const rows = await database.query(`SELECT ${names} FROM ${quoted(table)} ORDER BY 1`, []);
    pictures[table] = {
      columns: columns.map(columnPicture),
      constraints: constraints.map((row) => [...row]),
      indexes: indexes.map((row) => [...row]),
      rows: rows.map((row) =>
        Object.fromEntries(
          columns.map(([name], at) => [String(name), encodePlain(row[at])?.form ?? row[at]]),
        ),
      ),
    };
  }
  return pictures;
}
