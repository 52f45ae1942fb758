import { fetchRows } from "../query/execute.ts";
import { cacheRelation, stateOf, type CachedRelation } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { prefetcherOf } from "./prefetchers.ts";

/** What {@link relatedForAll} is told about a relation to one object. */
export interface RelatedForAll {
  readonly meta: ModelMeta;
  readonly name: string;
  /** Whether an instance has the object already. */
  isLoaded(instance: object): boolean;
  /** An instance without an object has none: what cannot be found is no error. */
  readonly mayBeNone: boolean;
}

/** Loads a relation to one object for instances that do not have it yet, with one query. */
export async function relatedForAll(
  level: readonly object[],
  { meta, name, isLoaded, mayBeNone }: RelatedForAll,
): Promise<void> {
  const using = stateOf(level[0] ?? {}).db ?? meta.dbForRead();
  const wanting = level.filter((instance) => !isLoaded(instance) && stateOf(instance).db === using);
  const found = await prefetcherOf(meta, name, name)(wanting, undefined, {
    using,
    fetch: (state) => fetchRows({ ...state, fetchMode: state.fetchMode ?? "peers" }),
  });
  const byKey = new Map(found.rows.map((row) => [found.rowKey(row), row]));
  for (const instance of wanting) {
    if (isLoaded(instance)) continue;
    const object = byKey.get(found.instanceKey(instance));
    if (object !== undefined)
      cacheRelation(instance, found.cacheName, object, found.cachedKey?.(instance));
    else if (mayBeNone) cacheRelation(instance, found.cacheName, null, undefined);
  }
}

/** The cached object of an instance, as `loadMissing()` takes it. */
export function cachedValue(
  instance: object,
  name: string,
): { readonly value: object } | undefined {
  const cached: CachedRelation | undefined = stateOf(instance).related?.get(name);
  return cached === undefined || cached.object === null ? undefined : { value: cached.object };
}
