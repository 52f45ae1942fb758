import { InvalidValue } from "../errors.ts";
import { BaseManager } from "../query/manager.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";

const MANAGERS = new WeakMap<object, BaseManager>();

/** Managers of the class body, and those that abstract bases pass on, each bound to this model. */
export function bindManagers(cls: ModelClass, meta: ModelMeta): void {
  const names = new Set<string>();
  for (
    let owner: object | null = cls;
    owner !== null && owner !== Function.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (names.has(name)) continue;
      const value = Object.getOwnPropertyDescriptor(owner, name)?.value as unknown;
      if (!(value instanceof BaseManager)) continue;
      names.add(name);
      const bound = value.contributeTo(meta, name);
      meta.managers.set(name, bound);
      Object.defineProperty(cls, name, {
        value: bound,
        writable: false,
        configurable: true,
        enumerable: true,
      });
    }
  }
}

/** The manager of a model that declares none. */
export function plainManager(meta: ModelMeta): BaseManager {
  let manager = MANAGERS.get(meta);
  if (manager === undefined) {
    manager = new BaseManager().contributeTo(meta, "objects");
    MANAGERS.set(meta, manager);
  }
  return manager;
}

/** The manager that the model names as its default, else the first it has. @throws InvalidValue when it has none of the name */
export function defaultManager(meta: ModelMeta): BaseManager {
  const { defaultManagerName } = meta.options;
  if (defaultManagerName !== undefined) {
    const named = meta.managers.get(defaultManagerName);
    if (named === undefined)
      throw new InvalidValue(`${meta.label} has no manager named "${defaultManagerName}".`);
    return named;
  }
  const [first] = meta.managers.values();
  return first ?? plainManager(meta);
}

/** The manager that relations to one row look with. */
export function baseManager(meta: ModelMeta): BaseManager {
  const { baseManagerName } = meta.options;
  return baseManagerName === undefined
    ? plainManager(meta)
    : (meta.managers.get(baseManagerName) ?? plainManager(meta));
}
