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
