import type { Field, ModelMeta } from "../../db/index.ts";

/** A field of a model, many-to-many relations too, found without looking at other models. @throws FieldDoesNotExist */
export function ownField(meta: ModelMeta, name: string): Field {
  return meta.manyToMany.find((field) => field.name === name) ?? meta.declaredField(name);
}
