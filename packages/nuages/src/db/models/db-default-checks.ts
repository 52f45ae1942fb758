import { error, type CheckMessage } from "../../checks/index.ts";
import { Col, FieldReference } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { SubqueryExpression } from "../expressions/subquery.ts";
import type { Field } from "../fields/field.ts";

/** Needs more than the new row's own values to be known: another column, other rows. */
function isRefused(expression: Expression): boolean {
  return (
    expression instanceof FieldReference ||
    expression instanceof Col ||
    expression instanceof SubqueryExpression ||
    expression.containsAggregate ||
    expression.containsOverClause
  );
}

/** `fields.E012`: what a database cannot fill in by itself. */
export function dbDefaultFindings(field: Field): CheckMessage[] {
  const given = field.options.dbDefault;
  if (!(given instanceof Expression)) return [];
  const wrong = [...given.flatten()].find(isRefused);
  if (wrong === undefined) return [];
  const msg = `${wrong.describe()} cannot be used in dbDefault.`;
  return [error({ id: "fields.E012", msg, obj: field })];
}
