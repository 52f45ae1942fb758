import type { Field } from "../fields/field.ts";
import type { ExpressionType } from "../query/path-types.ts";
import { type Combinable, ExpressionWrapper, ValueExpression, type Operand } from "./combinable.ts";
import { FieldReference, OuterReference } from "./columns.ts";
import { CaseExpression, WhenExpression } from "./conditional.ts";
import type { Expression } from "./expression.ts";
import { type Condition, toCondition } from "./q.ts";
import { ExistsExpression, SubqueryExpression } from "./subquery.ts";

/** An expression as it is typed where it is used. */
export type Typed<V, P extends string = never> = Combinable<V, P> & ExpressionType<V, P>;

/** The value of a field in the database: `F("pages")`, `F("author__age")`, with arithmetic `F("pages").plus(1)`. */
export function F<const P extends string>(path: P): Typed<unknown, P> {
  return new FieldReference<unknown, P>(path);
}

/** A plain value where an expression is asked for. */
export function Value<V>(value: V, options: { readonly outputField?: object } = {}): Typed<V> {
  return new ValueExpression(value, options as { outputField?: Field });
}

/** A field of the query around a subquery. */
export function OuterRef(path: string | OuterReference): Typed<unknown> {
  return new OuterReference(path);
}

/** One branch of {@link Case}: a condition (lookups, `Q()`, an expression) and what it gives. */
export function When(condition: object, result: Operand): WhenExpression {
  return new WhenExpression(asCondition(condition), result);
}

function asCondition(condition: object): Condition | Expression {
  if ("sources" in condition) return condition as Expression;
  return toCondition([condition]);
}

/** SQL's CASE: the result of the first branch that holds, else `default`. */
export function Case(
  ...args: readonly (
    | WhenExpression
    | { readonly default?: Operand; readonly outputField?: object }
  )[]
): Typed<unknown> {
  const branches = args.filter((arg) => arg instanceof WhenExpression);
  const options = args.find((arg) => !(arg instanceof WhenExpression));
  return new CaseExpression(
    branches,
    (options ?? {}) as { default?: Operand; outputField?: Field },
  );
}

/** The only column of the first row of another query. */
export function Subquery(
  queryset: object,
  options: { readonly outputField?: object } = {},
): Typed<unknown> {
  return new SubqueryExpression(
    queryset as ConstructorParameters<typeof SubqueryExpression>[0],
    options as { outputField?: Field },
  );
}

/** Has another query a row? */
export function Exists(queryset: object): Typed<boolean> {
  return new ExistsExpression(queryset as ConstructorParameters<typeof ExistsExpression>[0]);
}

/** An expression with its type said. */
export function Wrapped(
  expression: Expression,
  options: { readonly outputField: object },
): Typed<unknown> {
  return new ExpressionWrapper(expression, options as { outputField: Field });
}
