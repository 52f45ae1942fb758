import type { Field } from "../fields/field.ts";
import { watchedLoad } from "../watch/relation-span.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";
import { LazyValue } from "./lazy-value.ts";

/** Is the attribute only waiting for a value that the database computed? */
export function isComputed(instance: object, attname: string): boolean {
  return stateOf(instance).computed?.has(attname) === true;
}

/** Attribute names that are not loaded. Django: `get_deferred_fields()`. */
export function deferredAttributes(instance: object): ReadonlySet<string> {
  return stateOf(instance).deferred ?? new Set();
}

/** An attribute that is not loaded: reading it gives its value to be awaited, assigning makes it an ordinary one. */
export function defineDeferred(instance: object, field: Field, { computed = false } = {}): void {
  if (computed) {
    stateOf(instance).computed ??= new Set();
    stateOf(instance).computed?.add(field.attname);
  }
  const names = (stateOf(instance).deferred ??= new Set());
  const name = field.attname;
  names.add(name);
  const become = (value: unknown): void => {
    names.delete(name);
    if (field.defineAccessor !== undefined) {
      // The attribute of the model's prototype shows the value in its own form.
      Reflect.deleteProperty(instance, name);
      (instance as Record<string, unknown>)[name] = value;
      return;
    }
    Object.defineProperty(instance, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  };
  Object.defineProperty(instance, name, {
    enumerable: true,
    configurable: true,
    get: () =>
      new LazyValue(async () => {
        const value = await watchedLoad({ instance, name, kind: "field" }, () =>
          loadDeferred(instance, field),
        );
        become(value);
        return field.defineAccessor === undefined ? value : field.valueFromObject(instance);
      }),
    set: become,
  });
}

/** Loads one field; an inherited one may be there already in a loaded parent. */
async function loadDeferred(instance: object, field: Field): Promise<unknown> {
  const meta = instanceMeta(instance);
  if (meta === undefined) return undefined;
  const rows = meta.baseRows(stateOf(instance).db).complexFilter({ pk: meta.keyOf(instance) });
  const [row] = await (
    rows as unknown as { valuesList(...names: string[]): PromiseLike<unknown[][]> }
  ).valuesList(field.attname);
  return row?.[0];
}
