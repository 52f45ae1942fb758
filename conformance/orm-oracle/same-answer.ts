import { DateTime, epochMicroseconds } from "nuages/utils/datetime";

import { Failure } from "./failure.ts";
import { type Changes, isObject, isTagged, type Json, type TableChanges } from "./grammar.ts";

const TOLERANCE = 1e-9;

/** In which places the order of rows counts. */
export interface RowOrder {
  readonly ordered?: boolean;
  readonly nestedOrdered?: boolean;
}

/** What our API answered: as the oracle's result, with a {@link Failure} in the place of an error's name. */
export interface Answer {
  readonly rows?: readonly unknown[] | null;
  readonly value?: unknown;
  readonly steps?: readonly unknown[];
  readonly error?: Failure;
  /** Codes of a ValidationError by field. */
  readonly errors?: Readonly<Record<string, unknown>>;
}

const FLOATS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (!isTagged(value)) return undefined;
  if (value.$ === "decimal" || value.$ === "bigint") return Number(value.v);
  return value.$ === "float" ? FLOATS[String(value.v)] : undefined;
}

function near(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

function sameTag(expected: { $: string; v?: unknown }, actual: unknown): boolean {
  // A UUID is a text in our API.
  if (expected.$ === "uuid") return actual === expected.v;
  if (!isTagged(actual) || actual.$ !== expected.$) return false;
  const [theirs, ours] = [String(expected.v), String(actual.v)];
  switch (expected.$) {
    case "error":
      return actual.v instanceof Failure && actual.v.is(theirs);
    case "datetime":
      return epochMicroseconds(DateTime.from(theirs)) === epochMicroseconds(DateTime.from(ours));
    case "timedelta": {
      // An average of durations may be rounded either way.
      const difference = BigInt(theirs) - BigInt(ours);
      return difference >= -1n && difference <= 1n;
    }
    case "time":
      return (
        theirs.padEnd(8, ":00").replace(/\.?0*$/, "") ===
        ours.padEnd(8, ":00").replace(/\.?0*$/, "")
      );
    default:
      return theirs === ours;
  }
}

/** Whether each item has its equal on the other side, in any order. */
function sameMultiset(
  expected: readonly unknown[],
  actual: readonly unknown[],
  order: RowOrder,
): boolean {
  if (expected.length !== actual.length) return false;
  const left = [...actual];
  return expected.every((item) => {
    const at = left.findIndex((other) => same(item, other, order));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isRow(value: unknown): boolean {
  return isObject(value) && !isTagged(value);
}

function sameList(expected: readonly unknown[], actual: unknown, order: RowOrder): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false;
  if (order.nestedOrdered === false && expected.length > 0 && expected.every(isRow))
    return sameMultiset(expected, actual, order);
  return expected.every((item, index) => same(item, actual[index], order));
}

function sameObject(expected: Json, actual: unknown, order: RowOrder): boolean {
  if (!isObject(actual) || isTagged(actual)) return false;
  const keys = Object.keys(expected).filter((key) => key !== "message");
  const ours = Object.keys(actual).filter((key) => key !== "message");
  return (
    keys.length === ours.length &&
    keys.every((key) => key in actual && same(expected[key], actual[key], order))
  );
}

function same(expected: unknown, actual: unknown, order: RowOrder): boolean {
  if (actual instanceof Failure) return actual.is(expected);
  if (isTagged(expected) && expected.$ === "bigint" && isTagged(actual) && actual.$ === "bigint")
    return expected.v === actual.v;
  const [a, b] = [numberOf(expected), numberOf(actual)];
  if (a !== undefined || b !== undefined) return a !== undefined && b !== undefined && near(a, b);
  if (Array.isArray(expected)) return sameList(expected, actual, order);
  if (isTagged(expected)) return sameTag(expected, actual);
  return isObject(expected) ? sameObject(expected, actual, order) : expected === actual;
}

/** Whether our answer to a pipeline is the oracle's. The text of an error does not count. */
export function sameAnswer(expected: Json, actual: Answer, order: RowOrder = {}): boolean {
  const { rows: theirs, ...others } = expected;
  const { rows: ours, ...rest } = actual;
  if (!Array.isArray(theirs) || !Array.isArray(ours)) return same(expected, actual, order);
  // The rows of the answer itself keep their order even where lists inside them have none.
  const sameRows =
    order.ordered === false
      ? sameMultiset(theirs, ours, order)
      : theirs.length === ours.length && theirs.every((row, at) => same(row, ours[at], order));
  return sameRows && same(others, rest, order);
}

function sameTable(expected: TableChanges, actual: TableChanges): boolean {
  const kinds = ["removed", "added", "changed"] as const;
  return kinds.every((kind) => sameMultiset(expected[kind] ?? [], actual[kind] ?? [], {}));
}

/** Whether the same rows were added, removed and changed. */
export function sameChanges(expected: Changes, actual: Changes): boolean {
  const labels = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...labels].every((label) => sameTable(expected[label] ?? {}, actual[label] ?? {}));
}
