import { IntegrityError } from "../errors.ts";
import type { Database } from "../backends/database.ts";
import { quoteName, quoteNames } from "./quoting.ts";

/** How many values an error names. */
const SHOWN = 5;
const LONGEST = 60;

/** A value as a message shows it: short, without control characters. */
function shown(value: unknown): string {
  const text =
    value instanceof Uint8Array
      ? `${value.length} bytes`
      : (JSON.stringify(plain(value)) ?? "null");
  const clean = text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "�");
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "object" && value !== null ? String(value) : value;
}

/** Columns, or expressions, whose values are to be unique. */
export interface UniqueColumns {
  readonly table: string;
  /** How messages name what is unique: columns or a constraint. */
  readonly name: string;
  /** SQL of each column or expression. */
  readonly columns: readonly string[];
  /** SQL of the condition that limits the rows. */
  readonly where?: string | undefined;
  /** NULLs count as the same value. */
  readonly nullsSame?: boolean;
}

/** @throws IntegrityError that names values which several rows have */
export async function assertUnique(database: Database, unique: UniqueColumns): Promise<void> {
  const { table, name, columns, where, nullsSame = false } = unique;
  const { dialect } = database;
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(nullsSame ? [] : columns.map((column) => `${column} IS NOT NULL`)),
  ];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const rows = await database.query(
    `SELECT ${[...columns, "COUNT(*)"].join(", ")} FROM ${quoteName(table, dialect)}${filter}` +
      ` GROUP BY ${columns.join(", ")} HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT ${SHOWN + 1}`,
    [],
  );
  if (rows.length === 0) return;
  const duplicates = rows.slice(0, SHOWN).map((row) => ({
    values: row.slice(0, columns.length),
    count: Number(row[columns.length]),
  }));
  const list = duplicates.map(
    ({ values, count }) => `${values.map(shown).join(", ")} (${count} rows)`,
  );
  if (rows.length > SHOWN) list.push("…");
  throw new IntegrityError(
    `${name} of table "${table}" cannot be made unique: several rows have the same value: ${list.join("; ")}.`,
    {
      hint: "Change or delete all but one of these rows first, in a migration with RunTS before this one.",
      details: { kind: "UNIQUE", table, columns: name, duplicates },
    },
  );
}

/** @throws IntegrityError that names keys of rows in which the column is NULL */
export async function assertNoNulls(
  database: Database,
  { table, column, keys }: { table: string; column: string; keys: readonly string[] },
): Promise<void> {
  const { dialect } = database;
  const rows = await database.query(
    `SELECT ${quoteNames(keys, dialect)} FROM ${quoteName(table, dialect)}` +
      ` WHERE ${quoteName(column, dialect)} IS NULL ORDER BY ${quoteNames(keys, dialect)} LIMIT ${SHOWN + 1}`,
    [],
  );
  if (rows.length === 0) return;
  const named = rows.slice(0, SHOWN).map((row) => row.map(shown).join(", "));
  throw new IntegrityError(
    `The column "${column}" of table "${table}" cannot become NOT NULL: it is NULL in rows with ${keys.join(", ")} ${named.join("; ")}${rows.length > SHOWN ? "; …" : ""}.`,
    {
      hint: "Give the field a default for these rows, or fill them first in a migration with RunTS.",
      details: { kind: "NOT NULL", table, columns: [column], rows: rows.slice(0, SHOWN) },
    },
  );
}

/** @throws IntegrityError when a column that needs a value and has none would be added to rows */
export async function assertNoRows(
  database: Database,
  { table, column }: { table: string; column: string },
): Promise<void> {
  const rows = await database.query(
    `SELECT 1 FROM ${quoteName(table, database.dialect)} LIMIT 1`,
    [],
  );
  if (rows.length === 0) return;
  throw new IntegrityError(
    `The column "${column}" cannot be added to table "${table}" as NOT NULL: the rows that are there would have no value.`,
    {
      hint: "Give the field a default, a dbDefault or null: true.",
      details: { kind: "NOT NULL", table, columns: [column] },
    },
  );
}
