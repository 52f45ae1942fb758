import type { ModelMeta } from "./meta.ts";
import type { Fetching } from "./peer-group.ts";

/** Key of the hidden state of an instance. */
export const STATE: unique symbol = Symbol("nuages.state");

/** A note on instances by one who watches them; instances that came together share it. */
export interface Mark {
  readonly owner: object;
  readonly note: unknown;
  /** The note of another one. */
  readonly next?: Mark | undefined;
}

/** What an instance knows of itself besides its fields. */
export class InstanceState {
  /** Not in the database yet. */
  adding = true;
  /** Alias of the database it came from or was saved to. */
  db: string | undefined = undefined;
  /** Related objects that are loaded, and prefetched lists, by name. */
  related: Map<string, CachedRelation> | undefined = undefined;
  prefetched: Map<string, unknown> | undefined = undefined;
  /** Names of annotations that the query added. */
  annotations: readonly string[] | undefined = undefined;
  /** Attributes that were left out of the query, by `only()` and `defer()`. */
  deferred: Set<string> | undefined = undefined;
  /** Attributes that were saved as an expression: their value is only known to the database. */
  computed: Set<string> | undefined = undefined;
  // Not in a weak map, which would make garbage collection slow; private, so that two instances with
  // the same values stay equal for tests.
  #managers: Map<string, unknown> | undefined = undefined;
  #fetching: Fetching | undefined = undefined;
  #mark: Mark | undefined = undefined;

  /** How what is missing is loaded; undefined: for this instance alone. */
  get fetching(): Fetching | undefined {
    return this.#fetching;
  }

  set fetching(fetching: Fetching) {
    this.#fetching = fetching;
  }

  /** What those who watch have noted of the instance. */
  get mark(): Mark | undefined {
    return this.#mark;
  }

  set mark(mark: Mark) {
    this.#mark = mark;
  }

  /** The manager of a relation to many, made the first time. */
  manager<M>(name: string, make: () => M): M {
    this.#managers ??= new Map();
    let manager = this.#managers.get(name);
    if (manager === undefined) {
      manager = make();
      this.#managers.set(name, manager);
    }
    return manager as M;
  }
}

/** A loaded related object (null: there is none) and the key that it was loaded for. */
export interface CachedRelation {
  readonly object: object | null;
  readonly key: unknown;
}

/** An instance of a model, seen from the framework: attributes by name, and the state. */
export interface Instance {
  [STATE]: InstanceState;
  [attribute: string]: unknown;
}

/** The meta of the model that `value` is an instance of; undefined for anything else. */
export function instanceMeta(value: unknown): ModelMeta | undefined {
  if (typeof value !== "object" || value === null || !(STATE in value)) return undefined;
  return (value.constructor as unknown as { readonly meta: ModelMeta }).meta;
}

/** The primary key of an instance. */
export function keyOf(instance: object): unknown {
  return instanceMeta(instance)?.keyOf(instance);
}

export function stateOf(instance: object): InstanceState {
  return (instance as Instance)[STATE];
}

/** Remembers a related object. */
export function cacheRelation(
  instance: object,
  name: string,
  object: object | null,
  key: unknown,
): void {
  const state = stateOf(instance);
  state.related ??= new Map();
  state.related.set(name, { object, key });
}
