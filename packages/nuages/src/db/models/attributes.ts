import type { AttributeDescriptor } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";

/** Does the class have a property of that name which can be assigned? */
export function hasSetter(cls: ModelClass, name: string): boolean {
  for (
    let owner: object | null = cls.prototype;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor !== undefined) return descriptor.set !== undefined;
  }
  return false;
}

/** Where the attributes that the framework adds are put: below the user's own class. */
function host(cls: ModelClass): object {
  return Object.getPrototypeOf(cls.prototype) as object;
}

/** Adds an attribute with a getter; what the class itself declares under the name stays. */
export function defineAttribute(
  cls: ModelClass,
  name: string,
  descriptor: AttributeDescriptor,
): void {
  if (Object.getOwnPropertyDescriptor(cls.prototype, name) !== undefined) return;
  Object.defineProperty(host(cls), name, { configurable: true, enumerable: false, ...descriptor });
}

/** Adds a method, unless the class or a base has one of that name. */
export function addMethod(
  cls: ModelClass,
  name: string,
  method: (this: object, ...args: never[]) => unknown,
): void {
  const below = host(cls);
  if (name in below) return;
  Object.defineProperty(below, name, { value: method, writable: true, configurable: true });
}
