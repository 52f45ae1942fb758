import type { Field } from "../fields/field.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelOptions } from "./options.ts";
import type { ModelRegistry } from "./registry.ts";
import type { ModelServices } from "./services.ts";

/** What was said when a model was declared. */
export interface Declaration {
  readonly fields: Readonly<Record<string, Field | null>>;
  readonly options: ModelOptions;
  readonly bases: readonly ModelClass[];
  readonly services: ModelServices;
  readonly autoCreatedBy?: Field;
  /** Where the model is known. Default: the registry of the process. */
  readonly registry?: ModelRegistry;
}

/** Key of the declaration on the class that a model extends. */
export const DECLARATION: unique symbol = Symbol("nuages.declaration");
