import { FieldFetchBlocked } from "../errors.ts";
import { watchedLoad, type RelationPayload } from "../watch/relation-span.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";

/** A relation or field of one instance that has to be loaded. */
export interface Missing<T> extends Pick<RelationPayload, "instance" | "name" | "kind"> {
  /** Loads it for this instance alone. */
  one(): Promise<T>;
  /** Loads it for several instances. */
  many(level: readonly object[]): Promise<void>;
  /** The value, once it is there. */
  found(): { readonly value: T } | undefined;
}

/** Loads what is missing in the way that the query of the instance chose. @throws FieldFetchBlocked when it chose not to */
export async function loadMissing<T>(missing: Missing<T>): Promise<T> {
  const { instance, name } = missing;
  const { fetching } = stateOf(instance);
  if (fetching === undefined) return watchedLoad(missing, () => missing.one());
  if (fetching.mode === "raise")
    throw new FieldFetchBlocked(
      `${instanceMeta(instance)?.label ?? ""}.${name} is not loaded, and this queryset does not load it later.`,
      { hint: "Load it with the rows: selectRelated(), prefetchRelated(), or without defer()." },
    );
  await fetching.load(name, () => {
    const others = fetching.members().filter((member) => member !== instance);
    return watchedLoad(missing, () => missing.many([instance, ...others]));
  });
  const found = missing.found();
  return found === undefined ? watchedLoad(missing, () => missing.one()) : found.value;
}
