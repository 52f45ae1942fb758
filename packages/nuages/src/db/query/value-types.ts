import type { Decimal } from "../../utils/decimal.ts";
import type { Temporal } from "../../utils/temporal.ts";
import type { ValueAt } from "./path-types.ts";

/**
 * The value of an expression before its model is known. `F("pages")` is an `At<"pages">`; used with a
 * model whose `pages` are numbers it becomes `number`.
 *
 * @example
 * ResultOf<Book, At<"pages">>                               // number
 * ResultOf<Book, NullWith<string, [At<"author__name">]>>    // string; with a nullable path string | null
 * ResultOf<Book, FirstNotNull<[At<"subtitle">, string]>>    // string
 */
export interface At<P extends string> {
  readonly "~at": P;
}

/** `R`, or null when one of the arguments is. */
export interface NullWith<R, Args extends readonly unknown[]> {
  readonly "~nullWith": readonly [R, Args];
}

/** The first argument that is not null: null only when all may be. */
export interface FirstNotNull<Args extends readonly unknown[]> {
  readonly "~firstNotNull": Args;
}

/** The value without null. */
export interface Present<V> {
  readonly "~present": V;
}

/** What arithmetic gives for two values. */
export interface Arithmetic<L, R> {
  readonly "~arithmetic": readonly [L, R];
}

/** The mean of values: whole numbers have a mean that is not whole. */
export interface MeanOf<V> {
  readonly "~mean": V;
}

/** The value of an expression of type `V` used with the model `M`. */
export type ResultOf<M, V> = unknown extends V
  ? unknown
  : V extends At<infer P>
    ? ValueAt<M, P>
    : V extends NullWith<infer R, infer Args>
      ? ResultOf<M, R> | NullIn<M, Args>
      : V extends FirstNotNull<infer Args>
        ? NonNullable<ResultOf<M, Args[number]>> | NullInAll<M, Args>
        : V extends Present<infer Inner>
          ? NonNullable<ResultOf<M, Inner>>
          : V extends Arithmetic<infer L, infer R>
            ? Computed<ResultOf<M, L>, ResultOf<M, R>>
            : V extends MeanOf<infer Inner>
              ? Mean<ResultOf<M, Inner>>
              : V;

type NullIn<M, Args extends readonly unknown[]> = Extract<ResultOf<M, Args[number]>, null>;

type NullInAll<M, Args extends readonly unknown[]> = Args extends readonly [
  infer First,
  ...infer Rest,
]
  ? null extends ResultOf<M, First>
    ? NullInAll<M, Rest>
    : never
  : null;

type Computed<L, R> = unknown extends L
  ? unknown
  : unknown extends R
    ? unknown
    : ComputedValue<NonNullable<L>, NonNullable<R>> | Extract<L | R, null>;

type Days = Date | Temporal.PlainDate;

type ComputedValue<L, R> = [L] extends [number]
  ? [R] extends [number]
    ? number
    : [R] extends [Decimal | bigint]
      ? R
      : unknown
  : [L] extends [Decimal]
    ? [R] extends [Decimal | number | bigint]
      ? Decimal
      : unknown
    : [L] extends [bigint]
      ? [R] extends [number | bigint]
        ? bigint
        : unknown
      : [L] extends [Days]
        ? [R] extends [Days]
          ? Temporal.Duration
          : [R] extends [Temporal.Duration]
            ? Date
            : unknown
        : [L, R] extends [Temporal.PlainTime, Temporal.PlainTime]
          ? Temporal.Duration
          : [L, R] extends [Temporal.Duration, Temporal.Duration]
            ? Temporal.Duration
            : unknown;

type Mean<V> = V extends bigint ? number : V;
