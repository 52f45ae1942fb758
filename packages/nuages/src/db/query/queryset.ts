import { InvalidUse } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Condition } from "../expressions/q.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import { NestedQuery } from "./nested-query.ts";
import type { ModelClass } from "../models/model-class.ts";
import { notLoaded } from "../models/lazy-value.ts";
import type { Changes, CheckedCreation, CreationValues, Defaults } from "../models/input-types.ts";
import type { Temporal } from "../../utils/temporal.ts";
import { annotated, type NamedExpressions } from "./annotations.ts";
import { combined, mergedQuerysets } from "./combine.ts";
import { dateValues, type DateKind, type DateTimeKind } from "./dates.ts";
import { databaseOf, fetchRows, rowsPlan } from "./execute.ts";
import { aggregateState, containsObject, countState, existsState } from "./answers.ts";
import { checkedConditions, filtered } from "./filtering.ts";
import { withExtra, type ExtraOptions } from "./extra.ts";
import { withFetchMode, type FetchMode } from "./fetch-mode.ts";
import { iterateState, type IteratorOptions } from "./iterate.ts";
import { locked, type LockOptions } from "./locking.ts";
import {
  deferred,
  everyNth,
  relatedSelected,
  sliced,
  valuesSelected,
  withPrefetches,
} from "./steps.ts";
import { ordered } from "./ordering.ts";
import { byKeys, type InBulkOptions } from "./in-bulk.ts";
import { firstOf, getOne, latestOf } from "./single.ts";
import {
  bulkCreateObjects,
  bulkUpdateObjects,
  createObject,
  getOrCreateObject,
  updateOrCreateObject,
  type BulkCreateOptions,
} from "./create.ts";
import { deleteRows, updateRows } from "./change.ts";
import { deleteReturningRows, updateReturningRows } from "./returning.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import { finishText } from "./plan.ts";
import type {
  Adds,
  Annotations,
  Checked,
  CheckedChanges,
  CheckedExpression,
  CheckedExpressions,
  CheckedPath,
  CheckedPlain,
  Conditions,
  ExpressionType,
  Keeps,
  LoadedRow,
  Loads,
  Offered,
  OkPath,
  OrderItemChecked,
  OrderPath,
  PlainConditions,
  RelationPath,
  SingleRelationPath,
  ValueAt,
} from "./path-types.ts";
import { checkExplainOptions } from "../sql/explain-options.ts";
import type { Query } from "./query.ts";
import { RawQuerySet, type RawOptions, type RawParams } from "./raw-queryset.ts";
import { INTERNAL, refuseCombined, refuseSliced } from "./internal.ts";
import { plainStep, settled, type QueryState } from "./state.ts";
import { withTable, type JoinedTable, type TablePaths } from "./table-join.ts";

/** The paths inside a condition, checked against the model. */
type ConditionChecked<M, C> =
  C extends ExpressionType<unknown, string>
    ? C & CheckedExpression<M, C>
    : C extends unknown
      ? Checked<M, C>
      : never;
type CheckedCondition<M, C> = [C] extends [ConditionChecked<M, C>]
  ? unknown
  : { readonly "~error": ConditionChecked<M, C> };
type CheckedArgument<M, A> =
  A extends Condition<infer C>
    ? A & CheckedCondition<M, C>
    : A extends BooleanExpression
      ? A & CheckedExpression<M, A>
      : Checked<M, A>;
type BooleanExpression = ExpressionType<unknown, string>;

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
export class QuerySet<M, Row = M> {
  declare readonly "~row": Row;
  declare readonly "~model": M;
  /** @internal */
  readonly [INTERNAL]: QueryState;
  #rows: Promise<unknown[]> | undefined;

  constructor(state: QueryState) {
    this[INTERNAL] = state;
  }

  /** @internal A queryset of the same class with another state. */
  withState(state: QueryState): this {
    return new (this.constructor as new (state: QueryState) => this)(state);
  }

  /** @internal The state after a step; waits in line when values are still promised. */
  step(work: (state: QueryState) => QueryState | Promise<QueryState>, isPending = false): this {
    const state = this[INTERNAL];
    if (state.pending.length > 0 || isPending)
      return this.withState({ ...state, pending: [...state.pending, work] });
    // Only a step with promised values gives a promise.
    return this.withState(work(state) as QueryState);
  }

  /** @internal The state when all promised values are there. */
  async ready(): Promise<QueryState> {
    const state = this[INTERNAL];
    return state.pending.length > 0 ? settled(state) : state;
  }

  // ------------------------------------------------------------------ evaluation

  /** The rows; asked for once. */
  then<A = this["~row"][], B = never>(
    fulfilled?: ((rows: this["~row"][]) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.fetch().then(fulfilled, rejected);
  }

  /** @internal */
  fetch(): Promise<this["~row"][]> {
    this.#rows ??= this.#load();
    return this.#rows as Promise<this["~row"][]>;
  }

  async #load(): Promise<unknown[]> {
    return await fetchRows(await this.ready());
  }

  /** @internal Gives rows that are known already (prefetched ones). */
  fill(rows: readonly unknown[]): this {
    this.#rows = Promise.resolve([...rows]);
    return this;
  }

  /** @internal Whether the rows were asked for. */
  get isLoaded(): boolean {
    return this.#rows !== undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<this["~row"]> {
    yield* await this.fetch();
  }

  /** @throws InvalidUse always: JSON cannot wait for the rows */
  toJSON(key = ""): never {
    throw notLoaded(key, "a queryset, whose rows are not loaded");
  }

  /** Rows one by one without keeping them, read in chunks. */
  iterator(options: IteratorOptions = {}): AsyncIterable<this["~row"]> {
    return iterateState(this, options) as AsyncIterable<this["~row"]>;
  }

  /** The model whose rows these are. */
  get model(): ModelClass {
    return this[INTERNAL].shape.query.meta.cls;
  }

  /** Alias of the database that will be asked. */
  get db(): string {
    return databaseOf(this[INTERNAL]).alias;
  }

  /** Whether the rows have an order. */
  get ordered(): boolean {
    return this[INTERNAL].shape.query.isOrdered;
  }

  /** The SQL text for this queryset, for people: values are left out. */
  async sql(): Promise<string> {
    const state = await this.ready();
    return rowsPlan(state, databaseOf(state)).text;
  }

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
    return this.step((state) => ({ ...state, using: alias }));
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

  // ------------------------------------------------------------------ answers

  /** The only row. @throws DoesNotExist, MultipleObjectsReturned of the model */
  get<const Q extends Conditions<this["~model"]>>(
    where: Q & Checked<this["~model"], Q>,
  ): Promise<this["~row"]>;
  get<const A>(
    where?: A & CheckedArgument<this["~model"], A>,
    ...more: (Condition | BooleanExpression | object)[]
  ): Promise<this["~row"]>;
  get(...conditions: unknown[]): Promise<unknown> {
    return getOne(this, checkedConditions(conditions));
  }

  /** The first row, by the key when nothing else orders them; null without rows. */
  async first(): Promise<this["~row"] | null> {
    return (await firstOf(this, false)) as this["~row"] | null;
  }

  /** The last row; null without rows. */
  async last(): Promise<this["~row"] | null> {
    return (await firstOf(this, true)) as this["~row"] | null;
  }

  /** The row with the greatest values of these fields, or of the model's `getLatestBy`. @throws DoesNotExist */
  latest<const P extends readonly string[]>(
    ...fields: { [I in keyof P]: OrderPath<this["~model"], P[I]> } & P
  ): Promise<this["~row"]>;
  async latest(...fields: string[]): Promise<this["~row"]> {
    return (await latestOf(this, fields, true)) as this["~row"];
  }

  /** The row with the least values. @throws DoesNotExist */
  earliest<const P extends readonly string[]>(
    ...fields: { [I in keyof P]: OrderPath<this["~model"], P[I]> } & P
  ): Promise<this["~row"]>;
  async earliest(...fields: string[]): Promise<this["~row"]> {
    return (await latestOf(this, fields, false)) as this["~row"];
  }

  /** The row at a position, from 0; undefined beyond the end. */
  async at(index: number): Promise<this["~row"] | undefined> {
    if (this.isLoaded) return (await this.fetch())[index];
    const [row] = await sliced(this, index, index + 1).fetch();
    return row;
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    if (this.isLoaded) return (await this.fetch()).length;
    return countState(await this.ready());
  }

  /** Is there a row? */
  async exists(): Promise<boolean> {
    if (this.isLoaded) return (await this.fetch()).length > 0;
    return existsState(await this.ready());
  }

  /** Is this object among the rows? */
  async contains(object: M): Promise<boolean> {
    return containsObject(this, object);
  }

  /** Values computed over all rows, by name. */
  async aggregate<const A extends NamedExpressions>(
    values: A & CheckedExpressions<this["~model"], A>,
  ): Promise<Annotations<this["~model"], A>> {
    // Each expression gives the value that its type says.
    return (await aggregateState(await this.ready(), values)) as Annotations<this["~model"], A>;
  }

  /** Rows by key (or by another unique field): of these keys, or all. */
  inBulk<const P extends string = "pk">(
    keys?: Iterable<ValueAt<this["~model"], P>> | null,
    options?: InBulkOptions<P & OkPath<this["~model"], P>>,
  ): Promise<Map<ValueAt<this["~model"], P>, this["~row"]>>;
  async inBulk(
    keys?: Iterable<unknown> | null,
    options: InBulkOptions = {},
  ): Promise<Map<unknown, unknown>> {
    return byKeys(this, keys, options);
  }

  /** How the database would find the rows, in its own words. @throws InvalidValue for options that it does not know */
  async explain(options: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const state = await this.ready();
    const database = databaseOf(state);
    checkExplainOptions(options, database.dialect.explainOptions, database.dialect.displayName);
    const plan = rowsPlan(state, database);
    const rows = await database.query(
      finishText(database.dialect.explain(plan.text, options), database.dialect),
      plan.params.map((param) =>
        param.slot < 0 ? param.value : param.bind?.(state.args[param.slot]),
      ),
    );
    return rows.map((row) => row.join(" ")).join("\n");
  }

  /**
   * Instances of a statement of your own: columns named like those of the model become its fields,
   * others attributes (`Extra` says which), fields that are not selected are loaded when asked for. The
   * values of `params` are bound to `%s`, or `%(name)s` for an object; `%%` is a percent sign. What the
   * queryset was filtered by does not count.
   *
   * @throws FieldDoesNotExist without the primary key, when it runs
   *
   * @example
   * const authors = await Author.objects.raw<{ age: number }>(
   *   "SELECT id, 2026 - birth_year AS age FROM library_author WHERE name = %s",
   *   [name],
   * );
   */
  raw<Extra extends object = object>(
    sql: string,
    params: RawParams = [],
    { translations = {} }: RawOptions<M> = {},
  ): RawQuerySet<M, M & Extra> {
    return new RawQuerySet({
      state: this[INTERNAL],
      text: sql,
      params,
      translations,
      prefetches: [],
    });
  }

  // ------------------------------------------------------------------ changes

  /** Makes a row and gives its object. */
  create<V extends CreationValues<M>>(values: V & CheckedCreation<M, V>): Promise<M>;
  async create(values: object): Promise<M> {
    return (await createObject(this, values)) as M;
  }

  /** The row that fits, or a new one: `[object, created]`. Two at once make one. */
  getOrCreate<Q>(
    lookups: Checked<M, Q> & Offered<M>,
    options?: { readonly defaults?: Defaults<M> },
  ): Promise<[M, boolean]>;
  async getOrCreate(
    lookups: object,
    options: { readonly defaults?: object } = {},
  ): Promise<[M, boolean]> {
    return (await getOrCreateObject(this, lookups, options.defaults ?? {})) as [M, boolean];
  }

  /** The row that fits, with `defaults` saved, or a new one: `[object, created]`. */
  updateOrCreate<Q>(
    lookups: Checked<M, Q> & Offered<M>,
    options?: { readonly defaults?: Defaults<M>; readonly createDefaults?: Defaults<M> },
  ): Promise<[M, boolean]>;
  async updateOrCreate(
    lookups: object,
    options: { readonly defaults?: object; readonly createDefaults?: object } = {},
  ): Promise<[M, boolean]> {
    return (await updateOrCreateObject(this, lookups, options)) as [M, boolean];
  }

  /** Makes many rows with few statements; no signals, no multi-table children. */
  async bulkCreate(objects: Iterable<M>, options: BulkCreateOptions = {}): Promise<M[]> {
    return (await bulkCreateObjects(this, [...objects] as object[], options)) as M[];
  }

  /** Saves some fields of many objects with few statements; gives the number of rows. */
  bulkUpdate<const P extends string>(
    objects: Iterable<M>,
    fields: readonly (P & OkPath<M, P>)[],
    options?: { readonly batchSize?: number },
  ): Promise<number>;
  async bulkUpdate(
    objects: Iterable<M>,
    fields: readonly string[],
    options: { readonly batchSize?: number } = {},
  ): Promise<number> {
    return bulkUpdateObjects(this, [...objects] as object[], fields, options);
  }

  /** Changes all rows in one statement, without signals or `save()`; gives their number. */
  update<const V extends Changes<M>>(
    values: V & CheckedChanges<M, this["~model"], V>,
  ): Promise<number>;
  async update(values: object): Promise<number> {
    return updateRows(this, values);
  }

  /**
   * Changes all rows and gives their objects, as the update left them. One statement on SQLite and
   * PostgreSQL; on MariaDB, and for multi-table children, several in a transaction.
   */
  updateReturning<const V extends Changes<M>>(
    values: V & CheckedChanges<M, this["~model"], V>,
  ): Promise<M[]>;
  async updateReturning(values: object): Promise<M[]> {
    return (await updateReturningRows(this, values)) as M[];
  }

  /** Deletes all rows as {@link delete} does, and gives the objects that they were; works after `slice()`. */
  async deleteReturning(): Promise<this["~row"][]> {
    return (await deleteReturningRows(this)) as this["~row"][];
  }

  /** Deletes all rows and what hangs on them: `[total, { label: number }]`. */
  async delete(): Promise<[number, Record<string, number>]> {
    return deleteRows(this);
  }

  // ------------------------------------------------------------------ inside other queries

  /** @internal */
  asOperand(outer: Query): QueryOperand {
    const { query } = this[INTERNAL].shape;
    return new NestedQuery(bakedQuery(this, query).resolvedInside(outer));
  }

  /** @internal */
  asNested(): QueryOperand {
    return new NestedQuery(bakedQuery(this, this[INTERNAL].shape.query));
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

/** The query of a queryset with its values inside it. */
function bakedQuery<M>(queryset: QuerySet<M, unknown>, query: Query): Query {
  const state = queryset[INTERNAL];
  if (state.pending.length > 0) {
    throw new InvalidUse("A queryset with promised values cannot be part of another.", {
      hint: "Await the values before filtering.",
    });
  }
  return state.args.length === 0 ? query : query.baked(state.args);
}
