import type { Expression } from "../expressions/expression.ts";
import type { Condition } from "../expressions/q.ts";
import type { Temporal } from "../../utils/temporal.ts";
import { annotated, type NamedExpressions } from "./annotations.ts";
import { combined, mergedQuerysets } from "./combine.ts";
import type { BooleanExpression, CheckedArgument } from "./condition-types.ts";
import { dateValues, type DateKind, type DateTimeKind } from "./dates.ts";
import { withExtra, type ExtraOptions } from "./extra.ts";
import { withFetchMode, type FetchMode } from "./fetch-mode.ts";
import { checkedConditions, filtered } from "./filtering.ts";
import { INTERNAL, refuseCombined, refuseSliced } from "./internal.ts";
import { locked, type LockOptions } from "./locking.ts";
import { ordered } from "./ordering.ts";
import type {
  Adds,
  Annotations,
  Checked,
  CheckedExpressions,
  CheckedPath,
  CheckedPlain,
  Conditions,
  Keeps,
  LoadedRow,
  Loads,
  OkPath,
  OrderItemChecked,
  OrderPath,
  PlainConditions,
  RelationPath,
  SingleRelationPath,
  ValueAt,
} from "./path-types.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import { QuerySetChanges } from "./queryset-changes.ts";
import { plainStep } from "./state.ts";
import {
  deferred,
  everyNth,
  relatedSelected,
  sliced,
  valuesSelected,
  withPrefetches,
} from "./steps.ts";
import { withTable, type JoinedTable, type TablePaths } from "./table-join.ts";

type OrderArgument = string | Expression;

/** Row of `valuesList()`: the values in the order of the names. */
type RowTuple<M, P extends readonly string[]> = { -readonly [I in keyof P]: ValueAt<M, P[I]> };
type CheckedPaths<M, P extends readonly unknown[]> = {
  [I in keyof P]: P[I] extends string ? OkPath<M, P[I]> : P[I];
};

/**
 * Rows of a model: which, in what order, how they look. Immutable: each method gives a new queryset.
 * Lazy: nothing is sent before it is awaited, iterated, or a method asks for an answer. Awaiting it
 * twice asks once.
 *
 * @example
 * const books = await Book.objects.filter({ author__lastName: "Eco" }).orderBy("-title");
 */
export class QuerySet<M, Row = M> extends QuerySetChanges<M, Row> {
  // ------------------------------------------------------------------ which rows

  /** A queryset with the same rows, to be asked anew. */
  all(): this {
    return this.withState(this[INTERNAL]);
  }

  /** No rows; the database is not asked. */
  none(): this {
    return this.step((state) => plainStep(state, "none", (query) => query.setEmpty()));
  }

  /**
   * The rows for which all conditions hold. Conditions of one call about a many-valued relation are
   * about the same related row; those of a further call may be about another.
   *
   * @throws FieldError for a path or lookup that does not exist
   */
  filter<const Q extends PlainConditions<M>>(where: Q & CheckedPlain<M, Q>): this;
  filter<const Q extends Conditions<this["~model"]>>(where: Q & Checked<this["~model"], Q>): this;
  filter<const A>(
    where?: A & CheckedArgument<this["~model"], A>,
    ...more: (Condition | BooleanExpression | object)[]
  ): this;
  filter(...conditions: unknown[]): this {
    return filtered(this, checkedConditions(conditions), false);
  }

  /** The rows for which the conditions do not hold. */
  exclude<const Q extends PlainConditions<M>>(where: Q & CheckedPlain<M, Q>): this;
  exclude<const Q extends Conditions<this["~model"]>>(where: Q & Checked<this["~model"], Q>): this;
  exclude<const A>(
    where?: A & CheckedArgument<this["~model"], A>,
    ...more: (Condition | BooleanExpression | object)[]
  ): this;
  exclude(...conditions: unknown[]): this {
    return filtered(this, checkedConditions(conditions), true);
  }

  /** A condition that is an object of lookups or a `Q()`, as settings such as `limitChoicesTo` hold it. */
  complexFilter(condition: object): this {
    return filtered(this, checkedConditions([condition]), false);
  }

  /**
   * Rows `from` up to before `to`, as `Array.prototype.slice` counts; negative numbers are refused. With
   * `step`, asks at once and gives every so many-th row of them.
   */
  slice(from: number, to?: number): this;
  slice(from: number, to: number | undefined, step: number): Promise<this["~row"][]>;
  slice(from: number, to?: number, step?: number): this | Promise<this["~row"][]> {
    const rows = sliced(this, from, to);
    return step === undefined ? rows : (everyNth(rows, step) as Promise<this["~row"][]>);
  }

  /** Each row once. With names (PostgreSQL): one row for each combination of their values. */
  distinct<const P extends string>(...names: (P & OkPath<this["~model"], P>)[]): this;
  distinct(...names: string[]): this {
    return this.step((state) => {
      refuseCombined(state, "distinct()");
      refuseSliced(state, "distinct()");
      return plainStep(state, `distinct:${JSON.stringify(names)}`, (query) => {
        query.distinct = true;
        query.distinctFields = names;
      });
    });
  }

  /**
   * Locks the rows until the end of the transaction, where the database can (SQLite locks anyway).
   *
   * @throws TransactionManagementError outside of `atomic()`, when it runs
   */
  selectForUpdate(options: LockOptions = {}): this {
    return locked(this, options);
  }

  /** Asks another database. */
  using(alias: string): this {
    return this.step((state) => ({ ...state, using: alias, named: alias }));
  }

  // ------------------------------------------------------------------ order

  /** Orders by paths (`-` in front: descending), by `"?"` at random, or by expressions. Without arguments: no order. */
  orderBy<const P extends string>(...paths: (P & OrderPath<this["~model"], P>)[]): this;
  orderBy<const P extends readonly OrderArgument[]>(
    ...paths: { [I in keyof P]: OrderItemChecked<this["~model"], P[I]> } & P
  ): this;
  orderBy(...paths: readonly unknown[]): this {
    return ordered(this, paths as readonly OrderArgument[]);
  }

  /** The opposite order. */
  reverse(): this {
    return this.step((state) => {
      refuseSliced(state, "reverse()");
      return plainStep(state, "reverse", (query) => {
        query.standardOrdering = !query.standardOrdering;
      });
    });
  }

  // ------------------------------------------------------------------ how rows look

  /**
   * Loads the relations at `paths` in the same query, with SQL joins; adds to those of earlier
   * calls. Without arguments: all foreign keys that are never null. `null`: none.
   *
   * @throws FieldError for a path through a many-valued relation; use {@link prefetchRelated} there
   */
  selectRelated(none: null): this;
  selectRelated(): this;
  selectRelated<const P extends string>(
    ...paths: (P & SingleRelationPath<this["~model"], P>)[]
  ): this & Loads<LoadedRows<this["~model"], P>>;
  selectRelated(...paths: readonly unknown[]): this {
    return relatedSelected(this, paths);
  }

  /** Loads relations, many-valued ones too, with one further query for each. `null` forgets earlier calls. */
  prefetchRelated<const P extends readonly (string | PrefetchLookup | null)[]>(
    ...lookups: { [I in keyof P]: RelationPath<this["~model"], P[I]> } & P
  ): this;
  prefetchRelated(...lookups: readonly (string | PrefetchLookup | null)[]): this {
    return withPrefetches(this, lookups);
  }

  /** Loads only these fields and the key; others are read from the database when they are asked for. */
  only<const P extends string>(...paths: (P & OkPath<this["~model"], P>)[]): this;
  only(...paths: string[]): this {
    return deferred(this, paths, false);
  }

  /** Leaves these fields out; they are read from the database when they are asked for. `null` forgets earlier calls. */
  defer(none: null): this;
  defer<const P extends string>(...paths: (P & OkPath<this["~model"], P>)[]): this;
  defer(...paths: (string | null)[]): this {
    return deferred(this, paths, true);
  }

  /**
   * Chooses what awaiting a relation or a field does that these rows were read without: `one` loads
   * it for that object, `peers` for all objects of the result with one query, `raise` refuses with
   * {@link FieldFetchBlocked}. Objects that are loaded so go on in the same way. Default: the
   * setting `fetchMode`. Django: `fetch_mode()`.
   */
  fetchMode(mode: FetchMode): this {
    return withFetchMode(this, mode);
  }

  /** `fetchMode("peers")`: what is missing is loaded for all rows of the result at once. */
  fetchPeers(): this {
    return withFetchMode(this, "peers");
  }

  /** Adds a computed value to each row, under a name that later steps can use. */
  annotate<const A extends NamedExpressions>(
    values: A & CheckedExpressions<this["~model"], A>,
  ): this & Adds<Annotations<this["~model"], A>>;
  annotate(...values: readonly (object | Expression)[]): this {
    return annotated(this, values, true);
  }

  /** The same without selecting it: only for later steps. */
  alias<const A extends NamedExpressions>(
    values: A & CheckedExpressions<this["~model"], A>,
  ): this & Adds<Annotations<this["~model"], A>>;
  alias(...values: readonly (object | Expression)[]): this {
    return annotated(this, values, false);
  }

  /** Rows as plain objects of these paths (all fields without any); the last argument may hold named expressions. */
  values(...paths: readonly Expression[]): QuerySet<M, Record<string, unknown>>;
  values<const P extends readonly string[], const A extends NamedExpressions>(
    ...paths: [
      ...names: P,
      values: A & CheckedExpressions<this["~model"], A> & CheckedPath<this["~model"], P[number]>,
    ]
  ): QuerySet<
    M,
    { [K in P[number]]: ValueAt<this["~model"], K> } & Annotations<this["~model"], A>
  > &
    Keeps<this["~model"] & Annotations<this["~model"], A>>;
  values<const P extends string>(
    ...paths: (P & OkPath<this["~model"], P>)[]
  ): QuerySet<M, { [K in P]: ValueAt<this["~model"], K> }> & Keeps<this["~model"]>;
  values(...paths: readonly unknown[]): QuerySet<M, unknown> {
    return valuesSelected(this, paths, "values");
  }

  /** Rows as arrays; with `{ flat: true }` and one path the values themselves, with `{ named: true }` objects. */
  valuesList(
    ...paths: readonly (Expression | { readonly flat?: boolean; readonly named?: boolean })[]
  ): QuerySet<M, unknown[]>;
  valuesList<const P extends readonly string[]>(
    ...paths: P & CheckedPaths<this["~model"], P>
  ): QuerySet<M, RowTuple<this["~model"], P>> & Keeps<this["~model"]>;
  valuesList<const P extends string>(
    path: P & OkPath<this["~model"], P>,
    options: { readonly flat: true },
  ): QuerySet<M, ValueAt<this["~model"], P>> & Keeps<this["~model"]>;
  valuesList(...paths: readonly unknown[]): QuerySet<M, unknown> {
    return valuesSelected(this, paths, "list");
  }

  /** The distinct days, weeks, months or years of a date field. */
  dates<const P extends string>(
    field: P & OkPath<this["~model"], P>,
    kind: DateKind,
    order: "ASC" | "DESC" = "ASC",
  ): QuerySet<M, Temporal.PlainDate> {
    return dateValues(this, { field, kind, order, type: "date" }) as QuerySet<
      M,
      Temporal.PlainDate
    >;
  }

  /** The distinct moments of a date-time field, cut to `kind`. */
  datetimes<const P extends string>(
    field: P & OkPath<this["~model"], P>,
    kind: DateTimeKind,
    order: "ASC" | "DESC" = "ASC",
    options: { readonly timeZone?: string } = {},
  ): QuerySet<M, Date> {
    return dateValues(this, { field, kind, order, type: "datetime", ...options }) as QuerySet<
      M,
      Date
    >;
  }

  /**
   * Joins a common table: `with(tree.on({ id: "parent" }))`. Its columns are reached through its name,
   * `tree__depth`; rows that have none in it are left out, unless it is joined with `{ outer: true }`.
   */
  with<const T extends JoinedTable>(
    table: T & CheckedPath<this["~model"], T["~path"]>,
  ): this & Keeps<TablePaths<T>> {
    return withTable(this, table) as this & Keeps<TablePaths<T>>;
  }

  /**
   * Puts pieces of SQL into the statement where nothing else will do; `filter()`, `annotate()` and
   * `RawSQL()` are nearly always better. Values belong into `params`, never into the text.
   */
  extra<const Names extends string = never>(
    options: ExtraOptions<Names>,
  ): this & Adds<{ readonly [K in Names]: unknown }> {
    return withExtra(this, options) as this & Adds<{ readonly [K in Names]: unknown }>;
  }

  // ------------------------------------------------------------------ several querysets

  /** Rows of this and the others, each once unless `{ all: true }`. */
  union(
    ...others: readonly (
      | QuerySet<never, unknown>
      | QuerySet<M, unknown>
      | { readonly all: boolean }
    )[]
  ): this {
    return combined(this, "union", others);
  }

  /** Rows that this and all others have. */
  intersection(...others: readonly (QuerySet<never, unknown> | QuerySet<M, unknown>)[]): this {
    return combined(this, "intersection", others);
  }

  /** Rows that this has and none of the others. */
  difference(...others: readonly (QuerySet<never, unknown> | QuerySet<M, unknown>)[]): this {
    return combined(this, "difference", others);
  }

  /** Rows for which the conditions of both hold. */
  and(other: QuerySet<M, unknown>): this {
    return mergedQuerysets(this, other, "AND");
  }

  /** Rows for which the conditions of one of both hold. */
  or(other: QuerySet<M, unknown>): this {
    return mergedQuerysets(this, other, "OR");
  }

  /** Rows for which the conditions of exactly one of both hold. */
  xor(other: QuerySet<M, unknown>): this {
    return mergedQuerysets(this, other, "XOR");
  }
}

/** The type that {@link QuerySet.selectRelated} adds, for one or several paths. */
type LoadedRows<M, P extends string> = UnionToIntersection<
  P extends string ? LoadedRow<M, P> : never
>;
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (
  value: infer I,
) => void
  ? I
  : never;
