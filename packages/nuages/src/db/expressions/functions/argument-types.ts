import type { Combinable } from "../combinable.ts";
import type { Argument } from "../func.ts";
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

/** The values of several arguments. */
export type ValuesOf<A extends readonly unknown[]> = { [I in keyof A]: ValueOf<A[I]> };

/** The paths that several arguments read. */
export type PathsOf<A extends readonly unknown[]> = PathOf<A[number]>;

/** An expression as it is typed where it is used. */
export type Typed<V, P extends string = never> = Combinable<V, P> & ExpressionType<V, P>;

export type { Argument };
