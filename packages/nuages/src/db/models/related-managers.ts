import type { ForeignKeyField } from "../fields/foreign-key.ts";
import type { BaseManager } from "../query/manager.ts";
import { foreignManager } from "./foreign-manager.ts";
import type { ManagerType } from "./instance-manager.ts";
import { manyManager, type ManyRelation, targetOf } from "./many-manager.ts";

const CLASSES = new WeakMap<object, Map<string, ManagerType>>();

/** The manager of a relation of one object: the target's default manager, narrowed, with ways to change the relation. */
export function managerFor(instance: object, name: string, relation: ManyRelation): BaseManager {
  const direct = relation.field.getInternalType() !== "ManyToManyField";
  const target = direct ? relation.field.model : targetOf(relation);
  const base = target.defaultManager.constructor as ManagerType;
  let classes = CLASSES.get(relation.field);
  if (classes === undefined) {
    classes = new Map();
    CLASSES.set(relation.field, classes);
  }
  // The side and the name tell the managers of one relation apart.
  const key = `${relation.reverse}:${name}`;
  let type = classes.get(key);
  if (type === undefined) {
    type = direct
      ? foreignManager(base, name, relation.field as ForeignKeyField)
      : manyManager(base, name, relation);
    classes.set(key, type);
  }
  return new type().bindTo(target, name, instance);
}
