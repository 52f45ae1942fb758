import type { Query } from "../query/query.ts";
import type { Dialect } from "../sql/dialect.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { EmptyResultSet, FullResultSet, type Sql } from "../sql/fragment.ts";
import type { Expression } from "../expressions/expression.ts";
import { schemaDialect } from "./schema-dialect.ts";

/** Compiles conditions and expressions of indexes and constraints: columns without table, values in the text. */
class SchemaCompiler extends SelectCompiler {
  readonly isSchema = true;

  override column(_alias: string, name: string): string {
    return this.dialect.quote(name);
  }
}

/** The text of an expression in a schema. */
export function schemaSql(query: Query, expression: Expression, dialect: Dialect): string {
  const written = schemaDialect(dialect);
  const compiler = new SchemaCompiler(query, written);
  try {
    return inlined(compiler.compile(expression), written);
  } catch (error) {
    // A condition that all values of the column's type fulfil, or none.
    if (error instanceof FullResultSet) return "1 = 1";
    if (error instanceof EmptyResultSet) return "1 = 0";
    throw error;
  }
}

function inlined({ text, params }: Sql, dialect: Dialect): string {
  let index = -1;
  return text.replaceAll(/%[s%]/g, (mark) => {
    if (mark === "%%") return "%";
    index += 1;
    return dialect.literal(params[index]?.value);
  });
}
