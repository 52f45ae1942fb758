import type { ColumnInfo, ForeignKeyInfo, TableInfo } from "../../inspect/table-info.ts";
import { DatabaseError } from "../../errors.ts";
import type { Database, Row } from "../database.ts";

const TABLES = `
SELECT table_name, table_type = 'VIEW', table_comment, table_collation FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW') ORDER BY table_name`;

const COLUMNS = `
SELECT table_name, column_name, column_type, is_nullable, extra, column_comment, collation_name, data_type
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`;

const KEYS = `
SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND (referenced_table_name IS NOT NULL OR constraint_name = 'PRIMARY')
ORDER BY table_name, constraint_name, ordinal_position`;

/** A part of a column or an expression cannot be named as a column. */
const UNIQUE = `
SELECT table_name, index_name, column_name, sub_part FROM information_schema.statistics
WHERE table_schema = DATABASE() AND non_unique = 0 AND index_name <> 'PRIMARY' ORDER BY table_name, index_name, seq_in_index`;

/** MariaDB keeps JSON as text with a check. */
const CHECKS = `
SELECT table_name, lower(check_clause) FROM information_schema.check_constraints
WHERE constraint_schema = DATABASE() AND lower(check_clause) LIKE '%json_valid%'`;

const NO_CHECKS: readonly Row[] = [];

/** What a MariaDB or MySQL database says about its tables and views. */
export async function describeMysqlTables(database: Database): Promise<TableInfo[]> {
  const [tables, columns, keys, unique] = await Promise.all([
    database.query(TABLES, []),
    database.query(COLUMNS, []),
    database.query(KEYS, []),
    database.query(UNIQUE, []),
  ]);
  const checks = await jsonChecks(database);
  const of = (rows: readonly Row[], table: unknown): Row[] =>
    rows.filter(([owner]) => owner === table);
  return tables.map(([name, isView, comment, collation]) => {
    const own = of(keys, name);
    const primary = own
      .filter(([, constraint]) => constraint === "PRIMARY")
      .map(([, , column]) => String(column));
    const foreign = Map.groupBy(
      own.filter(([, constraint]) => constraint !== "PRIMARY"),
      ([, constraint]) => constraint,
    );
    return {
      name: String(name),
      isView: Number(isView) === 1,
      // A view has a comment of its own: the word VIEW.
      ...(comment === "" || Number(isView) === 1 ? {} : { comment: String(comment) }),
      columns: of(columns, name).map((row) =>
        describeColumn(row, { primary, collation, checks: of(checks, name) }),
      ),
      foreignKeys: [...foreign.values()].flatMap(describeKey),
      unique: [...Map.groupBy(of(unique, name), ([, index]) => index).values()].flatMap((rows) =>
        rows.some(([, , column, part]) => column === null || part !== null)
          ? []
          : [rows.map(([, , column]) => String(column))],
      ),
    };
  });
}

/** MySQL has the table of checks in another form, and a type of its own for JSON. */
async function jsonChecks(database: Database): Promise<readonly Row[]> {
  if (database.dialect.displayName !== "MariaDB") return NO_CHECKS;
  try {
    return await database.query(CHECKS, []);
  } catch (error) {
    if (error instanceof DatabaseError) return NO_CHECKS;
    throw error;
  }
}

interface ColumnContext {
  readonly primary: readonly string[];
  /** That of the table. */
  readonly collation: unknown;
  readonly checks: readonly Row[];
}

function describeColumn(row: Row, { primary, collation, checks }: ColumnContext): ColumnInfo {
  const [, column, type, isNullable, extra, comment, own] = row;
  const name = String(column);
  const words = String(extra).toLowerCase();
  const isJson = checks.some(([, clause]) =>
    String(clause).includes(`json_valid(\`${name.toLowerCase()}\`)`),
  );
  return {
    name,
    type: plainType(String(type).toLowerCase()),
    isNullable: isNullable === "YES",
    keyPlace: primary.indexOf(name) + 1,
    isGenerated: words.includes("generated") && !words.includes("default_generated"),
    isJson,
    isAutomatic: words.includes("auto_increment"),
    ...(comment === "" ? {} : { comment: String(comment) }),
    ...(own === null || own === collation || isJson ? {} : { collation: String(own) }),
  };
}

/** `int(11) zerofill` and `datetime(6)` say how they are shown, `tinyint(1)` that it is true or false. */
function plainType(type: string): string {
  if (type === "tinyint(1)") return "boolean";
  return type
    .replace(
      /^((?:big|medium|small|tiny)?int|datetime|time|timestamp|double|float|year)\([\d,]+\)/,
      "$1",
    )
    .replace(/ zerofill$/, "");
}

function describeKey(rows: readonly Row[]): ForeignKeyInfo[] {
  const [row] = rows;
  // No field stands for a foreign key of several columns.
  if (row === undefined || rows.length > 1) return [];
  const [, , column, table, target] = row;
  return [{ column: String(column), table: String(table), target: String(target) }];
}
