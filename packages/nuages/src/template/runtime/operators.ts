import { compareValues, equalValues } from "../../utils/compare.ts";
import { isIterable } from "../../utils/iterables.ts";
import { TemplateValueError } from "../errors.ts";

/** `==`: values, not identities, are compared. */
export function equal(left: unknown, right: unknown): boolean {
  return left === right ? !Number.isNaN(left) : equalValues(left, right);
}

/** `!=`. */
export function notEqual(left: unknown, right: unknown): boolean {
  return !equal(left, right);
}

/** Order of two values. NaN has none, and neither has null. */
function order(left: unknown, right: unknown): number {
  if (left === null || right === null || left === undefined || right === undefined) {
    throw new TemplateValueError("null has no order.");
  }
  if (Number.isNaN(left) || Number.isNaN(right)) return NaN;
  return compareValues(left, right);
}

/** `<`. */
export function less(left: unknown, right: unknown): boolean {
  return isSet(left) && isSet(right)
    ? left.size < right.size && left.isSubsetOf(right)
    : order(left, right) < 0;
}

/** `<=`. */
export function lessOrEqual(left: unknown, right: unknown): boolean {
  return isSet(left) && isSet(right) ? left.isSubsetOf(right) : order(left, right) <= 0;
}

/** `>`. */
export function greater(left: unknown, right: unknown): boolean {
  return less(right, left);
}

/** `>=`. */
export function greaterOrEqual(left: unknown, right: unknown): boolean {
  return lessOrEqual(right, left);
}

function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set;
}

/** `is`: the same object; equal texts and numbers are the same. */
export function same(left: unknown, right: unknown): boolean {
  return Object.is(left ?? null, right ?? null);
}

/** `is not`. */
export function notSame(left: unknown, right: unknown): boolean {
  return !same(left, right);
}

/**
 * `in`: part of a text, item of a list, key of a dictionary.
 *
 * @throws TemplateValueError when `container` can contain nothing.
 */
export function contained(item: unknown, container: unknown): boolean {
  if (typeof container === "string" || container instanceof String) {
    if (typeof item === "string" || item instanceof String) {
      return container.toString().includes(item.toString());
    }
    throw new TemplateValueError("Only a text can be part of a text.");
  }
  if (container instanceof Map || container instanceof Set || isRecord(container)) checkKey(item);
  if (container instanceof Map) return container.has(item) || hasEqual(container.keys(), item);
  if (container instanceof Set) return container.has(item) || hasEqual(container, item);
  if (isIterable(container)) return hasEqual(container, item);
  if (isRecord(container)) return Object.hasOwn(container, String(item));
  throw new TemplateValueError("The value cannot contain anything.");
}

/** Lists and dictionaries cannot be keys. */
function checkKey(item: unknown): void {
  if (Array.isArray(item) || item instanceof Map || item instanceof Set || isRecord(item)) {
    throw new TemplateValueError("A list or dictionary cannot be a key.");
  }
}

/** `not in`. */
export function notContained(item: unknown, container: unknown): boolean {
  return !contained(item, container);
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function hasEqual(items: Iterable<unknown>, wanted: unknown): boolean {
  for (const item of items) if (Object.is(item, wanted) || equal(item, wanted)) return true;
  return false;
}
