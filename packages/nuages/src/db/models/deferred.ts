import type { Field } from "../fields/field.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";
import { LazyValue } from "./lazy-value.ts";
import { loadMissing } from "./load-missing.ts";

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
        await loadMissing({
          instance,
          name,
          kind: "field",
          one: async () => become(await loadDeferred(instance, field)),
          many: (level) => fieldForAll(level, field),
          found: () => (names.has(name) ? undefined : { value: undefined }),
        });
        return field.valueFromObject(instance);
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

/** Loads one field of several instances that were read without it. */
async function fieldForAll(level: readonly object[], field: Field): Promise<void> {
  const [first] = level;
  const meta = first === undefined ? undefined : instanceMeta(first);
  if (first === undefined || meta === undefined) return;
  const { db } = stateOf(first);
  const wanting = level.filter((instance) => {
    const state = stateOf(instance);
    return state.db === db && state.deferred?.has(field.attname) === true;
  });
  const keys = wanting.map((instance) => meta.keyOf(instance));
  const rows = (await meta
    .baseRows(db)
    .complexFilter({ pk__in: keys })
    .values("pk", field.attname)) as Record<string, unknown>[];
  const values = new Map(rows.map((row) => [keyText(row["pk"]), row[field.attname]]));
  for (const instance of wanting) {
    const key = keyText(meta.keyOf(instance));
    if (values.has(key) && stateOf(instance).deferred?.has(field.attname) === true)
      (instance as Record<string, unknown>)[field.attname] = values.get(key);
  }
}

function keyText(key: unknown): string {
  return Array.isArray(key) ? JSON.stringify(key.map(String)) : String(key);
}
