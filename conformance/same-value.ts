import { equalValues } from "nuages/utils/compare";
import { Decimal } from "nuages/utils/decimal";

function sameEntries(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  const entries = [...b];
  return [...a].every(([key, value], index) => {
    const other = entries[index];
    return other !== undefined && sameValue(key, other[0]) && sameValue(value, other[1]);
  });
}

function toEntries(value: object): ReadonlyMap<unknown, unknown> {
  return value instanceof Map ? value : new Map(Object.entries(value));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || value instanceof Map;
}

/**
 * Whether two decoded values are the same answer: same kind, same content, same order of keys.
 * Decimals compare by their text, so that trailing zeros count; the order of a set does not.
 */
export function sameValue(expected: unknown, actual: unknown): boolean {
  if (typeof expected === "number" && Number.isNaN(expected)) return Number.isNaN(actual);
  if (typeof expected === "bigint" || typeof actual === "bigint")
    return typeof expected !== "string" && typeof actual !== "string" && expected == actual; // oxlint-disable-line eqeqeq -- 1n and 1 are one integer
  if (expected === null || actual === null || expected === undefined || actual === undefined)
    return (expected ?? null) === (actual ?? null);
  if (typeof expected !== "object" || typeof actual !== "object") return expected === actual;
  if (expected instanceof Decimal && actual instanceof Decimal)
    return expected.toString() === actual.toString();
  if (Array.isArray(expected) || Array.isArray(actual))
    return (
      Array.isArray(expected) &&
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((item, index) => sameValue(item, actual[index]))
    );
  if (expected instanceof Set || actual instanceof Set)
    return (
      expected instanceof Set &&
      actual instanceof Set &&
      expected.size === actual.size &&
      [...expected].every((item) => [...actual].some((other) => sameValue(item, other)))
    );
  if (isPlain(expected) && isPlain(actual))
    return sameEntries(toEntries(expected), toEntries(actual));
  return equalValues(expected, actual);
}
