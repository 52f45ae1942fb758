import type { ModelState } from "./model-state.ts";
import { type ModelKey, relatedKeys, targetKey } from "./references.ts";

const TARGETS = new WeakMap<ModelState, ReadonlySet<ModelKey>>();

/** The models that a model needs: targets of its relations, models between, bases. */
function targetsOf(state: ModelState): ReadonlySet<ModelKey> {
  let targets = TARGETS.get(state);
  if (targets === undefined) {
    targets = new Set([
      ...state.fields.values().flatMap((field) => relatedKeys(field, state.key)),
      ...state.bases.map((base) => targetKey(base, state.key)),
    ]);
    TARGETS.set(state, targets);
  }
  return targets;
}

/** The models that need the model `key`. */
export function dependents(
  states: ReadonlyMap<ModelKey, ModelState>,
  key: ModelKey,
): readonly ModelState[] {
  return [...states.values()].filter((state) => targetsOf(state).has(key));
}

/** May other models need `key` by way of a model that needs it: has that the key of it as its own? */
export function passesOn(state: ModelState, key: ModelKey): boolean {
  return state.fields
    .values()
    .some((field) => field.unique && relatedKeys(field, state.key).includes(key));
}
