import { error, type CheckMessage } from "../../checks/index.ts";
import type { ModelMeta } from "./meta.ts";

/** `models.E025`: a getter of the class has the name of the attribute that holds a relation's key. */
export function propertyFindings(meta: ModelMeta): CheckMessage[] {
  return meta.fields.flatMap(({ attname, isRelation }) => {
    const own = Object.getOwnPropertyDescriptor(meta.cls.prototype, attname);
    if (!isRelation || own?.get === undefined) return [];
    const msg = `The property '${attname}' clashes with a related field accessor.`;
    return [error({ id: "models.E025", msg, obj: meta.cls })];
  });
}
