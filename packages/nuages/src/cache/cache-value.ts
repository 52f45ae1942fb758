import { deserialize, serialize } from "node:v8";

import { UncacheableValue } from "./errors.ts";

const KEPT: ReadonlySet<unknown> = new Set([
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  Buffer.prototype,
  Uint8Array.prototype,
  null,
]);

function membersOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set || Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) ? [] : Object.values(value);
}

function refuse(value: unknown, why: string): never {
  const name = typeof value === "object" ? (value?.constructor.name ?? "object") : typeof value;
  throw new UncacheableValue(`A cache cannot keep a value of kind ${name}: ${why}.`, {
    hint: "Store plain data: texts, numbers, dates, lists, maps, plain objects; or a text made of it.",
  });
}

/** Refuses at once what would come back as something else. */
function check(value: unknown): void {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "function" || typeof next === "symbol") refuse(next, "it is no data");
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (!KEPT.has(Object.getPrototypeOf(next))) refuse(next, "its class would be lost");
    open.push(...membersOf(next));
  }
}

/**
 * A value as bytes that {@link unpack} makes a copy of: what is read from a cache never shares
 * objects with what was stored.
 *
 * @throws UncacheableValue for functions, and for instances of classes, which would come back as plain objects
 */
export function pack(value: unknown): Uint8Array {
  check(value);
  return serialize(value);
}

/** The copy of a packed value. */
export function unpack(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}
