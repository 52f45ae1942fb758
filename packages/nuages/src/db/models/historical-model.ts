import type { Manager } from "../query/manager-types.ts";
import type { FieldType } from "../fields/field-types.ts";
import type { ModelInstance } from "./model-builder.ts";
import type { ModelClass } from "./model-class.ts";

/** An object of a model as it was at a migration; the compiler does not know its fields. */
export interface HistoricalInstance extends ModelInstance<
  Readonly<Record<string, FieldType<unknown, true, true>>>
> {
  [attribute: string]: unknown;
}

/** A model as it was at a migration: fields, options and managers, without the methods of its class. */
export interface HistoricalModel extends ModelClass {
  new (values?: Readonly<Record<string, unknown>>): HistoricalInstance;
  readonly objects: Manager<HistoricalInstance>;
}
