import type { FieldFile } from "../fields/field-file.ts";
import type { VALUE } from "../fields/field-types.ts";
import type { Decimal } from "../../utils/decimal.ts";
import type { Temporal } from "../../utils/temporal.ts";
import type { Changes } from "../models/input-types.ts";
import type { FIELDS, FieldsOf, Lazy, PkOf, REL } from "../models/model-types.ts";
import type { LookupPaths } from "../expressions/functions/argument-types.ts";
import type { Condition } from "../expressions/q.ts";
import type { Refused } from "./refused.ts";
import type { ResultOf } from "./value-types.ts";

/** An expression whose result is a `V` and that reads the path `Path` of the model it is used with. */
export interface ExpressionType<V, Path extends string = never> {
  readonly "~value": V;
  readonly "~path": Path;
}

/** Rows of another query as a value: the right side of `in`, or of a comparison with one row. */
export interface RowSource {
  readonly "~row": unknown;
}

type TextLookup =
  | "exact"
  | "iexact"
  | "contains"
  | "icontains"
  | "startswith"
  | "istartswith"
  | "endswith"
  | "iendswith"
  | "regex"
  | "iregex";
type OrderLookup = "exact" | "gt" | "gte" | "lt" | "lte";
type DateTransform =
  | "year"
  | "isoYear"
  | "month"
  | "day"
  | "week"
  | "weekDay"
  | "isoWeekDay"
  | "quarter";
type TimeTransform = "hour" | "minute" | "second";
type AnyTransform = DateTransform | TimeTransform | "date" | "time";

type TransformOf<V> = V extends Date
  ? AnyTransform
  : V extends Temporal.PlainDate
    ? DateTransform
    : V extends Temporal.PlainTime
      ? TimeTransform
      : never;
type TransformResult<T> = T extends "date"
  ? Temporal.PlainDate
  : T extends "time"
    ? Temporal.PlainTime
    : number;

/** Names of the lookups that a value of type `V` has. */
export type LookupNames<V> =
  | "in"
  | "isnull"
  | "range"
  | TransformOf<V>
  | (V extends string | FieldFile
      ? TextLookup | OrderLookup
      : V extends number | bigint | Decimal
        ? OrderLookup | TextLookup
        : V extends Date | Temporal.PlainDate | Temporal.PlainTime | Temporal.Duration
          ? OrderLookup | TextLookup
          : "exact");

/** What a filter takes for a column of `V`s, besides expressions: the exact forms that convert without loss too. */
type Given<V> = V extends Decimal
  ? Decimal | number | string
  : V extends FieldFile
    ? FieldFile | string
    : V extends Temporal.PlainDate
      ? Temporal.PlainDate | Date | string
      : V extends Temporal.PlainTime
        ? Temporal.PlainTime | string
        : V extends Date
          ? Date | string
          : V extends Temporal.Duration
            ? Temporal.Duration | string
            : V;
type OrPromise<T> = T | PromiseLike<T>;
type Scalar<V> = OrPromise<Given<V>> | ExpressionType<unknown, string> | RowSource;

type NotALookup<L extends string> =
  Refused<`There is no lookup or transform "${L}" on this field.`>;
type NotAField<H extends string> = Refused<`There is no field or relation "${H}" on this model.`>;

type LookupValue<V, L extends string> = unknown extends V
  ? unknown
  : L extends "in"
    ? Iterable<Given<V> | ExpressionType<unknown, string> | null> | RowSource
    : L extends "isnull"
      ? boolean
      : L extends "range"
        ? readonly [Scalar<V>, Scalar<V>]
        : L extends TransformOf<V>
          ? Scalar<TransformResult<L>>
          : L extends LookupNames<V>
            ? L extends TextLookup
              ? Scalar<V> | OrPromise<string>
              : Scalar<V>
            : L extends `${infer T}__${infer Rest}`
              ? T extends TransformOf<V>
                ? LookupValue<TransformResult<T>, Rest>
                : NotALookup<L>
              : NotALookup<L>;

/** The model behind a relation attribute, or `never`. */
export type RelOf<P> = [Extract<P, { readonly [REL]: unknown }>] extends [never]
  ? never
  : NonNullable<Extract<P, { readonly [REL]: unknown }>[typeof REL]>;
type Member<M, H extends string> = H extends keyof M
  ? M[H]
  : `${H}Set` extends keyof M
    ? M[`${H}Set`]
    : never;
type HasMember<M, H extends string> = H extends keyof M
  ? true
  : `${H}Set` extends keyof M
    ? true
    : false;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** What stands for the key of the relation `H`: the type of its own column, or of the other side's primary key. */
type KeyAt<M, H extends string> = `${H}Id` extends keyof M
  ? M[`${H}Id`]
  : H extends keyof M
    ? PkOf<RelOf<M[H]>>
    : `${H}Set` extends keyof M
      ? PkOf<RelOf<M[`${H}Set`]>>
      : never;

/** The value that a filter on path `P` of model `M` takes; computed paths take anything. */
export type FilterValue<M, P extends string> = string extends P
  ? unknown
  : P extends `${infer H}__${infer Rest}`
    ? H extends keyof M
      ? ValueBehind<M, H, M[H], Rest>
      : `${H}Set` extends keyof M
        ? ValueBehind<M, H, M[`${H}Set`], Rest>
        : NotAField<H>
    : P extends keyof M
      ? ExactValue<M, P, M[P]>
      : `${P}Set` extends keyof M
        ? ExactValue<M, P, M[`${P}Set`]>
        : NotAField<P>;
/** The value of a filter that goes on from the attribute `H` of type `A`. */
type ValueBehind<M, H extends string, A, Rest extends string> = [RelOf<A>] extends [never]
  ? unknown extends A
    ? unknown
    : LookupValue<NonNullable<A>, Rest>
  : Rest extends OrderLookup | "isnull" | "in"
    ? RelationLookupValue<RelOf<A>, KeyAt<M, H>, Rest>
    : FilterValue<RelOf<A>, Rest>;
/** The value of a filter on the attribute `P` of type `A` itself. */
type ExactValue<M, P extends string, A> = [RelOf<A>] extends [never]
  ? unknown extends A
    ? unknown
    : Scalar<NonNullable<A>> | Extract<A, null>
  : RelationScalar<RelOf<A>, KeyAt<M, P>>;
type RelationLookupValue<R, Key, L extends string> = L extends "isnull"
  ? boolean
  : L extends "in"
    ? Iterable<R | Key | null> | RowSource
    : L extends "exact"
      ? RelationScalar<R, Key>
      : Scalar<NonNullable<Key>>;
type RelationScalar<R, Key> =
  | OrPromise<R | Key | null>
  | Lazy<R>
  | ExpressionType<unknown, string>
  | RowSource;

/** The conditions `Q` with the value type that each of its paths takes. */
export type Checked<M, Q> = {
  [K in keyof Q]: K extends string ? FilterValue<M, K> & ReadAt<M, Q[K]> : never;
};
type ReadAt<M, E> = E extends string | number ? unknown : CheckedExpression<M, E>;
/** The same for conditions whose values are no expressions: cheaper for the compiler. */
export type CheckedPlain<M, Q> = {
  [K in keyof Q]: K extends string ? FilterValue<M, K> : never;
};

/** Keys an editor should offer first: the model's fields and their lookups. */
type OfferedKeys<F> = {
  [K in keyof F & string]: F[K] extends { readonly [VALUE]: infer V }
    ? K | `${K}__${LookupNames<V>}`
    : K | `${K}__isnull` | `${K}__in`;
}[keyof F & string];
export type Offered<M> = { [K in OfferedKeys<FieldsOf<M>>]?: unknown };
/** An object of conditions, lookup path → value. */
export type Conditions<M> = Offered<M> & { [key: string]: unknown };
/** The same with values that are no expressions. */
export type PlainConditions<M> = Offered<M> & { [key: string]: NoExpression };
type NoExpression =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  // A property that every object has, for the compiler to compare any with it.
  | { readonly "~path"?: never; toString(): string };

/** The type read back at path `P`: for `values()`, `F()`, aggregates. */
export type ValueAt<M, P extends string> =
  IsAny<M> extends true
    ? M
    : string extends P
      ? unknown
      : P extends `${infer H}__${infer Rest}`
        ? HasMember<M, H> extends false
          ? NotAField<H>
          : [RelOf<Member<M, H>>] extends [never]
            ? unknown extends Member<M, H>
              ? unknown
              : Rest extends TransformOf<NonNullable<Member<M, H>>>
                ? TransformResult<Rest> | Extract<Member<M, H>, null>
                : Refused<`There is no transform "${Rest}" on "${H}".`>
            : null extends Extract<Member<M, H>, null> | (H extends keyof M ? ManyOf<M[H]> : null)
              ? ValueAt<RelOf<Member<M, H>>, Rest> | null
              : ValueAt<RelOf<Member<M, H>>, Rest>
        : P extends "pk"
          ? PkOf<M>
          : HasMember<M, P> extends false
            ? NotAField<P>
            : [RelOf<Member<M, P>>] extends [never]
              ? Plain<Member<M, P>>
              : null extends Extract<Member<M, P>, null> | (P extends keyof M ? ManyOf<M[P]> : null)
                ? PkOf<RelOf<Member<M, P>>> | null
                : PkOf<RelOf<Member<M, P>>>;
/** What a query gives for a column: the names of files. */
type Plain<V> = V extends FieldFile ? string : V;
/** Many-valued relations join rows that may not be there. */
type ManyOf<A> = A extends { readonly "~many": true } ? null : never;

/** `P` itself when the path is right, else the reason why not. */
export type OkPath<M, P extends string> = P extends keyof M ? P : OkLongPath<M, P>;
type OkLongPath<M, P extends string> =
  IsAny<M> extends true
    ? P
    : [Extract<ValueAt<M, P>, Refused<string>>] extends [never]
      ? P
      : Extract<ValueAt<M, P>, Refused<string>>;
/** The same for an ordering, with its leading minus. */
export type OrderPath<M, P> = P extends `-${infer R}`
  ? OkPath<M, R> extends R
    ? P
    : OkPath<M, R>
  : P extends "?"
    ? P
    : P extends string
      ? OkPath<M, P>
      : P;
/** The same for an item that may be an expression. */
export type OrderItemChecked<M, P> = P extends string
  ? OrderPath<M, P>
  : P & CheckedExpression<M, P>;

type NotARelation<P extends string> =
  Refused<`"${P}" is no relation of this model, or its other side is not declared.`>;

/** `P` itself when each of its parts is an attribute that leads to other objects, else the reason why not. */
export type RelationPath<M, P> = P extends string
  ? WrongRelation<M, P> extends infer Wrong
    ? [Wrong] extends [never]
      ? P
      : Wrong
    : never
  : P;
type WrongRelation<M, P extends string> =
  IsAny<M> extends true
    ? never
    : unknown extends M
      ? never
      : string extends P
        ? never
        : P extends `${infer H}__${infer Rest}`
          ? H extends keyof M
            ? [RelOf<M[H]>] extends [never]
              ? NotARelation<H>
              : WrongRelation<RelOf<M[H]>, Rest>
            : NotARelation<H>
          : P extends keyof M
            ? [RelOf<M[P]>] extends [never]
              ? NotARelation<P>
              : never
            : NotARelation<P>;

type ManyRows<P extends string> =
  Refused<`"${P}" leads to many rows, which one row cannot hold: use prefetchRelated().`>;

/** `P` itself when each of its parts leads to one object, else the reason why not. */
export type SingleRelationPath<M, P extends string> = [WrongSingle<M, P>] extends [never]
  ? P
  : WrongSingle<M, P>;
type WrongSingle<M, P extends string> = P extends keyof M
  ? [Extract<M[P], { readonly "~many": true }>] extends [never]
    ? [RelOf<M[P]>] extends [never]
      ? unknown extends M[P]
        ? never
        : NotARelation<P>
      : never
    : ManyRows<P>
  : unknown extends M
    ? never
    : string extends P
      ? never
      : P extends `${infer H}__${infer Rest}`
        ? H extends keyof M
          ? [WrongSingle<M, H>] extends [never]
            ? WrongSingle<RelOf<M[H]>, Rest>
            : WrongSingle<M, H>
          : NotARelation<H>
        : NotARelation<P>;

/** The reasons why paths of `P` do not fit the model; never when all do. */
type WrongPaths<M, P extends string> = P extends `?${infer Lookup}`
  ? Extract<FilterValue<M, Lookup>, Refused<string>>
  : P extends string
    ? Exclude<OkPath<M, P>, string>
    : never;

/** Nothing to add, or the reason why one of the paths `P` does not fit the model. */
export type CheckedPath<M, P extends string> = [WrongPaths<M, P>] extends [never]
  ? unknown
  : WrongPaths<M, P>;

/** Nothing to add to an expression, or the reason why a path in it does not fit the model. */
export type CheckedExpression<M, E> =
  E extends ExpressionType<unknown, infer P>
    ? CheckedPath<M, P>
    : E extends Condition<infer C>
      ? CheckedPath<M, LookupPaths<C>>
      : unknown;

/** Each expression of `A`, or the reason why a path in it does not fit the model. */
export type CheckedExpressions<M, A> = {
  [K in keyof A]: CheckedExpression<M, A[K]>;
};
/** Nothing to add to the values `V` for the columns of `M`, or the reason why a name or a path in them does not fit. */
export type CheckedChanges<M, Annotated, V> = M extends { readonly [FIELDS]: unknown }
  ? {
      [K in keyof V]: K extends keyof Changes<M>
        ? CheckedExpression<Annotated, V[K]>
        : Refused<`There is no field "${K & string}" on this model that takes a value.`>;
    }
  : unknown;
/** What the annotations `A` of the model `M` add to a row. */
export type Annotations<M, A> = {
  [K in keyof A]: A[K] extends ExpressionType<infer V, string> ? ResultOf<M, V> : unknown;
};

/** The relation at `P` (and along it) as loaded objects. */
export type LoadedRow<M, P extends string> = P extends `${infer H}__${infer Rest}`
  ? H extends keyof M
    ? { [K in H]: (RelOf<M[H]> & LoadedRow<RelOf<M[H]>, Rest>) | Extract<M[H], null> }
    : never
  : P extends keyof M
    ? { [K in P]: RelOf<M[P]> | Extract<M[P], null> }
    : never;

/** A queryset whose rows have the relations of `R` loaded. */
export interface Loads<R> {
  readonly "~row": R;
}
/** A queryset whose rows, and whose paths, have the annotations `A` too. */
export interface Adds<A> {
  readonly "~row": A;
  readonly "~model": A;
}
/** A queryset of other rows in which the paths of the model `M` (with its annotations) still stand. */
export interface Keeps<M> {
  readonly "~model": M;
}
