import type { Condition } from "../expressions/q.ts";
import type { Checked, CheckedExpression, ExpressionType } from "./path-types.ts";

/** The paths inside a condition, checked against the model. */
type ConditionChecked<M, C> =
  C extends ExpressionType<unknown, string>
    ? C & CheckedExpression<M, C>
    : C extends unknown
      ? Checked<M, C>
      : never;
type CheckedCondition<M, C> = [C] extends [ConditionChecked<M, C>]
  ? unknown
  : { readonly "~error": ConditionChecked<M, C> };
/** An argument of `filter()`, with the paths in it checked against the model. */
export type CheckedArgument<M, A> =
  A extends Condition<infer C>
    ? A & CheckedCondition<M, C>
    : A extends BooleanExpression
      ? A & CheckedExpression<M, A>
      : Checked<M, A>;
/** An expression that stands as a condition. */
export type BooleanExpression = ExpressionType<unknown, string>;
