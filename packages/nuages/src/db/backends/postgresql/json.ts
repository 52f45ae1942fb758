import { constant, sql, type Sql } from "../../sql/fragment.ts";
import type { JsonKey, JsonSql } from "../../sql/json-sql.ts";
import { OID, PgValue } from "./pg-value.ts";

const TEXT_ARRAY = 1009;

function arrayOf(keys: readonly JsonKey[]): PgValue {
  const items = keys.map((key) => `"${String(key).replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  return new PgValue(`{${items.join(",")}}`, TEXT_ARRAY);
}

function reach({ text, params }: Sql, keys: readonly JsonKey[], suffix: string): Sql {
  const [key] = keys;
  if (keys.length > 1) return sql(`(${text} #${suffix} %s)`, [...params, constant(arrayOf(keys))]);
  const value = typeof key === "number" ? new PgValue(String(key), OID.int4) : asText(key);
  return sql(`(${text} -${suffix} %s)`, [...params, constant(value)]);
}

function asText(key: JsonKey | undefined): PgValue {
  return new PgValue(String(key), OID.text);
}

/** The values around the last keys, which `?` asks for. */
function parentOf(column: Sql, keys: readonly JsonKey[]): Sql {
  const above = keys.slice(0, -1);
  return above.length === 0 ? column : reach(column, above, ">");
}

function bound(value: unknown): Sql {
  return sql("%s", [constant(value)]);
}

/** JSON on PostgreSQL: the type jsonb and its operators. */
export const postgresqlJson: JsonSql = {
  extract: (column, keys) => reach(column, keys, ">"),
  extractText: (column, keys) => reach(column, keys, ">>"),
  isMissing(column, keys, missing) {
    const { text, params } = reach(column, keys, ">");
    return sql(`${text} IS ${missing ? "NULL" : "NOT NULL"}`, params);
  },
  hasKeys(column, wanted, mode) {
    const parent = parentOf(column, wanted[0] ?? []);
    const lastKeys = wanted.map((keys) => keys.at(-1) ?? "");
    if (mode === "one")
      return sql(`${parent.text} ? %s`, [...parent.params, constant(asText(lastKeys[0]))]);
    const last = arrayOf(lastKeys);
    return sql(`${parent.text} ?${mode === "all" ? "&" : "|"} %s`, [
      ...parent.params,
      constant(last),
    ]);
  },
  takesNoKeys: true,
  value: bound,
  keyValue: bound,
  comparesBare: false,
  folded: undefined,
  contains: (whole, part) =>
    sql(`${whole.text} @> ${part.text}`, [...whole.params, ...part.params]),
};
