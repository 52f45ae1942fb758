import type { Decimal } from "../../utils/decimal.ts";
import type { FileContent } from "../../files/index.ts";
import type { Temporal } from "../../utils/temporal.ts";
import type { FieldFile } from "../fields/field-file.ts";
import type {
  CHOICES,
  CompositeKeyType,
  FieldType,
  GENERATED,
  PRIMARY_KEY,
  ToManyType,
  ToOneType,
  VALUE,
} from "../fields/field-types.ts";
import type { SwappableModel } from "../fields/setting-reference.ts";
import type { ManyRelatedManager } from "../query/manager-types.ts";

/** Marks an attribute that leads to another model; types only. */
export declare const REL: unique symbol;
/** The field declarations of a model instance; types only. */
export declare const FIELDS: unique symbol;

/** A related object that is not loaded yet: `await` it. `null` when the row it points at is gone or the key is null. */
export interface Lazy<T> extends PromiseLike<T> {
  readonly [REL]: T;
}

type AnyClass = abstract new (...args: never) => unknown;

/** The instance type behind `() => Author`, a class, `swappable("…")`, or (unknown) `"app.Model"`. */
export type TargetOf<To> = To extends () => abstract new (...args: never) => infer I
  ? I
  : To extends abstract new (...args: never) => infer I
    ? I
    : To extends { readonly setting: infer Setting }
      ? SwappableModel<Setting>
      : unknown;

export type OrNull<T, N> = N extends true ? T | null : T;

/** The declarations of a model. */
export type FieldsOf<M> = M extends { readonly [FIELDS]: infer F } ? F : never;

type KeyDeclaration =
  | { readonly [PRIMARY_KEY]: true }
  | { readonly relation: "one"; readonly primaryKey: true };
type PkNames<F> = [Extract<F[keyof F], KeyDeclaration>] extends [never]
  ? never
  : { [K in keyof F]: F[K] extends KeyDeclaration ? K : never }[keyof F];

/** A relation to one row with a column of its own, and so with an attribute for the key. */
export interface WithKey {
  readonly relation: "one";
  readonly toField: string | undefined;
}

type ValueOfField<F> =
  F extends ToOneType<infer To, boolean, boolean, infer ToField, unknown>
    ? IdOf<To, ToField>
    : F extends FieldType<infer V, boolean, boolean>
      ? V
      : never;

type AttributeValue<F, Name> = Name extends keyof F
  ? ValueOfField<F[Name]>
  : Name extends `${infer Relation}Id`
    ? Relation extends keyof F
      ? ValueOfField<F[Relation]>
      : Name extends "id"
        ? number
        : never
    : Name extends "id"
      ? number
      : never;

type TupleOf<F, Names extends readonly string[]> = {
  -readonly [I in keyof Names]: AttributeValue<F, Names[I]>;
};

type PkOfFields<F> = F extends { readonly pk: CompositeKeyType<infer Names> }
  ? TupleOf<F, Names>
  : [PkNames<F>] extends [never]
    ? number
    : ValueOfField<F[PkNames<F>]>;

/** Type of the primary key of a model. */
export type PkOf<M> = M extends { readonly [FIELDS]: infer F } ? PkOfFields<F> : never;

/** Type of the key column of a relation: the target's primary key, or the field that `toField` names. */
export type IdOf<To, ToField = undefined> = ToField extends string
  ? AttributeValue<FieldsOf<TargetOf<To>>, ToField>
  : PkOf<TargetOf<To>>;

/** `pk`, and `id` where the model declares no key of its own. Assigning `null` makes the next save an insert (a copy). */
export type KeyAttributes<F> = F extends { readonly pk: unknown }
  ? { get pk(): PkOfFields<F>; set pk(value: PkOfFields<F> | null) }
  : [PkNames<F>] extends [never]
    ? {
        get id(): number;
        set id(value: number | null);
        get pk(): number;
        set pk(value: number | null);
      }
    : { get pk(): PkOfFields<F>; set pk(value: PkOfFields<F> | null) };

/** Whether one of the declarations is an `X`; asked of their union, in which equal types are one. */
type Has<F, X> = [Extract<F[keyof F], X>] extends [never] ? false : true;

type GeneratedAttributes<F> =
  Has<F, { readonly [GENERATED]: true }> extends false
    ? unknown
    : {
        readonly [
          K in keyof F as F[K] extends { readonly [GENERATED]: true } ? K : never
        ]: F[K] extends FieldType<infer V, boolean, boolean> ? V | null : never;
      };

type ColumnAttributes<F> =
  Has<F, CompositeKeyType<readonly string[]> | { readonly [GENERATED]: true }> extends false
    ? { -readonly [K in keyof F]: AttributeOf<F[K]> }
    : {
        -readonly [
          K in keyof F as F[K] extends
            | CompositeKeyType<readonly string[]>
            | { readonly [GENERATED]: true }
            ? never
            : K
        ]: AttributeOf<F[K]>;
      };
type AttributeOf<X> =
  X extends FieldType<infer V, infer N, boolean>
    ? OrNull<V, N>
    : X extends ToOneType<infer To, infer N, boolean, unknown, unknown>
      ? OrNull<TargetOf<To>, N> | Lazy<TargetOf<To>>
      : X extends ToManyType<infer To>
        ? ManyRelatedManager<TargetOf<To>>
        : never;

/** The attributes that field declarations give an instance. */
export type Attributes<F> = ColumnAttributes<F> &
  GeneratedAttributes<F> & {
    -readonly [
      K in keyof F as F[K] extends WithKey ? `${K & string}Id` : never
    ]: F[K] extends ToOneType<infer To, infer N, boolean, infer ToField, unknown>
      ? OrNull<IdOf<To, ToField>, N>
      : never;
  };

type Settable<V> = V | ExpressionLike;
/** An expression as a value. */
export interface ExpressionLike {
  readonly "~value": unknown;
}

/** What a column of `V`s can be set to: the exact forms that convert without loss too. */
export type Input<V> = V extends Decimal
  ? Decimal | number | string
  : V extends FieldFile
    ? FieldFile | FileContent | string
    : V;

/** The columns of new objects: required ones must be there. */
export type ColumnInit<F> = {
  [
    K in keyof F as F[K] extends FieldType<unknown, boolean, false> ? K : never
  ]: F[K] extends FieldType<infer V, infer N, boolean> ? Settable<OrNull<Input<V>, N>> : never;
} & {
  [
    K in keyof F as F[K] extends { readonly [GENERATED]: true }
      ? never
      : F[K] extends FieldType<unknown, boolean, true>
        ? K
        : never
  ]?: F[K] extends FieldType<infer V, infer N, boolean> ? Settable<OrNull<Input<V>, N>> : never;
};

/** The keys of relations of new objects: `authorId`. */
export type RelationKeyInit<F> = {
  [K in keyof F as F[K] extends WithKey ? `${K & string}Id` : never]?: F[K] extends ToOneType<
    infer To,
    infer N,
    boolean,
    infer ToField,
    unknown
  >
    ? OrNull<IdOf<To, ToField>, N>
    : never;
};

/** The primary key of new objects. */
export type KeyInit<F> = F extends { readonly pk: unknown }
  ? unknown
  : [PkNames<F>] extends [never]
    ? { id?: number | null; pk?: number | null }
    : { pk?: PkOfFields<F> | null };

/** What `new Book({...})` takes. */
export type Init<F> = ColumnInit<F> & {
  [K in keyof F as F[K] extends { readonly relation: "one" } ? K : never]?: F[K] extends ToOneType<
    infer To,
    infer N,
    boolean,
    unknown,
    unknown
  >
    ? OrNull<TargetOf<To>, N>
    : never;
} & RelationKeyInit<F> &
  KeyInit<F>;

/** `getStatusDisplay()` for each field with choices. */
export type DisplayMethods<F> = {
  [
    K in keyof F as F[K] extends { readonly [CHOICES]: true }
      ? `get${Capitalize<K & string>}Display`
      : never
  ]: () => F[K] extends { readonly null: true } ? string | null : string;
};

/** `getNextByBorn()` and `getPreviousByBorn()` for each date that is never null. */
export type NeighbourMethods<F, Row> = {
  [
    K in keyof F as F[K] extends {
      readonly [VALUE]: Date | Temporal.PlainDate;
      readonly null: false;
    }
      ? `getNextBy${Capitalize<K & string>}` | `getPreviousBy${Capitalize<K & string>}`
      : never
  ]: (where?: Readonly<Record<string, unknown>>) => Promise<Row>;
};

/** What `orderWithRespectTo: W` gives an instance. */
export type OrderMethods<W, Row> = W extends string
  ? { getNextInOrder(): Promise<Row>; getPreviousInOrder(): Promise<Row> }
  : unknown;

export type AnyModelClass = AnyClass;
type BaseFields<B> = B extends abstract new (...args: never) => { readonly [FIELDS]: infer F }
  ? F
  : object;
type BaseInstance<B> = B extends abstract new (...args: never) => infer I ? I : object;
/** The declarations without those that take a base's field away (`name: null`); its type stays on the instance. */
export type Declared<F> = { [K in keyof F as F[K] extends null ? never : K]: F[K] };
/** The declarations of all bases together. */
export type BasesFields<Bs extends readonly AnyClass[]> = Bs extends readonly [
  infer A,
  ...infer R extends readonly AnyClass[],
]
  ? BaseFields<A> & BasesFields<R>
  : object;
/** The instance members of all bases together. */
export type BasesInstance<Bs extends readonly AnyClass[]> = Bs extends readonly [
  infer A,
  ...infer R extends readonly AnyClass[],
]
  ? BaseInstance<A> & BasesInstance<R>
  : object;
/** The static members of all bases together, without those that each model has of its own. */
export type BasesStatic<Bs extends readonly AnyClass[]> = Bs extends readonly [
  infer A,
  ...infer R extends readonly AnyClass[],
]
  ? Omit<A, "prototype" | "objects"> & BasesStatic<R>
  : object;
