import { InvalidValue } from "../../errors.ts";
import type { Argument, OutputOptions, PathOf, Typed, ValueOf } from "./argument-types.ts";
import { Coalesce as CoalesceExpression } from "../coalesce.ts";
import { defineFunction, splitOptions } from "./define-function.ts";
import type { AnyFactory, FirstFactory } from "./factory-types.ts";

function several(name: string): (args: readonly Argument[]) => readonly Argument[] {
  return (args) => {
    if (args.length < 2) throw new InvalidValue(`${name} must take at least two expressions.`);
    return args;
  };
}

function coalesce(...given: readonly unknown[]): object {
  const { args, options } = splitOptions(given);
  return new CoalesceExpression(args, options);
}

/** The first of several values that is not NULL: `Coalesce("nickname", "name", Value("?"))`. */
export const Coalesce = coalesce as FirstFactory;

/** The greatest of several values. With a NULL among them: NULL on SQLite and MariaDB, not counted on PostgreSQL. */
export const Greatest = defineFunction<AnyFactory>("Greatest", {
  function: "GREATEST",
  arrange: several("Greatest"),
  vendors: { sqlite: { function: "MAX" } },
});

/** The least of several values. With a NULL among them: NULL on SQLite and MariaDB, not counted on PostgreSQL. */
export const Least = defineFunction<AnyFactory>("Least", {
  function: "LEAST",
  arrange: several("Least"),
  vendors: { sqlite: { function: "MIN" } },
});

type NullIfFactory = <const A extends Argument, const B extends Argument>(
  value: A,
  other: B,
  options?: OutputOptions,
) => Typed<ValueOf<A> | null, PathOf<A> | PathOf<B>>;

/** The first value, but NULL where it equals the second. */
export const NullIf = defineFunction<NullIfFactory>("NullIf", { function: "NULLIF", arity: 2 });
