import type { FirstNotNull, NullWith } from "../../query/value-types.ts";
import type {
  Argument,
  LastOptions,
  OutputOptions,
  PathOf,
  PathsOf,
  Typed,
  ValueOf,
  ValuesOf,
} from "./argument-types.ts";

/** A function of one argument that gives an `R`; NULL for NULL. */
export type Unary<R> = <const A extends Argument>(
  source: A,
  options?: OutputOptions,
) => Typed<NullWith<R, [ValueOf<A>]>, PathOf<A>>;

/** A function of one argument that may have no answer, such as a root of a negative number. */
export type PartialUnary<R> = <const A extends Argument>(
  source: A,
  options?: OutputOptions,
) => Typed<R | null, PathOf<A>>;

/** A function of two arguments that may have no answer. */
export type PartialBinary<R> = <const A extends Argument, const B extends Argument>(
  first: A,
  second: B,
  options?: OutputOptions,
) => Typed<R | null, PathOf<A> | PathOf<B>>;

/** A function of two arguments that gives an `R`; NULL for NULL. */
export type Binary<R> = <const A extends Argument, const B extends Argument>(
  first: A,
  second: B,
  options?: OutputOptions,
) => Typed<NullWith<R, [ValueOf<A>, ValueOf<B>]>, PathOf<A> | PathOf<B>>;

/** A function of one argument that gives a value of the same kind. */
export type Same = <const A extends Argument>(
  source: A,
  options?: OutputOptions,
) => Typed<ValueOf<A>, PathOf<A>>;

type Several = readonly [Argument, Argument, ...Argument[]];

/** The first of several values that is there. */
export interface FirstFactory {
  <const A extends Several>(
    ...args: [...A, LastOptions]
  ): Typed<FirstNotNull<ValuesOf<A>>, PathsOf<A>>;
  <const A extends Several>(...args: A): Typed<FirstNotNull<ValuesOf<A>>, PathsOf<A>>;
}

/** One of several values. */
export interface AnyFactory {
  <const A extends Several>(...args: [...A, LastOptions]): Typed<ValueOf<A[number]>, PathsOf<A>>;
  <const A extends Several>(...args: A): Typed<ValueOf<A[number]>, PathsOf<A>>;
}
