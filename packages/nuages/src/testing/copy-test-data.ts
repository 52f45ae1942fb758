import { copyInstance, isInstance } from "../db/index.ts";

/**
 * A copy of test data: instances of models, lists, maps, sets and plain objects are new, with one copy of
 * what is there twice; other values are the same.
 */
export function copyTestData<Data>(data: Data): Data {
  const copies = new Map<object, object>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (isInstance(value)) {
      return copyInstance(value, {
        copied: (made) => void copies.set(value, made),
        copyRelated: copy,
      });
    }
    return copyContainer(value, { copies, copy });
  };
  // Copies have the types of what they are copies of.
  return copy(data) as Data;
}

interface Copying {
  readonly copies: Map<object, object>;
  readonly copy: (value: unknown) => unknown;
}

function copyContainer(value: object, { copies, copy }: Copying): object {
  if (Array.isArray(value)) {
    const made: unknown[] = [];
    copies.set(value, made);
    for (const item of value) made.push(copy(item));
    return made;
  }
  if (value instanceof Map) {
    const made = new Map<unknown, unknown>();
    copies.set(value, made);
    for (const [key, item] of value) made.set(copy(key), copy(item));
    return made;
  }
  if (value instanceof Set) {
    const made = new Set<unknown>();
    copies.set(value, made);
    for (const item of value) made.add(copy(item));
    return made;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const made: Record<string, unknown> = {};
  copies.set(value, made);
  for (const [key, item] of Object.entries(value)) made[key] = copy(item);
  return made;
}
