import { NuagesTypeError } from "../errors/index.ts";
import { microsecondOf } from "./datetime.ts";

/** Two values have no order: a number and a text, a date and a time … Python: `TypeError`. */
export class IncomparableValues extends NuagesTypeError {
  readonly code = "utils.incomparable_values";

  constructor(a: unknown, b: unknown) {
    super(`A value of type ${kindOf(a)} has no order with one of type ${kindOf(b)}.`, {
      hint: "Compare values of one type.",
    });
  }
}

type Kind =
  | "null"
  | "boolean"
  | "number"
  | "bigint"
  | "string"
  | "symbol"
  | "function"
  | "Decimal"
  | "Date"
  | "Uint8Array"
  | "Array"
  | "Map"
  | "Set"
  | "Object"
  | `Temporal.${string}`;

interface DecimalLike {
  cmp(other: number | bigint | string | DecimalLike): number;
}

interface TemporalLike {
  readonly constructor: unknown;
  toString(): string;
}

interface DurationLike {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
  readonly microseconds: number;
  readonly nanoseconds: number;
}

/**
 * What a value is, told by its tag, so that values of the polyfill, of another realm or of another
 * copy of a library count as well, and neither Temporal nor decimal.js need be loaded.
 */
function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "null";
  if (typeof value !== "object") return typeof value as Kind;
  return Object.prototype.toString.call(value).slice(8, -1) as Kind;
}

/** Wrapped texts and numbers (lazy translations, safe strings) count as what they wrap. */
function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const tag = kindOf(value);
  if (tag === "Date" || tag === "Decimal" || tag.startsWith("Temporal.")) return value;
  const inner: unknown = typeof value.valueOf === "function" ? value.valueOf() : value;
  return typeof inner === "object" ? value : inner;
}

const NUMERIC: ReadonlySet<Kind> = new Set<Kind>(["boolean", "number", "bigint", "Decimal"]);
const INSTANTS: ReadonlySet<Kind> = new Set<Kind>([
  "Date",
  "Temporal.Instant",
  "Temporal.ZonedDateTime",
]);

function sign(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: unknown, b: unknown): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const left = typeof a === "boolean" ? Number(a) : a;
  const right = typeof b === "boolean" ? Number(b) : b;
  if (typeof left === "object") return (left as DecimalLike).cmp(right as DecimalLike);
  if (typeof right === "object") return -(right as DecimalLike).cmp(left as number) || 0;
  return sign(left as number, right as number);
}

/** Order of code points, as databases in UTF-8 and Python have it (UTF-16 units differ). */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === length) return sign(a.length, b.length);
  const left = a.charCodeAt(index);
  const right = b.charCodeAt(index);
  const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
  if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
  return sign(left, right);
}

function nanosecondsOfInstant(value: unknown): bigint {
  if (kindOf(value) === "Date") {
    const date = value as Date;
    return BigInt(date.getTime()) * 1_000_000n + BigInt(microsecondOf(date)) * 1_000n;
  }
  return (value as { epochNanoseconds: bigint }).epochNanoseconds;
}

/** Length of a duration with days of 24 hours; `undefined` when it has months or years. */
function nanosecondsOfDuration(duration: DurationLike): bigint | undefined {
  if (duration.years !== 0 || duration.months !== 0) return undefined;
  const hours =
    (BigInt(duration.weeks) * 7n + BigInt(duration.days)) * 24n + BigInt(duration.hours);
  const seconds = (hours * 60n + BigInt(duration.minutes)) * 60n + BigInt(duration.seconds);
  const millis = seconds * 1_000n + BigInt(duration.milliseconds);
  const micros = millis * 1_000n + BigInt(duration.microseconds);
  return micros * 1_000n + BigInt(duration.nanoseconds);
}

function compareDurations(a: unknown, b: unknown): number {
  const left = nanosecondsOfDuration(a as DurationLike);
  const right = nanosecondsOfDuration(b as DurationLike);
  if (left !== undefined && right !== undefined) return sign(left, right);
  if (String(a) === String(b)) return 0;
  throw new IncomparableValues(a, b);
}

function compareTemporal(a: TemporalLike, b: TemporalLike): number {
  const { compare } = a.constructor as { compare?: (a: unknown, b: unknown) => number };
  if (compare !== undefined) return compare(a, b);
  if (a.toString() === b.toString()) return 0;
  throw new IncomparableValues(a, b);
}

function compareItems(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return sign(a.length, b.length);
}

function isInvalidDate(value: unknown): boolean {
  return kindOf(value) === "Date" && Number.isNaN((value as Date).getTime());
}

/**
 * The order of two values: negative, 0 or positive, fit for `sort()`. Understands numbers, big
 * integers, decimals and booleans (all in one order), texts (by code point), dates and instants to
 * the microsecond, Temporal values, bytes and arrays (item by item). `null` and `undefined` come
 * first; NaN and invalid dates last of their kind.
 *
 * @throws IncomparableValues when the values have no common order.
 */
export function compareValues(first: unknown, second: unknown): number {
  const a = unwrap(first);
  const b = unwrap(second);
  const kind = kindOf(a);
  const other = kindOf(b);
  if (kind === "null" || other === "null")
    return Number(other === "null") - Number(kind === "null");
  if (NUMERIC.has(kind) && NUMERIC.has(other)) return compareNumbers(a, b);
  if (INSTANTS.has(kind) && INSTANTS.has(other)) {
    if (isInvalidDate(a) || isInvalidDate(b))
      return Number(isInvalidDate(a)) - Number(isInvalidDate(b));
    return sign(nanosecondsOfInstant(a), nanosecondsOfInstant(b));
  }
  if (kind !== other) throw new IncomparableValues(a, b);
  if (kind === "string") return compareText(a as string, b as string);
  if (kind === "Array") return compareItems(a as unknown[], b as unknown[]);
  if (kind === "Uint8Array") return Buffer.compare(a as Uint8Array, b as Uint8Array);
  if (kind === "Temporal.Duration") return compareDurations(a, b);
  if (kind.startsWith("Temporal.")) return compareTemporal(a as TemporalLike, b as TemporalLike);
  throw new IncomparableValues(a, b);
}

type Pair = readonly [unknown, unknown];

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function pairsOfMaps(
  a: ReadonlyMap<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
): Pair[] | undefined {
  if (a.size !== b.size) return undefined;
  const pairs: Pair[] = [];
  for (const [key, value] of a) {
    if (!b.has(key)) return undefined;
    pairs.push([value, b.get(key)]);
  }
  return pairs;
}

/** The pairs that must be equal for two containers to be; `undefined` when they cannot be. */
function innerPairs(a: object, b: object, kind: Kind): Pair[] | undefined {
  if (kind === "Array") {
    const [left, right] = [a as unknown[], b as unknown[]];
    return left.length === right.length
      ? left.map((item, index) => [item, right[index]])
      : undefined;
  }
  if (kind === "Map") return pairsOfMaps(a as Map<unknown, unknown>, b as Map<unknown, unknown>);
  if (kind === "Set") {
    const [left, right] = [a as Set<unknown>, b as Set<unknown>];
    return left.size === right.size && [...left].every((item) => right.has(item)) ? [] : undefined;
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return undefined;
  return pairsOfMaps(new Map(Object.entries(a)), new Map(Object.entries(b)));
}

function equalKinds(a: unknown, b: unknown): boolean | Pair[] {
  const kind = kindOf(a);
  const other = kindOf(b);
  if (kind === "null" || other === "null") return kind === other;
  if (Number.isNaN(a) || Number.isNaN(b)) return false;
  if (NUMERIC.has(kind) && NUMERIC.has(other)) return compareNumbers(a, b) === 0;
  if (INSTANTS.has(kind) && INSTANTS.has(other))
    return (
      !isInvalidDate(a) && !isInvalidDate(b) && nanosecondsOfInstant(a) === nanosecondsOfInstant(b)
    );
  if (kind !== other || typeof a !== "object" || typeof b !== "object") return false;
  if (kind === "Uint8Array") return Buffer.compare(a as Uint8Array, b as Uint8Array) === 0;
  if (kind === "Temporal.Duration") {
    const length = nanosecondsOfDuration(a as DurationLike);
    const otherLength = nanosecondsOfDuration(b as DurationLike);
    return length === undefined ? String(a) === String(b) : length === otherLength;
  }
  if (kind.startsWith("Temporal.")) return (a as { equals(other: unknown): boolean }).equals(b);
  const { equals } = a as { equals?: unknown };
  if (typeof equals === "function") return Boolean(equals.call(a, b));
  return innerPairs(a as object, b as object, kind) ?? false;
}

/**
 * Whether two values are the same value, in the sense of {@link compareValues}: `1`, `1n` and a
 * decimal 1.00 are, two dates of one instant are, `null` and `undefined` are; NaN is not even
 * itself. Arrays, maps, sets and plain objects are equal when their contents are; instances with a
 * method `equals()` say themselves. Never throws for values of different types.
 */
export function equalValues(first: unknown, second: unknown): boolean {
  const pending: Pair[] = [[first, second]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const a = unwrap(pair[0]);
    const b = unwrap(pair[1]);
    if (a === b) continue;
    const result = equalKinds(a, b);
    if (result === false) return false;
    if (result !== true) for (const inner of result) pending.push(inner);
  }
  return true;
}
