import { stateOf } from "../models/instance-state.ts";
import { fetchRows } from "./execute.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import { Prefetch } from "./prefetch-object.ts";
import { prefetchInto } from "./prefetch.ts";

/** Loads relations into instances that are there already. Django: `prefetch_related_objects()`. */
export async function prefetchRelatedObjects(
  instances: Iterable<object>,
  ...lookups: readonly (string | PrefetchLookup)[]
): Promise<void> {
  const list = [...instances];
  const [first] = list;
  if (first === undefined) return;
  const using = stateOf(first).db ?? "default";
  await prefetchInto(
    list,
    lookups.map((lookup) => (typeof lookup === "string" ? new Prefetch(lookup) : lookup)),
    { using, fetch: fetchRows },
  );
}
