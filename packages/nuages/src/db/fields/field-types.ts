import type { Refused } from "../query/refused.ts";

/** What a field declaration tells the compiler about the attribute it makes. Types only. */
export declare const VALUE: unique symbol;
export declare const PRIMARY_KEY: unique symbol;
export declare const GENERATED: unique symbol;
export declare const CHOICES: unique symbol;

/** A column whose attribute is a `V`. `Opt`: may be left out of `create()`. */
export interface FieldType<V, Null extends boolean, Opt extends boolean> {
  readonly [VALUE]: V;
  readonly null: Null;
  readonly optional: Opt;
}

/** A column with choices: its model has a method that gives the label. */
export interface ChoiceFieldType<V, Null extends boolean, Opt extends boolean> extends FieldType<
  V,
  Null,
  Opt
> {
  readonly [CHOICES]: true;
}

/** The primary key of its model. */
export interface PrimaryKeyType<V, Opt extends boolean = true> extends FieldType<V, false, Opt> {
  readonly [PRIMARY_KEY]: true;
}

/** A column that the database computes. */
export interface GeneratedType<V> extends FieldType<V, true, true> {
  readonly [GENERATED]: true;
}

/** The pair of several columns as one key; its attribute is `pk`. */
export interface CompositeKeyType<Names extends readonly string[]> {
  readonly parts: Names;
}

/**
 * A foreign key or a one-to-one relation to `To`. `To` stays unconstrained: a call signature in the
 * constraint would make the compiler resolve the arrow's result while the class's own base is being
 * computed, which breaks models that point at each other.
 */
export interface ToOneType<
  To,
  Null extends boolean,
  Opt extends boolean,
  ToField = undefined,
  Pk = false,
> {
  readonly to: To;
  readonly null: Null;
  readonly optional: Opt;
  readonly toField: ToField;
  readonly primaryKey: Pk;
  readonly relation: "one";
}

/** A many-to-many relation to `To`. */
export interface ToManyType<To> {
  readonly to: To;
  readonly relation: "many";
}

/** The declaration of any field, whatever it makes. */
export type AnyFieldType =
  | FieldType<unknown, boolean, boolean>
  | CompositeKeyType<readonly string[]>
  | ToOneType<unknown, boolean, boolean, unknown, unknown>
  | ToManyType<unknown>;

/** `true` if the options `O` say `K: true`. */
export type Says<O, K extends string> = O extends { readonly [P in K]: true } ? true : false;

/** Nothing to add to the options `O`, or the reason why one of them is refused. */
export type CheckedOptions<O, Known> = [keyof O] extends [keyof Known]
  ? unknown
  : {
      readonly [
        K in Exclude<keyof O, keyof Known> & string
      ]: Refused<`There is no option "${K}" for this field.`>;
    };

/** May the field be left out of `create()`? */
export type OptionalOf<O> = O extends
  | { readonly null: true }
  | { readonly blank: true }
  | { readonly autoNow: true }
  | { readonly autoNowAdd: true }
  | { readonly default: unknown }
  | { readonly dbDefault: unknown }
  ? true
  : false;

type ChoiceValue<C> = C extends readonly [infer Value, infer Second, ...unknown[]]
  ? Second extends readonly (readonly [unknown, unknown])[]
    ? ChoiceValue<Second[number]>
    : Value
  : C extends { readonly value: infer Value }
    ? Value
    : C;

/** The union of the values that `choices` lists, or `V` when there are none. */
export type ChoiceOf<O, V> = O extends { readonly choices: infer C }
  ? C extends { readonly choices: readonly (infer Pair)[] }
    ? ChoiceValue<Pair>
    : C extends readonly (infer Pair)[]
      ? ChoiceValue<Pair>
      : C extends (...args: never) => unknown
        ? V
        : C extends object
          ? keyof C extends infer Key
            ? V extends string
              ? Extract<Key, string>
              : V
            : V
          : V
  : V;

/** Options that change the type of a field. */
type Deciding =
  | "null"
  | "blank"
  | "autoNow"
  | "autoNowAdd"
  | "default"
  | "dbDefault"
  | "primaryKey"
  | "choices";

/** The type of a field declared with options `O` for values `V`. */
export type FieldOf<V, O> = [keyof O & Deciding] extends [never]
  ? FieldType<V, false, false>
  : DecidedField<V, O>;

type DecidedField<V, O> = O extends { readonly primaryKey: true }
  ? PrimaryKeyType<ChoiceOf<O, V>, O extends { readonly default: unknown } ? true : false>
  : "choices" extends keyof O
    ? ChoiceFieldType<
        ChoiceOf<O, V>,
        O extends { readonly null: true } ? true : false,
        OptionalOf<O>
      >
    : O extends { readonly null: true }
      ? FieldType<V, true, true>
      : FieldType<V, false, OptionalOf<O>>;
