import { jsonText } from "../../fields/other-fields.ts";
import { constant, joinSql, sql, type Sql } from "../../sql/fragment.ts";
import type { JsonKey, JsonSql } from "../../sql/json-sql.ts";

/** MariaDB compares keys as they are spelt: those of a path have to be spelt as those of what is stored. */
function jsonPath(keys: readonly JsonKey[]): string {
  return `$${keys.map((key) => (typeof key === "number" ? `[${place(key)}]` : `.${jsonText(key)}`)).join("")}`;
}

/** From the end places are counted by a word: MySQL knows no negative ones. */
function place(index: number): string {
  if (index >= 0) return String(index);
  return index === -1 ? "last" : `last${index + 1}`;
}

function extract({ text, params }: Sql, keys: readonly JsonKey[]): Sql {
  return sql(`JSON_EXTRACT(${text}, %s)`, [...params, constant(jsonPath(keys))]);
}

function unquoted({ text, params }: Sql): Sql {
  return sql(`JSON_UNQUOTE(${text})`, params);
}

function value(bound: unknown): Sql {
  return sql("JSON_EXTRACT(%s, '$')", [constant(bound)]);
}

/** JSON on MariaDB and MySQL. */
export function mysqlJson(isMariaDb: boolean): JsonSql {
  return {
    extract,
    extractText: (column, keys) => unquoted(extract(column, keys)),
    isMissing(column, keys, missing) {
      const { text, params } = extract(column, keys);
      return sql(`${text} IS ${missing ? "NULL" : "NOT NULL"}`, params);
    },
    hasKeys(column, wanted, mode) {
      const tests = wanted.map((keys) =>
        sql(`JSON_CONTAINS_PATH(${column.text}, 'one', %s)`, [
          ...column.params,
          constant(jsonPath(keys)),
        ]),
      );
      const { text, params } = joinSql(tests, mode === "any" ? " OR " : " AND ");
      return sql(tests.length > 1 ? `(${text})` : text, params);
    },
    takesNoKeys: false,
    value,
    keyValue: (bound, inList) => (inList && isMariaDb ? unquoted(value(bound)) : value(bound)),
    comparesBare: true,
    folded: "LOWER(%s)",
    contains: (whole, part) =>
      sql(`JSON_CONTAINS(${whole.text}, ${part.text})`, [...whole.params, ...part.params]),
  };
}
