import type { Combinable } from "../combinable.ts";
import type { Argument } from "../func.ts";
import type { Condition } from "../q.ts";
import type { ExpressionType } from "../../query/path-types.ts";
import type { At } from "../../query/value-types.ts";

/** What a function takes besides its arguments. */
export interface OutputOptions {
  /** The field whose kind of value the result has, where it is another than the function says. */
  readonly outputField?: object;
}

/** Options after a list of arguments; an expression, which has an `outputField` too, is none. */
export interface LastOptions {
  readonly outputField: object;
  readonly resolve?: never;
}

/** The value of an argument: a text is the path of a field, an expression has its own. */
export type ValueOf<A> = A extends string
  ? At<A>
  : A extends ExpressionType<infer V, string>
    ? V
    : A;

/** The paths that an argument reads. */
export type PathOf<A> = A extends string
  ? A
  : A extends ExpressionType<unknown, infer P>
    ? P
    : never;

/**
 * The paths that a condition names. Those of lookups carry a mark, since a lookup may follow them:
 * `{ pages__gt: 3 }` names `?pages__gt`.
 */
export type LookupPaths<C> =
  C extends ExpressionType<unknown, infer P>
    ? P
    : C extends Condition<infer Inner>
      ? LookupPaths<Inner>
      : `?${keyof C & string}` | ReadPaths<C[keyof C]>;
type ReadPaths<V> = V extends ExpressionType<unknown, infer P> ? P : never;

/** The paths that an ordering names: one or several items, with or without a minus. */
export type OrderingPaths<O> = O extends `-${infer P}`
  ? P
  : O extends readonly (infer Item)[]
    ? OrderingPaths<Item>
    : PathOf<O>;

/** The values of several arguments. */
export type ValuesOf<A extends readonly unknown[]> = { [I in keyof A]: ValueOf<A[I]> };

/** The paths that several arguments read. */
export type PathsOf<A extends readonly unknown[]> = PathOf<A[number]>;

/** An expression as it is typed where it is used. */
export type Typed<V, P extends string = never> = Combinable<V, P> & ExpressionType<V, P>;

export type { Argument };
