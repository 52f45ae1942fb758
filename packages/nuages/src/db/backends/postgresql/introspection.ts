import type { ColumnInfo, ForeignKeyInfo, TableInfo } from "../../inspect/table-info.ts";
import type { Database, Row } from "../database.ts";

const TABLES = `
SELECT c.oid::bigint, c.relname, c.relkind IN ('v', 'm'), c.relispartition, obj_description(c.oid, 'pg_class')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY c.relname`;

const COLUMNS = `
SELECT a.attrelid::bigint, a.attname,
  CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END, NOT a.attnotnull, a.attgenerated <> '',
  a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%', col_description(a.attrelid, a.attnum),
  CASE WHEN a.attcollation <> t.typcollation THEN co.collname END,
  coalesce(array_position(k.conkey, a.attnum), 0)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
WHERE a.attrelid = ANY($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum`;

/** Foreign keys of one column: no field stands for those of several. */
const KEYS = `
SELECT k.conrelid::bigint, a.attname, c.relname, b.attname
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
WHERE k.contype = 'f' AND k.conrelid = ANY($1::oid[]) AND cardinality(k.conkey) = 1 ORDER BY k.conname`;

/** Columns of unique indexes without condition or expression, the primary key aside. */
const UNIQUE = `
SELECT i.indrelid::bigint, i.indexrelid::bigint, a.attname
FROM pg_catalog.pg_index i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS p (attnum, place)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.attnum
WHERE i.indrelid = ANY($1::oid[]) AND i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL
  AND p.place <= i.indnkeyatts ORDER BY i.indexrelid, p.place`;

/** What a PostgreSQL database says about the tables and views that its search path shows. */
export async function describePostgresqlTables(database: Database): Promise<TableInfo[]> {
  const tables = await database.query(TABLES, []);
  const ids = [`{${tables.map(([id]) => String(id)).join()}}`];
  const [columns, keys, unique] = await Promise.all(
    [COLUMNS, KEYS, UNIQUE].map((text) => database.query(text, ids)),
  );
  const byTable = [columns, keys, unique].map((rows) => Map.groupBy(rows ?? [], ([id]) => id));
  return tables.map(([id, name, isView, isPartition, comment]) => {
    const [own, ownKeys, ownUnique] = byTable.map((groups) => groups.get(id) ?? []);
    return {
      name: String(name),
      isView: isView === true,
      isPartition: isPartition === true,
      ...(comment === null ? {} : { comment: String(comment) }),
      columns: (own ?? []).map(describeColumn),
      foreignKeys: (ownKeys ?? []).map(describeKey),
      unique: [...Map.groupBy(ownUnique ?? [], ([, index]) => index).values()].map((rows) =>
        rows.map(([, , column]) => String(column)),
      ),
    };
  });
}

function describeColumn(row: Row): ColumnInfo {
  const [, name, type, isNullable, isGenerated, isAutomatic, comment, collation, keyPlace] = row;
  return {
    name: String(name),
    type: plainType(String(type)),
    isNullable: isNullable === true,
    keyPlace: Number(keyPlace),
    isGenerated: isGenerated === true,
    isJson: false,
    isAutomatic: isAutomatic === true,
    ...(comment === null ? {} : { comment: String(comment) }),
    ...(collation === null ? {} : { collation: String(collation) }),
  };
}

/** `timestamp(3) with time zone` without its precision, which fields do not have. */
function plainType(type: string): string {
  return type.startsWith("time") || type.startsWith("interval")
    ? type.replace(/\(\d+\)/, "")
    : type;
}

function describeKey([, column, table, target]: Row): ForeignKeyInfo {
  return { column: String(column), table: String(table), target: String(target) };
}
