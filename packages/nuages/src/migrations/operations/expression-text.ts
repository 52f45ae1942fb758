import { type Expression, FieldReference } from "../../db/index.ts";

/** An expression in a line, for descriptions: `Lower(F(name))`. */
export function expressionText(expression: Expression): string {
  if (expression instanceof FieldReference) return `F(${expression.path})`;
  const inner = expression.sources().map(expressionText);
  return inner.length === 0
    ? expression.describe()
    : `${expression.describe()}(${inner.join(", ")})`;
}
