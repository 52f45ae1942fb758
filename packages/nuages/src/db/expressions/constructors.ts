import type { Temporal } from "../../utils/temporal.ts";
import { callable } from "../callable.ts";
import type { Field } from "../fields/field.ts";
import type { FieldType } from "../fields/field-types.ts";
import type { PkOf } from "../models/model-types.ts";
import type { ExpressionType } from "../query/path-types.ts";
import type { At, NullWith } from "../query/value-types.ts";
import {
  type Combinable,
  ExpressionWrapper as Wrapper,
  ValueExpression,
  type Operand,
} from "./combinable.ts";
import { FieldReference, OuterReference } from "./columns.ts";
import { CaseExpression, WhenExpression } from "./conditional.ts";
import type { Expression } from "./expression.ts";
import { isCondition, type Condition, toCondition } from "./q.ts";
import type { LookupPaths } from "./functions/argument-types.ts";
import { ExistsExpression, SubqueryExpression } from "./subquery.ts";

/** An expression as it is typed where it is used. */
export type Typed<V, P extends string = never> = Combinable<V, P> & ExpressionType<V, P>;

/** The value of a field in the database: `F("pages")`, `F("author__age")`, with arithmetic `F("pages").plus(1)`. */
export function F<const P extends string>(path: P): Typed<At<P>, P> {
  return new FieldReference<At<P>, P>(path);
}

/** A plain value where an expression is asked for. */
export function Value<V>(value: V, options: { readonly outputField?: object } = {}): Typed<V> {
  return new ValueExpression(value, options as { outputField?: Field });
}

/** A field of the query around a subquery. */
export function OuterRef(path: string | OuterReference): Typed<unknown> {
  return new OuterReference(path);
}

type OperandValue<O> = O extends { readonly "~value": infer V } ? V : O;
type OperandPath<O> = O extends { readonly "~path": infer P extends string } ? P : never;
type FieldValue<F> = F extends FieldType<infer V, boolean, boolean> ? V : unknown;

/** A branch of {@link Case} with the value that it gives. */
export type Branch<V = unknown, P extends string = string> = WhenExpression & ExpressionType<V, P>;

/** One branch of {@link Case}: a condition (lookups, `Q()`, an expression) and what it gives. A text is a text here: write `F("name")` for a field. */
export function When<const C extends object, const R extends Operand>(
  condition: C,
  result: R,
): Branch<OperandValue<R>, OperandPath<R> | LookupPaths<C>> {
  const made = new WhenExpression(asCondition(condition), result);
  return made as unknown as Branch<OperandValue<R>, OperandPath<R> | LookupPaths<C>>;
}

function asCondition(condition: object): Condition | Expression {
  if ("sources" in condition) return condition as Expression;
  if (isCondition(condition)) return condition;
  return toCondition([condition]);
}

/** What {@link Case} takes after its branches. */
export interface CaseOptions {
  /** What it gives when no branch holds. Default: null. */
  readonly default?: Operand;
  readonly outputField?: object;
}

type CaseArgument = WhenExpression | CaseOptions;
/** The value of one argument of {@link Case}; of the options, of their default. */
type CasePart<A> =
  A extends ExpressionType<infer V, string>
    ? V
    : A extends { readonly default: infer D }
      ? OperandValue<D>
      : never;
/** Null where nothing is said for the case that no branch holds. */
type NoDefault<A extends readonly unknown[]> = A extends readonly [
  ...unknown[],
  { readonly default: unknown },
]
  ? never
  : null;
/** The field that the options say, if they do; a branch has an `outputField` of its own. */
type ToldField<A extends readonly unknown[]> = A extends readonly [...unknown[], infer Last]
  ? Last extends WhenExpression
    ? never
    : Last extends { readonly outputField: infer F }
      ? F
      : never
  : never;
type CaseValue<A extends readonly unknown[]> = [ToldField<A>] extends [never]
  ? CasePart<A[number]> | NoDefault<A>
  : FieldValue<ToldField<A>> | NoDefault<A>;
type CasePath<A> = A extends { readonly default: infer D } ? OperandPath<D> : OperandPath<A>;

/** SQL's CASE: the result of the first branch that holds, else `default`. */
export function Case<const A extends readonly CaseArgument[]>(
  ...args: A
): Typed<CaseValue<A>, CasePath<A[number]>> {
  const branches = args.filter((arg) => arg instanceof WhenExpression);
  const options = args.find((arg) => !(arg instanceof WhenExpression));
  const made = new CaseExpression(
    branches,
    (options ?? {}) as { default?: Operand; outputField?: Field },
  );
  return made as unknown as Typed<CaseValue<A>, CasePath<A[number]>>;
}

/** What a query that stands for one value selects. */
type OnlyColumn<Row, M> = [Row] extends [M]
  ? PkOf<M>
  : Row extends readonly [infer V]
    ? V
    : Row extends Scalar
      ? Row
      : Row extends object
        ? Row[keyof Row]
        : unknown;
type Scalar = string | number | bigint | boolean | Date | Temporal.PlainDate | Temporal.PlainTime;
type SubqueryValue<Q, O> = O extends { readonly outputField: infer F }
  ? FieldValue<F> | null
  : Q extends { readonly "~row": infer Row; readonly "~model": infer M }
    ? OnlyColumn<Row, M> | null
    : unknown;

/** The only column of the first row of another query. */
export function Subquery<Q extends object, const O extends { readonly outputField?: object }>(
  queryset: Q,
  options?: O,
): Typed<SubqueryValue<Q, O>> {
  const made = new SubqueryExpression(
    queryset as unknown as ConstructorParameters<typeof SubqueryExpression>[0],
    (options ?? {}) as { outputField?: Field },
  );
  return made as unknown as Typed<SubqueryValue<Q, O>>;
}

/** Has another query a row? */
export function Exists(queryset: object): Typed<boolean> {
  return new ExistsExpression(queryset as ConstructorParameters<typeof ExistsExpression>[0]);
}

type WrapperFactory = <const O extends Operand, const F extends object>(
  expression: O,
  options: { readonly outputField: F },
) => Typed<NullWith<FieldValue<F>, [OperandValue<O>]>, OperandPath<O>>;

/** An expression whose type is said: needed where types are mixed. */
export const ExpressionWrapper = callable<WrapperFactory, typeof Wrapper>(
  Wrapper,
  "ExpressionWrapper",
);
