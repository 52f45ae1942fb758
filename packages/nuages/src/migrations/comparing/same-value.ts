import { BaseManager, Field } from "../../db/index.ts";
import { equalValues } from "../../utils/compare.ts";
import { literalFunction } from "./literal-function.ts";

/** Nested deeper than this, values are taken to differ: one of them holds itself. */
const MAX_DEPTH = 200;

/**
 * Do two values of options mean the same? Functions and classes are themselves, but for
 * {@link literalFunction}; conditions,
 * expressions, validators, fields and everything else with a class are what they hold, and, where
 * they have it, what `deconstruct()` says. Plain objects may list their keys in any order.
 */
export function sameValue(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a === "function" && typeof b === "function") {
    const code = literalFunction(a);
    return code !== undefined && code === literalFunction(b);
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return Object.is(a, b);
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b) || depth > MAX_DEPTH) return false;
  if (Array.isArray(a)) return sameItems(a, b as readonly unknown[], depth);
  if (prototype === Object.prototype || prototype === null) return sameEntries(a, b, depth);
  return sameObjects(a, b, depth);
}

function sameItems(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index], depth + 1));
}

function sameEntries(a: object, b: object, depth: number): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(b, name) &&
      sameValue(
        (a as Readonly<Record<string, unknown>>)[name],
        (b as Readonly<Record<string, unknown>>)[name],
        depth + 1,
      ),
  );
}

/** Two objects of one class. */
function sameObjects(a: object, b: object, depth: number): boolean {
  if (a instanceof Field) return sameField(a, b as Field);
  if (a instanceof RegExp) return String(a) === String(b);
  if (isDeconstructible(a) && isDeconstructible(b))
    return sameValue(a.deconstruct(), b.deconstruct(), depth + 1);
  if (a instanceof BaseManager) return sameEntries(partsOfManager(a), partsOfManager(b), depth);
  if (isTagged(a)) return equalValues(a, b);
  if (Object.keys(a).length > 0 || Object.keys(b).length > 0) return sameEntries(a, b, depth);
  // Objects that keep what they hold to themselves: lazy texts say it as text.
  const { toString } = a;
  return toString !== Object.prototype.toString && String(a) === String(b);
}

/** What was given to a manager, without its place in a class. */
function partsOfManager(manager: object): object {
  const {
    instance: _instance,
    name: _name,
    ...parts
  } = manager as Readonly<Record<string, unknown>>;
  return parts;
}

function isDeconstructible(value: object): value is { deconstruct(): unknown } {
  return "deconstruct" in value && typeof value.deconstruct === "function";
}

/** Dates, Temporal values, decimals, bytes, maps and sets; and what says by itself what it equals. */
function isTagged(value: object): boolean {
  return (
    Object.prototype.toString.call(value) !== "[object Object]" ||
    ("equals" in value && typeof value.equals === "function")
  );
}

/** Are two fields of one class, with the same arguments and options? Names do not count. */
export function sameField(a: Field, b: Field): boolean {
  if (a === b) return true;
  if (a.constructor !== b.constructor) return false;
  const first = a.deconstruct();
  const other = b.deconstruct();
  return sameValue(first.args, other.args) && sameValue(first.options, other.options);
}
