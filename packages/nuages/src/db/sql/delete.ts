import { Col } from "../expressions/columns.ts";
import { keyInQuery } from "../lookups/tuples.ts";
import { NestedQuery } from "../query/nested-query.ts";
import type { Query } from "../query/query.ts";
import { Where } from "../query/where.ts";
import type { Dialect } from "./dialect.ts";
import { sql, type Sql } from "./fragment.ts";
import { SelectCompiler } from "./select-compiler.ts";

/** DELETE of the rows of a query. @throws EmptyResultSet when there can be none */
export function deleteStatement(query: Query, dialect: Dialect): Sql {
  const compiler = new SelectCompiler(query, dialect);
  compiler.query.initialAlias();
  const table = dialect.quote(query.meta.concrete.dbTable);
  const single =
    compiler.query.usedTables <= 1 &&
    compiler.query.readsOwnTable &&
    compiler.query.groupBy === undefined &&
    !query.where.containsAggregate &&
    !query.where.containsOverClause;
  const where = single ? compiler.conditionSql(compiler.query.where) : keysSql(query, dialect);
  return sql(
    `DELETE FROM ${table}${where.text === "" ? "" : ` WHERE ${where.text}`}`,
    where.params,
  );
}

function keysSql(query: Query, dialect: Dialect): Sql {
  const inner = query.clone();
  inner.clearOrdering({ force: true });
  inner.selectRelated = false;
  const grouped =
    inner.groupBy === true
      ? inner.meta.pkFields.map((field) => new Col(inner.initialAlias(), field))
      : inner.groupBy;
  inner.selectKey();
  inner.groupBy = grouped;
  const outer = query.fresh();
  const alias = outer.initialAlias();
  const condition = new Where([
    keyInQuery(query.meta, alias, new NestedQuery(inner.resolvedInside(outer))),
  ]);
  return new SelectCompiler(outer, dialect).conditionSql(condition);
}
