import { type Detection, type FieldKey, fieldKey } from "./detection.ts";

/** Fields of kept models that are on one side only, under the models' new names; renamed ones are taken out. */
export interface FieldKeys {
  readonly removed: Set<FieldKey>;
  readonly added: Set<FieldKey>;
}

export function fieldKeys(detection: Detection): FieldKeys {
  const keys = { removed: new Set<FieldKey>(), added: new Set<FieldKey>() };
  for (const model of detection.keptConcrete) {
    const before = detection.oldModel(model).fields;
    const after = detection.newModel(model).fields;
    for (const name of before.keys()) if (!after.has(name)) keys.removed.add(fieldKey(model, name));
    for (const name of after.keys()) if (!before.has(name)) keys.added.add(fieldKey(model, name));
  }
  return keys;
}
