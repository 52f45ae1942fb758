import type { Field } from "../../db/index.ts";
import type { ProjectState } from "../state/project-state.ts";
import { type ModelKey, relatedKeys, targetKey } from "../state/references.ts";

/** A relation, with the model that has it. */
export interface StateRelation {
  readonly owner: ModelKey;
  readonly name: string;
  readonly field: Field;
}

/** The relations of a state, by the model that they lead to; those to a proxy lead to its table. */
export class Relations {
  readonly #relations = new Map<ModelKey, StateRelation[]>();
  readonly #state: ProjectState;

  constructor(state: ProjectState) {
    this.#state = state;
    for (const [owner, { fields }] of state.models)
      for (const [name, field] of fields)
        for (const key of relatedKeys(field, owner)) {
          const target = this.#concrete(key);
          const list = this.#relations.get(target) ?? [];
          list.push({ owner, name, field });
          this.#relations.set(target, list);
        }
  }

  /** The model that has the table of `key`. */
  #concrete(key: ModelKey): ModelKey {
    const seen = new Set<ModelKey>();
    let current = key;
    while (!seen.has(current)) {
      seen.add(current);
      const state = this.#state.models.get(current);
      const [base] = state?.bases ?? [];
      if (state?.options["proxy"] !== true || base === undefined) return current;
      current = targetKey(base, current);
    }
    return current;
  }

  /** Relations that lead to the model, or name it as the model between. */
  to(key: ModelKey): readonly StateRelation[] {
    return this.#relations.get(this.#concrete(key)) ?? [];
  }
}
