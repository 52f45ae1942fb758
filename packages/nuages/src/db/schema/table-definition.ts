import type { Field } from "../fields/field.ts";
import { togetherOf } from "../models/cleaning.ts";
import type { BaseConstraint } from "../models/constraints.ts";
import type { Index } from "../models/indexes.ts";
import type { ModelMeta } from "../models/meta.ts";

/** What a table is made of. That of a model, or what a change is about to make of it. */
export interface TableDefinition {
  /** Names in conditions and expressions are looked up in it. */
  readonly meta: ModelMeta;
  readonly table: string;
  /** Those with a column, in order. */
  readonly fields: readonly Field[];
  /** Columns of the key, when there are several. */
  readonly compositeKey: readonly string[];
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly constraints: readonly BaseConstraint[];
  readonly indexes: readonly Index[];
}

export function constraintsOf(meta: ModelMeta): readonly BaseConstraint[] {
  return (meta.options.constraints ?? []) as readonly BaseConstraint[];
}

export function indexesOf(meta: ModelMeta): readonly Index[] {
  return (meta.options.indexes ?? []) as readonly Index[];
}

export function columnOf(field: Field): string {
  return field.column ?? "";
}

/** Columns of fields that are named. */
export function columnsOf(meta: ModelMeta, names: readonly string[]): string[] {
  return names.map((name) => columnOf(meta.getField(name)));
}

/** The table of a model. */
export function definitionOf(meta: ModelMeta): TableDefinition {
  const { pkFields } = meta;
  return {
    meta,
    table: meta.dbTable,
    fields: meta.localConcreteFields,
    compositeKey: pkFields.length > 1 ? pkFields.map(columnOf) : [],
    uniqueTogether: togetherOf(meta),
    constraints: constraintsOf(meta),
    indexes: indexesOf(meta),
  };
}
