import type { FieldType, GENERATED, ToOneType } from "../fields/field-types.ts";
import type { Refused } from "../query/refused.ts";
import type {
  ColumnInit,
  ExpressionLike,
  FIELDS,
  FieldsOf,
  IdOf,
  Input,
  KeyInit,
  OrNull,
  RelationKeyInit,
  TargetOf,
  WithKey,
} from "./model-types.ts";

/** Names of relations that have a column. */
type KeyedNames<F> = { [K in keyof F]: F[K] extends WithKey ? K & string : never }[keyof F];

type Later<V> = V | PromiseLike<V>;

type ToOneNames<F> = {
  [K in keyof F]: F[K] extends { readonly relation: "one" } ? K & string : never;
}[keyof F];

/** Related objects may be promises where the database is asked anyway: `create({ author: book.author })`. */
type PromisedRelations<F> = {
  [K in ToOneNames<F>]?: F[K] extends ToOneType<infer To, infer N, boolean, unknown, unknown>
    ? Later<OrNull<TargetOf<To>, N>>
    : never;
};

/** What `create()` takes for the model `M`; {@link CheckedCreation} has the rest of its rules. */
export type CreationValues<M> = M extends { readonly [FIELDS]: infer F }
  ? ColumnInit<F> & PromisedRelations<F> & RelationKeyInit<F> & KeyInit<F>
  : object;

type RequiredRelations<F> = {
  [K in keyof F]: F[K] extends ToOneType<unknown, boolean, false, unknown, unknown>
    ? K & string
    : never;
}[keyof F];

/** Relations that must be there, and are there neither as object nor as key. */
type MissingRelations<F, V> = {
  [
    K in RequiredRelations<F> as K extends keyof V ? never : `${K}Id` extends keyof V ? never : K
  ]: F[K] extends ToOneType<infer To, boolean, boolean, unknown, unknown> ? TargetOf<To> : never;
};

/** Why a name is refused that the model has no value for. */
type UnknownNames<Known, V> = {
  [
    K in Exclude<keyof V, keyof Known> & string
  ]: Refused<`There is no field "${K}" on this model that takes a value.`>;
};

/**
 * Nothing to add to the values `V` of a new object, or what is wrong with them.
 *
 * @example
 * CheckedCreation<Book, { titel: string; author: Author }>   // { titel: Refused<…> }
 * CheckedCreation<Book, { title: string }>                   // { author: Author }: it is missing
 * CheckedCreation<Book, { title: string; authorId: number }> // {}
 */
export type CheckedCreation<M, V> = MissingRelations<FieldsOf<M>, V> &
  UnknownNames<CreationValues<M>, V>;

type Changeable<F> = {
  [
    K in keyof F as F[K] extends { readonly [GENERATED]: true }
      ? never
      : F[K] extends FieldType<unknown, boolean, boolean>
        ? K
        : never
  ]?: F[K] extends FieldType<infer V, infer N, boolean>
    ? Later<OrNull<Input<V>, N>> | ExpressionLike
    : never;
} & {
  [K in KeyedNames<F>]?: F[K] extends ToOneType<infer To, infer N, boolean, infer ToField, unknown>
    ? Later<OrNull<TargetOf<To> | IdOf<To, ToField>, N>> | ExpressionLike
    : never;
} & {
  [K in KeyedNames<F> as `${K}Id`]?: F[K] extends ToOneType<
    infer To,
    infer N,
    boolean,
    infer ToField,
    unknown
  >
    ? Later<OrNull<IdOf<To, ToField>, N>> | ExpressionLike
    : never;
};

/** What `update()` takes for the model `M`. */
export type Changes<M> = M extends { readonly [FIELDS]: infer F }
  ? Changeable<F> & Omit<KeyInit<F>, "pk">
  : object;

/** Values of `getOrCreate()` and `updateOrCreate()` besides the lookups; functions are called. */
export type Defaults<M> = {
  readonly [K in keyof Changes<M>]: Changes<M>[K] | (() => Changes<M>[K]);
} & (M extends { readonly [FIELDS]: infer F } ? KeyInit<F> : object);
