import { Buffer } from "node:buffer";

import { InvalidValue } from "../errors.ts";
import type { Query } from "../query/query.ts";
import type { Dialect } from "../sql/dialect.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import type { Sql } from "../sql/fragment.ts";
import type { Expression } from "../expressions/expression.ts";

/** A value as it stands in DDL, where parameters are not allowed. */
export function literal(value: unknown): string {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new InvalidValue(`${value} cannot stand in a schema.`);
      return String(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    case "string":
      if (value.includes("\u0000"))
        throw new InvalidValue("A text with a NUL character cannot stand in a schema.");
      return `'${value.replaceAll("'", "''")}'`;
    default:
      if (value === null || value === undefined) return "NULL";
      if (value instanceof Uint8Array)
        return `X'${Buffer.from(value).toString("hex").toUpperCase()}'`;
      throw new InvalidValue("Only plain values can stand in a schema.");
  }
}

/** Compiles conditions and expressions of indexes and constraints: columns without table, values in the text. */
class SchemaCompiler extends SelectCompiler {
  override column(_alias: string, name: string): string {
    return this.dialect.quote(name);
  }
}

/** The text of an expression in a schema. */
export function schemaSql(query: Query, expression: Expression, dialect: Dialect): string {
  const compiler = new SchemaCompiler(query, dialect);
  return inlined(compiler.compile(expression));
}

function inlined({ text, params }: Sql): string {
  let index = -1;
  return text.replaceAll(/%[s%]/g, (mark) => {
    if (mark === "%%") return "%";
    index += 1;
    return literal(params[index]?.value);
  });
}
