import type { BaseManager } from "../query/manager.ts";
import type { Declaration } from "./declaration.ts";
import { makeBase } from "./make-base.ts";
import type { ModelBuilder } from "./model-builder.ts";
import type { ModelClass } from "./model-class.ts";
import { modelServices } from "./model-services.ts";
import type { AnyModelClass } from "./model-types.ts";
import type { ModelOptions } from "./options.ts";
import { type ModelRegistry, registry } from "./registry.ts";

/**
 * Begins a model: `class Book extends models.Model<Book>()({ …fields }, { …options }) {}`; with
 * bases `models.Model<Book>().extends(Timestamped)({ …fields })`.
 */
export function Model<Self>(): ModelBuilder<Self> {
  const build = (fields: object, options: ModelOptions = {}): unknown =>
    makeBase(fields as Declaration["fields"], options, [], { services: modelServices });
  const extend =
    (...bases: readonly AnyModelClass[]) =>
    (fields: object, options: ModelOptions = {}): unknown =>
      makeBase(
        fields as Declaration["fields"],
        options,
        bases as unknown as readonly ModelClass[],
        { services: modelServices },
      );
  // The classes are built from the declarations that the types are computed of.
  return Object.assign(build, { extends: extend }) as unknown as ModelBuilder<Self>;
}

/** What {@link declareModel} makes a model of. */
export interface ModelParts {
  readonly name: string;
  readonly fields: Declaration["fields"];
  readonly options?: ModelOptions;
  readonly bases?: readonly ModelClass[];
  readonly managers?: Readonly<Record<string, BaseManager>>;
  /** Where the model is known, and where its relations look for their targets. */
  readonly registry?: ModelRegistry;
}

/** Makes a model class at run time: a historical one of a migration, the new form of a table. */
export function declareModel({
  name,
  fields,
  options = {},
  bases = [],
  managers = {},
  registry: known = registry,
}: ModelParts): ModelClass {
  const base = makeBase(fields, options, bases, { registry: known, services: modelServices });
  const model = class extends base {};
  Object.defineProperty(model, "name", { value: name });
  for (const [key, value] of Object.entries(managers))
    Object.defineProperty(model, key, { value, configurable: true, enumerable: true });
  return model;
}

/** Makes models known in a program without apps, so that relations to them can be followed from the other side. */
export function registerModels(...models: readonly AnyModelClass[]): void {
  for (const model of models) registry.add((model as unknown as ModelClass).meta);
  registry.link();
}
