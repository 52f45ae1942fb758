import type { ModelMeta } from "../models/meta.ts";
import type { Field } from "../fields/field.ts";
import type { FetchMode } from "./fetch-mode.ts";
import { Query } from "./query.ts";
import { Shape, advance, forgetShapes, type Step } from "./shape.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import { registry } from "../models/registry.ts";

/** How rows look: instances, objects, arrays, single values. */
export type RowMode = "instances" | "values" | "list" | "flat" | "named";

/** Rows of a related manager know the object that they were reached from. */
export interface KnownRelated {
  readonly field: Field;
  readonly objects: ReadonlyMap<unknown, object>;
}

/** What decides the database of a query. */
export interface RoutingHints {
  readonly instance?: object;
  /** The attribute of the instance that the rows are reached by. */
  readonly relation?: string;
}

/** What a queryset holds; never changed, each step makes a new one. */
export interface QueryState {
  readonly meta: ModelMeta;
  readonly shape: Shape;
  readonly args: readonly unknown[];
  readonly using: string | undefined;
  /** The same, when the program said so by `using()`. */
  readonly named?: string;
  readonly hints: RoutingHints;
  readonly mode: RowMode;
  readonly prefetches: readonly PrefetchLookup[];
  readonly known: readonly KnownRelated[];
  /** The rows will be changed: they are read from the database that is written. */
  readonly forWrite: boolean;
  /** Steps that wait for promised values. */
  readonly pending: readonly PendingStep[];
  /** The next filter shares the joins of the one before. */
  readonly sticky: boolean;
  /** What `fetchMode()` chose; undefined: what the settings say. */
  readonly fetchMode?: FetchMode;
}

export type PendingStep = (state: QueryState) => QueryState | Promise<QueryState>;

const ROOTS = new WeakMap<ModelMeta, { readonly shape: Shape; readonly version: number }>();
let knownVersion = -1;

/** The shape that all queries of a model begin with. */
function rootShape(meta: ModelMeta): Shape {
  meta.registry.link();
  if (knownVersion !== registry.version) {
    knownVersion = registry.version;
    forgetShapes();
  }
  const known = ROOTS.get(meta);
  if (known !== undefined && known.version === meta.registry.version) return known.shape;
  const shape = new Shape(new Query(meta), 0, true);
  ROOTS.set(meta, { shape, version: meta.registry.version });
  return shape;
}

/** All rows of a model. */
export function initialState(
  meta: ModelMeta,
  using?: string,
  hints: RoutingHints = {},
): QueryState {
  meta.requireTable();
  return {
    meta,
    shape: rootShape(meta),
    args: [],
    using,
    hints,
    mode: "instances",
    prefetches: [],
    known: [],
    forWrite: false,
    pending: [],
    sticky: false,
  };
}

/** The state after one more step. */
export function stepped(state: QueryState, step: Step): QueryState {
  const { shape, args } = advance(state, step);
  return { ...state, shape, args };
}

/** A step without values. */
export function plainStep(
  state: QueryState,
  key: string | undefined,
  apply: (query: Query) => void,
): QueryState {
  return stepped(state, { key, values: [], apply });
}

/** The state when all promised values are there. */
export async function settled(state: QueryState): Promise<QueryState> {
  let current: QueryState = { ...state, pending: [] };
  for (const step of state.pending) current = await step(current);
  return current;
}
