import { FieldError, InvalidValue } from "../errors.ts";
import { instanceMeta, stateOf, cacheRelation } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import {
  prefetcherOf,
  type Prefetcher,
  type PrefetchContext as PrefetchSource,
} from "../models/prefetchers.ts";
import { rowsRead } from "../watch/relation-span.ts";
import { isQuerySet, type QuerySetLike } from "./internal.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";

/** What the class of a relation gives for prefetching: rows for many instances at once, and how they belong. */
export interface Prefetched {
  readonly rows: readonly object[];
  /** Key of a row's place, and of an instance. */
  rowKey(row: object): unknown;
  instanceKey(instance: object): unknown;
  readonly single: boolean;
  readonly cacheName: string;
  /** The key that the object of an instance belongs to: with another key it is not its object any more. */
  cachedKey?(instance: object): unknown;
  /** Further lookups that the given queryset brought along. */
  readonly inner: readonly PrefetchLookup[];
}

/** Loads the relations at `lookups` into instances; one query a relation. */
export async function prefetchInto(
  instances: readonly object[],
  lookups: readonly PrefetchLookup[],
  { using, fetch }: PrefetchSource,
): Promise<void> {
  const done = new Map<string, readonly object[]>();
  const seen = new Map<string, PrefetchLookup>();
  const queue = [...lookups];
  for (let lookup = queue.shift(); lookup !== undefined; lookup = queue.shift()) {
    const target = targetPath(lookup);
    const before = seen.get(target);
    if (before !== undefined) {
      if (lookup.rows !== undefined && before !== lookup) {
        throw new InvalidValue(
          `"${target}" lookup was already seen with a different queryset. You may need to adjust the ordering of your lookups.`,
        );
      }
      continue;
    }
    seen.set(target, lookup);
    const more = await prefetchOne(instances, lookup, { using, fetch, done });
    queue.unshift(...more);
  }
}

/** Where the rows end up: the path with `toAttr` in place of its last name. */
function targetPath({ path, toAttr }: PrefetchLookup): string {
  if (toAttr === undefined) return path;
  return [...path.split("__").slice(0, -1), toAttr].join("__");
}

interface PrefetchContext extends PrefetchSource {
  readonly done: Map<string, readonly object[]>;
}

async function prefetchOne(
  instances: readonly object[],
  lookup: PrefetchLookup,
  { using, fetch, done }: PrefetchContext,
): Promise<PrefetchLookup[]> {
  const names = lookup.path.split("__");
  let level: readonly object[] = instances;
  const more: PrefetchLookup[] = [];
  for (const [index, name] of names.entries()) {
    if (level.length === 0) return more;
    const isLast = index === names.length - 1;
    const path = names.slice(0, index + 1).join("__");
    const target = isLast ? targetPath(lookup) : path;
    const known = done.get(target);
    if (known !== undefined) {
      level = known;
      continue;
    }
    const rows = isLast ? lookup.rows : undefined;
    const toAttr = isLast ? lookup.toAttr : undefined;
    const attribute = targetPath({ path: name, rows: undefined, toAttr });
    if (rows === undefined && toAttr === undefined && isFetched(level, name)) {
      level = loadedObjects(level, name);
      continue;
    }
    const options: LevelOptions = {
      name,
      rows,
      querysets: isLast ? lookup.querysets : undefined,
      toAttr,
      using,
      fetch,
      path: lookup.path,
    };
    const found = await loadModels(level, options);
    for (const inner of found.flatMap((part) => part.inner))
      more.push(new NestedLookup(`${[...names.slice(0, index), attribute].join("__")}__`, inner));
    level = found.flatMap((part) => part.rows);
    done.set(target, level);
  }
  return more;
}

/** A lookup of a given queryset, below the path that it was given for. */
class NestedLookup implements PrefetchLookup {
  readonly path: string;
  readonly rows: PrefetchLookup["rows"];
  readonly querysets: NonNullable<PrefetchLookup["querysets"]>;
  readonly toAttr: string | undefined;

  constructor(prefix: string, inner: PrefetchLookup) {
    this.path = prefix + inner.path;
    this.rows = inner.rows;
    this.querysets = inner.querysets ?? [];
    this.toAttr = inner.toAttr;
  }
}

function isFetched(level: readonly object[], name: string): boolean {
  return level.every((instance) => {
    const state = stateOf(instance);
    const own = Object.getOwnPropertyDescriptor(instance, name);
    return (
      state.related?.has(name) === true ||
      state.prefetched?.has(name) === true ||
      Array.isArray(own?.value)
    );
  });
}

function loadedObjects(level: readonly object[], name: string): object[] {
  return level.flatMap((instance) => {
    const state = stateOf(instance);
    const list = (Object.getOwnPropertyDescriptor(instance, name)?.value ??
      state.prefetched?.get(name)) as readonly object[] | undefined;
    if (Array.isArray(list)) return [...list];
    const object = state.related?.get(name)?.object;
    return object === null || object === undefined ? [] : [object];
  });
}

interface LevelOptions {
  readonly name: string;
  readonly rows: PrefetchLookup["rows"];
  readonly querysets: PrefetchLookup["querysets"];
  readonly toAttr: string | undefined;
  readonly using: string;
  readonly fetch: PrefetchSource["fetch"];
  readonly path: string;
}

/**
 * Loads a relation of objects of one model, or of several (behind a generic foreign key): those whose
 * model has no such relation are left out, as long as another's has one.
 */
async function loadModels(
  level: readonly object[],
  options: LevelOptions,
): Promise<readonly Prefetched[]> {
  const groups = new Map<ModelMeta, object[]>();
  for (const instance of level) {
    const meta = instanceMeta(instance);
    if (meta === undefined) continue;
    const group = groups.get(meta);
    if (group === undefined) groups.set(meta, [instance]);
    else group.push(instance);
  }
  const prefetchers = new Map<ModelMeta, Prefetcher>();
  let refusal: FieldError | undefined;
  for (const meta of groups.keys()) {
    try {
      prefetchers.set(meta, prefetcherOf(meta, options.name, options.path));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      refusal ??= error;
    }
  }
  if (prefetchers.size === 0 && refusal !== undefined) throw refusal;
  const found: Prefetched[] = [];
  for (const [meta, prefetcher] of prefetchers)
    found.push(await loadLevel(groups.get(meta) ?? [], { meta, prefetcher }, options));
  return found;
}

async function loadLevel(
  level: readonly object[],
  { meta, prefetcher }: { readonly meta: ModelMeta; readonly prefetcher: Prefetcher },
  { name, rows, querysets, toAttr, using, fetch }: LevelOptions,
): Promise<Prefetched> {
  if (toAttr !== undefined && meta.find(toAttr)?.field !== undefined) {
    throw new InvalidValue(`toAttr="${toAttr}" conflicts with a field on the ${meta.label} model.`);
  }
  const given: QuerySetLike | undefined = isQuerySet(rows) ? rows : undefined;
  const further = querysets?.filter((queryset) => isQuerySet(queryset));
  const found = await prefetcher(level, given, { using, fetch, querysets: further });
  const byKey = new Map<unknown, object[]>();
  for (const row of found.rows) {
    const key = found.rowKey(row);
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [row]);
    else list.push(row);
  }
  for (const instance of level) {
    const key = found.instanceKey(instance);
    const list = key === null || key === undefined ? [] : (byKey.get(key) ?? []);
    store(instance, found, toAttr, list);
  }
  if (rowsRead.hasSubscribers)
    rowsRead.publish({ rows: found.rows, prefetchedFor: { parents: level, name } });
  return found;
}

function store(
  instance: object,
  { single, cacheName, cachedKey }: Prefetched,
  toAttr: string | undefined,
  list: object[],
): void {
  if (single) {
    const object = list[0] ?? null;
    if (toAttr !== undefined) (instance as Record<string, unknown>)[toAttr] = object;
    else cacheRelation(instance, cacheName, object, cachedKey?.(instance));
    return;
  }
  if (toAttr !== undefined) {
    (instance as Record<string, unknown>)[toAttr] = list;
    return;
  }
  const state = stateOf(instance);
  state.prefetched ??= new Map();
  state.prefetched.set(cacheName, list);
}
