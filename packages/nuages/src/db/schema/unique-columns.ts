import type { UniqueConstraint } from "../models/constraints.ts";
import type { ModelMeta } from "../models/meta.ts";
import { Query } from "../query/query.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { UniqueColumns } from "./guards.ts";
import { conditionSql } from "./index-sql.ts";
import { schemaSql } from "./literals.ts";
import { quoteName } from "./quoting.ts";
import { columnsOf } from "./table-definition.ts";

/** What a unique constraint says, in SQL. */
export function uniqueColumnsOf(
  meta: ModelMeta,
  constraint: UniqueConstraint,
  dialect: Dialect,
): UniqueColumns {
  const query = new Query(meta);
  query.initialAlias();
  const columns =
    constraint.fields.length > 0
      ? columnsOf(meta, constraint.fields).map((column) => quoteName(column, dialect))
      : constraint.expressions.map((expression) =>
          schemaSql(query, expression.resolve(query, { allowJoins: false }), dialect),
        );
  return {
    table: meta.dbTable,
    name: `The constraint ${constraint.nameFor(meta)}`,
    columns,
    where: conditionSql(meta, constraint.condition, dialect),
    nullsSame: constraint.nullsDistinct === false,
  };
}
