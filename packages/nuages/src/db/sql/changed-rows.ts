import { Col } from "../expressions/columns.ts";
import { keyInQuery } from "../lookups/tuples.ts";
import { NestedQuery, NestedTable } from "../query/nested-query.ts";
import type { Query } from "../query/query.ts";
import { Where } from "../query/where.ts";
import type { Sql } from "./fragment.ts";
import { SelectCompiler } from "./select-compiler.ts";

/** The condition of an UPDATE or DELETE for the rows of the compiler's query; empty text when all are meant. */
export function changedRows(compiler: SelectCompiler): Sql {
  const { query, dialect } = compiler;
  if (!areToldByTable(query)) return keysSql(compiler);
  const where = compiler.conditionSql(query.where);
  const readsItself = compiler.hasRead(query.meta.concrete.dbTable);
  return readsItself && !dialect.features.updateCanSelfSelect ? keysSql(compiler) : where;
}

/** Are the rows told by columns of their own table, without joins and groups? */
function areToldByTable(query: Query): boolean {
  return (
    query.usedTables <= 1 &&
    query.readsOwnTable &&
    query.groupBy === undefined &&
    !query.where.containsAggregate &&
    !query.where.containsOverClause
  );
}

/** `key IN (SELECT key …)`. */
function keysSql({ query, dialect }: SelectCompiler): Sql {
  const { meta } = query;
  const inner = query.clone();
  inner.clearOrdering({ force: true });
  inner.selectRelated = false;
  if (inner.groupBy === true) {
    const base = inner.initialAlias();
    inner.groupBy = meta.pkFields.map((field) => new Col(base, field));
  }
  const grouped = inner.groupBy;
  inner.selectKey();
  inner.groupBy = grouped;
  const outer = query.fresh();
  const alias = outer.initialAlias();
  const Keys = dialect.features.updateCanSelfSelect ? NestedQuery : NestedTable;
  const keys = new Keys(inner.resolvedInside(outer));
  return new SelectCompiler(outer, dialect).conditionSql(
    new Where([keyInQuery(meta, alias, keys)]),
  );
}
