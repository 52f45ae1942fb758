import { isConfigured, settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { InvalidValue } from "../errors.ts";
import { stateOf } from "../models/instance-state.ts";
import { PeerGroup, type Refusal } from "../models/peer-group.ts";
import type { QuerySetLike } from "./internal.ts";

/**
 * What awaiting a relation or field that is not loaded does: loads it for this object (`one`), for
 * all objects that were read together (`peers`), or refuses (`raise`). Django: `FETCH_ONE`,
 * `FETCH_PEERS`, `FETCH_RAISE`.
 */
export type FetchMode = "one" | "peers" | "raise";

const MODES: ReadonlySet<unknown> = new Set<FetchMode>(["one", "peers", "raise"]);

const REFUSAL: Refusal = { mode: "raise" };

function modeOfSettings(): FetchMode {
  const mode: unknown = isConfigured() ? settings.fetchMode : "one";
  if (MODES.has(mode)) return mode as FetchMode;
  throw new ImproperlyConfigured(`The setting fetchMode is ${JSON.stringify(mode)}.`, {
    hint: 'It is "one", "peers" or "raise".',
  });
}

/** Do instances of one result load for each other what is missing? */
export function fetchesPeers(given: FetchMode | undefined): boolean {
  return (given ?? modeOfSettings()) === "peers";
}

/** Says of instances that were read together, and of those that came with them, how they load what is missing. */
export function shareFetching(rows: readonly object[], given: FetchMode | undefined): void {
  const mode = given ?? modeOfSettings();
  if (mode === "one") return;
  const fresh = rows.filter((row) => stateOf(row).fetching === undefined);
  if (fresh.length === 0) return;
  const fetching = mode === "raise" ? REFUSAL : new PeerGroup(fresh);
  const related = new Map<string, Set<object>>();
  for (const row of fresh) {
    const state = stateOf(row);
    state.fetching = fetching;
    for (const [name, { object }] of state.related ?? []) {
      if (object === null) continue;
      const objects = related.get(name) ?? new Set();
      related.set(name, objects.add(object));
    }
  }
  for (const objects of related.values()) shareFetching([...objects], mode);
}

/** `fetchMode()`. */
export function withFetchMode<Q extends QuerySetLike>(queryset: Q, mode: FetchMode): Q {
  if (!MODES.has(mode))
    throw new InvalidValue(`fetchMode() does not know ${JSON.stringify(mode)}.`, {
      hint: 'It takes "one", "peers" or "raise".',
    });
  return queryset.step((state) => ({ ...state, fetchMode: mode }));
}
