import { InvalidUse } from "../errors.ts";
import type { QueryOperand } from "../lookups/lookup.ts";
import { notLoaded } from "../models/lazy-value.ts";
import type { ModelClass } from "../models/model-class.ts";
import { aliasOf, databaseOf, fetchRows, rowsPlan } from "./execute.ts";
import { INTERNAL } from "./internal.ts";
import { iterateState, type IteratorOptions } from "./iterate.ts";
import { NestedQuery } from "./nested-query.ts";
import type { Query } from "./query.ts";
import { settled, type QueryState } from "./state.ts";

/** What a queryset holds, and how its rows are read. */
export class QuerySetBase<M, Row> {
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
    return this[INTERNAL].meta.cls;
  }

  /** Alias of the database that will be asked. */
  get db(): string {
    return aliasOf(this[INTERNAL]);
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

  // ------------------------------------------------------------------ inside other queries

  /** @internal */
  asOperand(outer: Query): QueryOperand {
    return new NestedQuery(bakedQuery(this[INTERNAL]).resolvedInside(outer));
  }

  /** @internal */
  asNested(): QueryOperand {
    return new NestedQuery(bakedQuery(this[INTERNAL]));
  }
}

/** The query of a queryset with its values inside it. */
function bakedQuery(state: QueryState): Query {
  if (state.pending.length > 0) {
    throw new InvalidUse("A queryset with promised values cannot be part of another.", {
      hint: "Await the values before filtering.",
    });
  }
  const { query } = state.shape;
  const baked = state.args.length === 0 ? query : query.baked(state.args);
  if (state.named === undefined) return baked;
  const named = baked.clone();
  named.named = new Set([...(baked.named ?? []), state.named]);
  return named;
}
