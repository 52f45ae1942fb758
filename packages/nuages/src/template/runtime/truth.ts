import { isIterable } from "../../utils/iterables.ts";
import { equalValues } from "../../utils/compare.ts";

/** Whether a value counts as true: as in Python, empty texts, lists and dictionaries and zero do not. */
export function truthy(value: unknown): boolean {
  switch (typeof value) {
    case "object":
      return value !== null && !isEmpty(value);
    case "number":
      return value !== 0;
    case "undefined":
      return false;
    default:
      return Boolean(value);
  }
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value) || value instanceof String) return value.length === 0;
  if (value instanceof Map || value instanceof Set) return value.size === 0;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return isEmptyRecord(value);
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object Decimal]") return equalValues(value, 0);
  if (tag === "[object Temporal.Duration]") return (value as { blank: boolean }).blank;
  return isIterable(value) && sizeOf(value) === 0;
}

function isEmptyRecord(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

/** How many items a value says it has; `undefined` when it has no number of items. */
export function sizeOf(value: object): number | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return Object.keys(value).length;
  const { length, size } = value as { length?: unknown; size?: unknown };
  if (typeof length === "number") return length;
  return typeof size === "number" ? size : undefined;
}
