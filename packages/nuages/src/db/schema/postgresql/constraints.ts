import type { Database } from "../../backends/database.ts";
import type { ConstraintInfo } from "../constraint-info.ts";

const SEPARATOR = "\u001F";

/** Columns of an array of numbers, in its order, as one text. */
function columnNames(numbers: string, relation: string): string {
  return (
    `(SELECT string_agg(a.attname::text, E'\\x1f' ORDER BY n.place) FROM unnest(${numbers}) WITH ORDINALITY AS n(number, place)` +
    ` JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = n.number)`
  );
}

const CONSTRAINTS =
  `SELECT c.conname::text, ${columnNames("c.conkey", "c.conrelid")}, c.contype::text, t.relname::text, ` +
  `${columnNames("c.confkey", "c.confrelid")} FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = c.confrelid ` +
  "WHERE c.conrelid = (SELECT r.oid FROM pg_class r WHERE r.relname = $1 AND pg_table_is_visible(r.oid)) ORDER BY c.conname";

const INDEXES =
  "SELECT i.relname::text, " +
  "(SELECT string_agg(COALESCE(a.attname::text, ''), E'\\x1f' ORDER BY k.place) FROM unnest(x.indkey) WITH ORDINALITY AS k(number, place)" +
  " LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number WHERE k.place <= x.indnkeyatts), " +
  "x.indisunique, x.indisprimary, x.indpred IS NOT NULL, m.amname::text, " +
  "(SELECT bool_or(o.number <> 0) FROM unnest(x.indoption) AS o(number)), " +
  "(SELECT bool_or(c.opcname LIKE '%\\_pattern\\_ops') FROM unnest(x.indclass) AS u(id) JOIN pg_opclass c ON c.oid = u.id), " +
  "x.indnatts > x.indnkeyatts " +
  "FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam " +
  "WHERE x.indrelid = (SELECT r.oid FROM pg_class r WHERE r.relname = $1 AND pg_table_is_visible(r.oid)) " +
  "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.conrelid = x.indrelid) ORDER BY i.relname";

/** An index, or a constraint, of PostgreSQL. */
export interface PgConstraintInfo extends ConstraintInfo {
  /** An index over one column that serves LIKE. */
  readonly isPattern: boolean;
}

function split(text: unknown): string[] {
  return typeof text === "string" ? text.split(SEPARATOR) : [];
}

/** Constraints of a table, then its other indexes. */
export async function postgresqlConstraints(
  database: Database,
  table: string,
): Promise<PgConstraintInfo[]> {
  const constraints = await database.query(CONSTRAINTS, [table]);
  const indexes = await database.query(INDEXES, [table]);
  return [
    ...constraints.map(([name, columns, type, toTable, toColumns]): PgConstraintInfo => {
      const [toColumn] = split(toColumns);
      return {
        name: String(name),
        columns: split(columns),
        primaryKey: type === "p",
        unique: type === "p" || type === "u",
        foreignKey: type === "f" ? [String(toTable), toColumn ?? ""] : undefined,
        check: type === "c",
        index: false,
        isPlainIndex: false,
        isPattern: false,
      };
    }),
    ...indexes.map(
      ([
        name,
        columns,
        unique,
        primary,
        partial,
        method,
        ordered,
        pattern,
        includes,
      ]): PgConstraintInfo => ({
        name: String(name),
        columns: split(columns),
        primaryKey: primary === true,
        unique: unique === true,
        foreignKey: undefined,
        check: false,
        index: true,
        isPlainIndex:
          method === "btree" &&
          ![partial, ordered, pattern, includes].includes(true) &&
          !split(columns).includes(""),
        isPattern: pattern === true,
      }),
    ),
  ];
}
