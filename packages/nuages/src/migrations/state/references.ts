import {
  type Field,
  FieldReference,
  isSettingReference,
  type ModelClass,
  models,
  modelOfSetting,
  relationTargets,
} from "../../db/index.ts";

/** A model in a state: app label and name in lower case, `catalog.book`. */
export type ModelKey = string;

export function modelKey(appLabel: string, name: string): ModelKey {
  return `${appLabel}.${name.toLowerCase()}`;
}

/** App label and name of a key. */
export function splitKey(key: ModelKey): readonly [appLabel: string, name: string] {
  const dot = key.indexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
}

/** The model that a relation, or a base, of the model `owner` names. */
export function targetKey(to: unknown, owner: ModelKey): ModelKey {
  if (isSettingReference(to)) return modelOfSetting(to.setting).toLowerCase();
  if (typeof to === "function") return (to as unknown as ModelClass).meta.labelLower;
  const name = String(to).toLowerCase();
  if (name === "self") return owner;
  return name.includes(".") ? name : modelKey(splitKey(owner)[0], name);
}

/** The models that a field leads to: the target of a relation, and the model between. */
export function relatedKeys(field: Field, owner: ModelKey): readonly ModelKey[] {
  const relation = relationTargets(field);
  if (relation === undefined) return [];
  const target = targetKey(relation.to, owner);
  return relation.through === undefined ? [target] : [target, targetKey(relation.through, owner)];
}

/** A field of a model, or the model itself when no field is named. */
export interface Referred {
  readonly key: ModelKey;
  readonly field?: string;
}

/** Does a field of the model `owner` need a model, or a field of it, to be there? */
export function fieldRefersTo(field: Field, owner: ModelKey, referred: Referred): boolean {
  const { key, field: name } = referred;
  if (name !== undefined && key === owner && isComputedFrom(field, name)) return true;
  const relation = relationTargets(field);
  if (relation === undefined) return false;
  const { toField, throughFields } = field.options as {
    readonly toField?: string;
    readonly throughFields?: readonly string[];
  };
  // Without the option, the primary key is meant, and any field may be that.
  const toIt = name === undefined || toField === undefined || toField === name;
  if (toIt && targetKey(relation.to, owner) === key) return true;
  if (relation.through === undefined || targetKey(relation.through, owner) !== key) return false;
  return name === undefined || throughFields === undefined || throughFields.includes(name);
}

/** Is a generated column made of the field `name`? */
export function isComputedFrom(field: Field, name: string): boolean {
  if (!(field instanceof models.GeneratedField)) return false;
  for (const part of field.expression.flatten())
    if (part instanceof FieldReference && part.path.split("__", 1)[0] === name) return true;
  return false;
}
