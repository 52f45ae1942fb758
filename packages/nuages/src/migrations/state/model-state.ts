import {
  type AnyFieldType,
  type BaseConstraint,
  type BaseManager,
  detachField,
  detachModel,
  type Field,
  type models,
  type ModelClass,
} from "../../db/index.ts";
import { StateError } from "./errors.ts";
import { type ModelKey, modelKey } from "./references.ts";

type Index = models.Index;

/** What a {@link ModelState} is made of. */
export interface ModelStateParts {
  readonly appLabel: string;
  readonly name: string;
  readonly fields?: ReadonlyMap<string, Field> | Readonly<Record<string, AnyFieldType>>;
  /** Options of the model as in its class. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Labels of models, or classes. */
  readonly bases?: readonly (string | ModelClass)[];
  readonly managers?: ReadonlyMap<string, BaseManager> | Readonly<Record<string, object>>;
}

function mapOf<V>(
  given: ReadonlyMap<string, V> | Readonly<Record<string, unknown>>,
): Map<string, V> {
  // Declarations in migrations are typed by the precise types of fields and managers; they are these.
  return new Map(given instanceof Map ? given : (Object.entries(given) as [string, V][]));
}

/**
 * A model at one point of the migrations, as plain data: its fields belong to no class, relations
 * and bases are labels. Never changed; {@link with} makes another. Django: `ModelState`.
 */
export class ModelState {
  readonly appLabel: string;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly bases: readonly (string | ModelClass)[];
  readonly managers: ReadonlyMap<string, BaseManager>;

  /** @throws StateError when an index has no name */
  constructor({
    appLabel,
    name,
    fields = {},
    options = {},
    bases = [],
    managers = {},
  }: ModelStateParts) {
    this.appLabel = appLabel;
    this.name = name;
    this.fields = unbound(mapOf(fields));
    this.options = {
      ...options,
      indexes: options["indexes"] ?? [],
      constraints: options["constraints"] ?? [],
    };
    this.bases = bases;
    this.managers = mapOf(managers);
    if (this.indexes.some((index) => index.name === undefined))
      throw StateError.unnamedIndex(this.key);
  }

  /** The state of a real model. */
  static fromModel(model: ModelClass): ModelState {
    return new ModelState(detachModel(model));
  }

  get nameLower(): string {
    return this.name.toLowerCase();
  }

  get key(): ModelKey {
    return modelKey(this.appLabel, this.name);
  }

  get indexes(): readonly Index[] {
    return this.options["indexes"] as readonly Index[];
  }

  get constraints(): readonly BaseConstraint[] {
    return this.options["constraints"] as readonly BaseConstraint[];
  }

  /** The field called `name`. @throws StateError when there is none */
  field(name: string): Field {
    const field = this.fields.get(name);
    if (field !== undefined) return field;
    throw StateError.part("field", name, { key: this.key, known: this.fields.keys() });
  }

  /** The index called `name`. @throws StateError when there is none */
  index(name: string): Index {
    const index = this.indexes.find((candidate) => candidate.name === name);
    if (index !== undefined) return index;
    const known = this.indexes.flatMap((candidate) => candidate.name ?? []);
    throw StateError.part("index", name, { key: this.key, known });
  }

  /** The constraint called `name`. @throws StateError when there is none */
  constraint(name: string): BaseConstraint {
    const constraint = this.constraints.find((candidate) => candidate.name === name);
    if (constraint !== undefined) return constraint;
    const known = this.constraints.map((candidate) => candidate.name);
    throw StateError.part("constraint", name, { key: this.key, known });
  }

  /** The same model with other parts. */
  with(changes: Partial<ModelStateParts>): ModelState {
    const { appLabel, name, fields, options, bases, managers } = this;
    return new ModelState({ appLabel, name, fields, options, bases, managers, ...changes });
  }

  /** The same model with other options; those that are `undefined` are left out. */
  withOptions(changes: Readonly<Record<string, unknown>>): ModelState {
    const merged = Object.entries({ ...this.options, ...changes });
    return this.with({
      options: Object.fromEntries(merged.filter(([, value]) => value !== undefined)),
    });
  }
}

/** Fields that a class has taken are copied: a state must not hold on to the class. */
function unbound(fields: ReadonlyMap<string, Field>): ReadonlyMap<string, Field> {
  if (fields.values().every((field) => field.model === undefined)) return fields;
  return new Map(
    [...fields].map(([name, field]) => [
      name,
      field.model === undefined ? field : detachField(field),
    ]),
  );
}
