import { Col } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";

function columnsIn(expressions: readonly Expression[]): Col[] {
  return expressions
    .flatMap((expression) => [...expression.flatten()])
    .filter((expression) => expression instanceof Col);
}

/**
 * What rows are grouped by, without columns that are called like one of HAVING but stand in another
 * table: grouping by the key of that table groups by them anyway.
 */
export function withoutNamesakes(
  grouped: readonly Expression[],
  having: readonly Expression[],
): readonly Expression[] {
  const asked = columnsIn(having);
  if (asked.length === 0) return grouped;
  const keyed = new Set(
    grouped.flatMap((expression) =>
      expression instanceof Col && expression.target.primaryKey ? [expression.alias] : [],
    ),
  );
  return grouped.filter((expression) => {
    if (!(expression instanceof Col) || expression.target.primaryKey) return true;
    const { alias, target } = expression;
    const isAsked = asked.some((other) => other.alias === alias && other.target === target);
    return (
      isAsked || !keyed.has(alias) || !asked.some((other) => other.target.column === target.column)
    );
  });
}
