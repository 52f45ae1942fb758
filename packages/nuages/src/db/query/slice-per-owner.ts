import { Ref } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import { RowNumber } from "../expressions/functions/window.ts";
import { WindowExpression } from "../expressions/window.ts";
import { GreaterThan, LessThanOrEqual } from "../lookups/builtin.ts";
import { orderings } from "../sql/order-by.ts";
import type { Query } from "./query.ts";

/** Turns the slice of a query into one for each value of `owner`: the first rows of every group. */
export function slicePerOwner(query: Query, owner: Expression): void {
  const { low, high } = query;
  const order = orderings(query).items.map(({ item }) => {
    const { expression } = item;
    return expression instanceof Ref ? item.withSources([expression.source]) : item;
  });
  const number = new WindowExpression(RowNumber(), { partition: [owner], order, frame: undefined });
  query.clearLimits();
  if (low > 0) query.where = query.where.add(new GreaterThan(number, low), "AND");
  if (high !== undefined) query.where = query.where.add(new LessThanOrEqual(number, high), "AND");
}
