import { InvalidValue } from "../../errors.ts";
import { constant, joinSql, sql, type Sql } from "../../sql/fragment.ts";
import type { JsonKey, JsonSql } from "../../sql/json-sql.ts";

/** Values that JSON_EXTRACT would turn into numbers or NULL. */
const NAMED_VALUES = "('false','true','null')";

/** A path; SQLite reads a key up to U+0000 alone, and would find others. @throws InvalidValue for such a key */
function jsonPath(keys: readonly JsonKey[]): string {
  const pieces = keys.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    if (key.includes("\0"))
      throw new InvalidValue(
        `SQLite cannot look for the JSON key ${JSON.stringify(key)}: U+0000 ends a key there.`,
      );
    return `.${JSON.stringify(key)}`;
  });
  return `$${pieces.join("")}`;
}

function extract({ text, params }: Sql, keys: readonly JsonKey[]): Sql {
  const path = constant(jsonPath(keys));
  const type = `JSON_TYPE(${text}, %s)`;
  return sql(
    `(CASE WHEN ${type} IN ${NAMED_VALUES} THEN ${type} ELSE JSON_EXTRACT(${text}, %s) END)`,
    [...params, path, ...params, path, ...params, path],
  );
}

function typeOf({ text, params }: Sql, keys: readonly JsonKey[], test: string): Sql {
  return sql(`JSON_TYPE(${text}, %s) ${test}`, [...params, constant(jsonPath(keys))]);
}

/** Text of a JSON value as JSON_EXTRACT gives it, so that it compares with a key. */
function extracted(text: unknown): Sql {
  const named = text === "true" || text === "false" || text === "null";
  return sql(named ? "%s" : "JSON_EXTRACT(%s, '$')", [constant(text)]);
}

/** JSON on SQLite: texts, and functions that read them. */
export const sqliteJson: JsonSql = {
  extract,
  extractText: extract,
  isMissing: (column, keys, missing) => typeOf(column, keys, missing ? "IS NULL" : "IS NOT NULL"),
  hasKeys(column, wanted, mode) {
    const tests = wanted.map((keys) => typeOf(column, keys, "IS NOT NULL"));
    const { text, params } = joinSql(tests, mode === "any" ? " OR " : " AND ");
    return sql(tests.length > 1 ? `(${text})` : text, params);
  },
  takesNoKeys: false,
  value: (bound) => sql("%s", [constant(bound)]),
  keyValue: extracted,
  comparesBare: true,
  folded: undefined,
  contains: undefined,
};
