import type { Database } from "nuages/db";

/** What a database says of its tables: lines by table, in an order that does not hang on history. */
export type SchemaPicture = Readonly<Record<string, readonly string[]>>;

/** Names that were made up from columns, and that columns bear which were renamed since. */
function withoutNames(line: string): string {
  return line
    .replace(/^(CREATE (?:UNIQUE )?INDEX) "?[^" ]+"?/, "$1")
    .replace(/^((?:UNIQUE |PRIMARY |FULLTEXT )?KEY) `[^`]+`/, "$1")
    .replace(/^CONSTRAINT [`"][^`"]+[`"] /, "");
}

function partsOf(sql: string): string[] {
  const body = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of body.matchAll(/(["'`])(?:(?!\1).|\1\1)*\1|[(),]/gs)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(body.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, body.slice(start)].map((part) => part.trim());
}

async function sqlite(database: Database): Promise<Record<string, string[]>> {
  const rows = await database.query(
    "SELECT tbl_name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    [],
  );
  const tables: Record<string, string[]> = {};
  for (const [table, type, sql] of rows) {
    const lines = (tables[String(table)] ??= []);
    lines.push(...(type === "table" ? partsOf(String(sql)) : [String(sql)]));
  }
  return tables;
}

const PG_COLUMNS =
  "SELECT column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '') || " +
  "coalesce('(' || numeric_precision || ',' || numeric_scale || ')', '') || ' null ' || is_nullable || ' identity ' || is_identity || " +
  "coalesce(' default ' || column_default, '') || coalesce(' generated ' || generation_expression, '') || coalesce(' collate ' || collation_name, '') " +
  "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1";
const PG_CONSTRAINTS =
  "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = quote_ident($1)::regclass";
const PG_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1";

async function postgresql(database: Database): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of await database.tableNames()) {
    const lines: string[] = [];
    for (const query of [PG_COLUMNS, PG_CONSTRAINTS, PG_INDEXES])
      lines.push(...(await database.query(query, [table])).map(([line]) => String(line)));
    tables[table] = lines;
  }
  return tables;
}

async function mysql(database: Database): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of await database.tableNames()) {
    const [row] = await database.query(`SHOW CREATE TABLE \`${table}\``, []);
    tables[table] = partsOf(String(row?.[1]));
  }
  return tables;
}

/** Columns, keys, constraints and indexes of all tables. */
export async function schemaPicture(database: Database): Promise<SchemaPicture> {
  const read = { sqlite, postgresql, mysql }[database.dialect.vendor];
  const tables = await read(database);
  return Object.fromEntries(
    Object.entries(tables)
      .filter(([table]) => !table.startsWith("bank_"))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, lines]) => [table, lines.map(withoutNames).sort()]),
  );
}
