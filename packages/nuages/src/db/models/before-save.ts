import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "./meta.ts";

/** Lets the fields that have to do something before the values of an object are saved do it: files are stored. */
export async function prepareFields(
  instance: object,
  meta: ModelMeta,
  only?: ReadonlySet<string>,
): Promise<void> {
  for (const field of meta.concreteFields) {
    if (field.beforeSave === undefined) continue;
    if (only === undefined || only.has(field.attname)) await field.beforeSave(instance);
  }
}

/** Has the model a field that has to be asked before a save? */
export function hasPreparedFields(meta: ModelMeta): boolean {
  return meta.concreteFields.some((field) => field.beforeSave !== undefined);
}

/** Lets the fields that have to know the rows that are there prepare new ones. */
export async function prepareRows(
  instances: readonly object[],
  fields: readonly Field[],
  using: string,
): Promise<void> {
  for (const field of fields) {
    if (field.beforeInsert !== undefined) await field.beforeInsert(instances, using);
  }
}
