import { asExpression, type Operand } from "../expressions/combinable.ts";
import type { Typed } from "../expressions/functions/argument-types.ts";
import type { ExpressionType } from "../query/path-types.ts";
import type { NullWith } from "../query/value-types.ts";
import * as builtin from "./builtin.ts";
import type { LookupConstructor } from "./lookup.ts";

/** A side of a comparison: an expression, or a value. A text is a text here: write `F("name")` for a field. */
export type Side = Operand;

type Read<S> = S extends ExpressionType<infer V, string> ? V : S;
type Reads<S> = S extends ExpressionType<unknown, infer P> ? P : never;
type Comparison<L, R> = Typed<NullWith<boolean, [Read<L>, Read<R>]>, Reads<L> | Reads<R>>;

type CompareFactory = <const L extends Side, const R extends Side>(
  left: L,
  right: R,
) => Comparison<L, R>;

function comparison<Factory>(type: object): Factory {
  const make = (left: Side, right: unknown): object =>
    new (type as LookupConstructor)(asExpression(left), right);
  Object.defineProperty(type, "factory", { value: make });
  // The lookup is the expression that the type of the call describes.
  return make as unknown as Factory;
}

/** `left = right`. */
export const Exact = comparison<CompareFactory>(builtin.Exact);
/** Equal, whatever the case of the letters. */
export const IExact = comparison<CompareFactory>(builtin.IExact);
/** `left > right`. */
export const GreaterThan = comparison<CompareFactory>(builtin.GreaterThan);
/** `left >= right`. */
export const GreaterThanOrEqual = comparison<CompareFactory>(builtin.GreaterThanOrEqual);
/** `left < right`. */
export const LessThan = comparison<CompareFactory>(builtin.LessThan);
/** `left <= right`. */
export const LessThanOrEqual = comparison<CompareFactory>(builtin.LessThanOrEqual);
/** The text `right` stands in `left`. */
export const Contains = comparison<CompareFactory>(builtin.Contains);
/** The text `right` stands in `left`, whatever the case of the letters. */
export const IContains = comparison<CompareFactory>(builtin.IContains);
/** `left` begins with `right`. */
export const StartsWith = comparison<CompareFactory>(builtin.StartsWith);
/** `left` begins with `right`, whatever the case of the letters. */
export const IStartsWith = comparison<CompareFactory>(builtin.IStartsWith);
/** `left` ends with `right`. */
export const EndsWith = comparison<CompareFactory>(builtin.EndsWith);
/** `left` ends with `right`, whatever the case of the letters. */
export const IEndsWith = comparison<CompareFactory>(builtin.IEndsWith);
/** The regular expression `right` matches in `left`. */
export const Regex = comparison<CompareFactory>(builtin.Regex);
/** The regular expression `right` matches in `left`, whatever the case of the letters. */
export const IRegex = comparison<CompareFactory>(builtin.IRegex);

type InFactory = <const L extends Side>(
  left: L,
  right: Iterable<unknown> | { readonly "~row": unknown },
) => Typed<NullWith<boolean, [Read<L>]>, Reads<L>>;
type RangeFactory = <const L extends Side, const Low extends Side, const High extends Side>(
  left: L,
  right: readonly [Low, High],
) => Typed<NullWith<boolean, [Read<L>]>, Reads<L> | Reads<Low> | Reads<High>>;
type IsNullFactory = <const L extends Side>(left: L, right: boolean) => Typed<boolean, Reads<L>>;

/** `left` is one of the values. */
export const In = comparison<InFactory>(builtin.In);
/** `left` is not below the first of the two values and not above the second. */
export const Range = comparison<RangeFactory>(builtin.Range);
/** `left` is null, or with `false`: is not null. */
export const IsNull = comparison<IsNullFactory>(builtin.IsNull);
