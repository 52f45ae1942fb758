import type { Query } from "../query/query.ts";
import { changedRows } from "./changed-rows.ts";
import type { Dialect } from "./dialect.ts";
import { sql, type Sql } from "./fragment.ts";
import { SelectCompiler } from "./select-compiler.ts";

/** DELETE of the rows of a query. @throws EmptyResultSet when there can be none */
export function deleteStatement(query: Query, dialect: Dialect): Sql {
  const compiler = new SelectCompiler(query, dialect);
  compiler.query.initialAlias();
  const table = dialect.quote(query.meta.concrete.dbTable);
  const where = changedRows(compiler);
  return sql(
    `DELETE FROM ${table}${where.text === "" ? "" : ` WHERE ${where.text}`}`,
    where.params,
  );
}
