import {
  declareModel,
  type HistoricalModel,
  type ModelClass,
  ModelRegistry,
  type ModelMeta,
  type ReverseRelation,
} from "../../db/index.ts";
import { InvalidBasesError, StateError } from "./errors.ts";
import type { ModelState } from "./model-state.ts";
import { type ModelKey, modelKey, targetKey } from "./references.ts";
import { dependents, passesOn } from "./dependents.ts";

/** Makes the models of a state when a relation asks for them. */
class HistoricalRegistry extends ModelRegistry {
  readonly #render: (key: ModelKey) => ModelClass | undefined;

  constructor(render: (key: ModelKey) => ModelClass | undefined) {
    super();
    this.#render = render;
  }

  protected override find(label: string): ModelMeta | undefined {
    return this.#render(label)?.meta;
  }

  /** The model between two may have lost a key already, when the relation goes next. */
  protected override isComplete({ field }: ReverseRelation): boolean {
    return (field as { readonly isComplete?: boolean }).isComplete !== false;
  }
}

/**
 * The models as they were at one point of the migrations: classes with fields, options, managers
 * that are used in migrations and bases, without methods of their own. Each is made when it is
 * first asked for. Django: `StateApps`.
 */
export class StateApps {
  readonly #states: ReadonlyMap<ModelKey, ModelState>;
  readonly #classes = new Map<ModelKey, ModelClass>();
  readonly #pending = new Set<ModelKey>();
  readonly #registry = new HistoricalRegistry((key) =>
    this.#states.has(key) ? this.#render(key) : undefined,
  );
  #complete = false;

  constructor(states: ReadonlyMap<ModelKey, ModelState>) {
    this.#states = states;
  }

  /**
   * The historical class of a model: `getModel("catalog", "Book")` or `getModel("catalog.Book")`.
   * All models of the state are there, so that relations can be followed both ways.
   *
   * @throws StateError when there is no such model at this point
   */
  getModel(appLabel: string, name?: string): HistoricalModel {
    const key = name === undefined ? appLabel.toLowerCase() : modelKey(appLabel, name);
    if (!this.#states.has(key)) throw StateError.model(key, this.#states.keys());
    this.#renderAll();
    return historical(this.#render(key));
  }

  /** All models of the state. */
  getModels(): readonly HistoricalModel[] {
    this.#renderAll();
    return [...this.#states.keys()].map((key) => historical(this.#render(key)));
  }

  /** One model, and others only where a relation of it is followed. @throws StateError when there is none */
  render(appLabel: string, name: string): ModelClass {
    const key = modelKey(appLabel, name);
    if (!this.#states.has(key)) throw StateError.model(key, this.#states.keys());
    return this.#render(key);
  }

  /** One model with those that point at it, so that its relations from others are known. */
  renderWithRelated(appLabel: string, name: string): ModelClass {
    const model = this.render(appLabel, name);
    const pending = [modelKey(appLabel, name)];
    const done = new Set(pending);
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      for (const dependent of dependents(this.#states, key)) {
        if (done.has(dependent.key)) continue;
        done.add(dependent.key);
        this.#render(dependent.key);
        if (passesOn(dependent, key)) pending.push(dependent.key);
      }
    }
    return model;
  }

  #renderAll(): void {
    if (this.#complete) return;
    for (const key of this.#states.keys()) this.#render(key);
    this.#complete = true;
  }

  #render(key: ModelKey): ModelClass {
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const state = this.#states.get(key);
    if (state === undefined) throw StateError.model(key, this.#states.keys());
    if (this.#pending.has(key)) throw InvalidBasesError.circle(key);
    this.#pending.add(key);
    try {
      const model = this.#declare(state);
      this.#classes.set(key, model);
      // Reading it makes the model known to the registry.
      void model.meta;
      return model;
    } finally {
      this.#pending.delete(key);
    }
  }

  #declare(state: ModelState): ModelClass {
    return declareModel({
      name: state.name,
      fields: Object.fromEntries([...state.fields].map(([name, field]) => [name, field.clone()])),
      options: { ...state.options, appLabel: state.appLabel },
      bases: state.bases.map((base) => this.#base(state, base)),
      managers: Object.fromEntries(state.managers),
      registry: this.#registry,
    });
  }

  #base(state: ModelState, base: string | ModelClass): ModelClass {
    if (typeof base !== "string") return base;
    const key = targetKey(base, state.key);
    if (!this.#states.has(key)) throw InvalidBasesError.missing(state.key, key);
    return this.#render(key);
  }
}

/** Every rendered model has `objects`; its fields are known at run time alone. */
function historical(model: ModelClass): HistoricalModel {
  return model as HistoricalModel;
}
