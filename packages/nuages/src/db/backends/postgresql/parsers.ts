import { Buffer } from "node:buffer";

import { DateTime } from "../../../utils/datetime.ts";
import { Decimal } from "../../../utils/decimal.ts";
import { plainDate, Temporal } from "../../../utils/temporal.ts";
import { DataError } from "../../errors.ts";
import { durationFrom } from "../../fields/date-parsing.ts";
import { OID } from "./pg-value.ts";

type Parser = (text: string) => unknown;

const ZERO = 48;
const DASH = 45;
const DOT = 46;
const PLUS = 43;

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

function four(text: string, at: number): number {
  return two(text, at) * 100 + two(text, at + 2);
}

/** `infinity`, years before Christ or beyond 9999 have no counterpart. */
function refuse(text: string): never {
  throw new DataError(`The date "${text}" is outside the years 1 to 9999.`);
}

/** Microseconds after the point at `at`, and where they end. */
function fraction(text: string, at: number): readonly [micro: number, end: number] {
  if (text.charCodeAt(at) !== DOT) return [0, at];
  let micro = 0;
  let end = at + 1;
  for (let unit = 100_000; end < text.length; unit /= 10, end += 1) {
    const digit = text.charCodeAt(end) - ZERO;
    if (digit < 0 || digit > 9) break;
    micro += digit * unit;
  }
  return [micro, end];
}

/** Minutes of an offset such as `+00` or `-03:30`. */
function offsetMinutes(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign !== PLUS && sign !== DASH) return 0;
  const minutes = two(text, at + 1) * 60 + (text.length > at + 4 ? two(text, at + 4) : 0);
  return sign === DASH ? -minutes : minutes;
}

/** `2026-11-20 14:30:45.123456+00` at its fixed places. */
export function parseTimestamp(text: string): DateTime {
  if (text.length < 19 || text.charCodeAt(4) !== DASH || text.endsWith("BC")) refuse(text);
  const year = four(text, 0);
  const [micro, end] = fraction(text, 19);
  const milli = Math.floor(micro / 1_000);
  let time = Date.UTC(
    year,
    two(text, 5) - 1,
    two(text, 8),
    two(text, 11),
    two(text, 14),
    two(text, 17),
    milli,
  );
  if (year < 100) time = new Date(time).setUTCFullYear(year);
  if (end < text.length) time -= offsetMinutes(text, end) * 60_000;
  return new DateTime(time, micro % 1_000);
}

function parseDate(text: string): Temporal.PlainDate {
  if (text.length !== 10) refuse(text);
  return plainDate(four(text, 0), two(text, 5), two(text, 8));
}

function parseTime(text: string): Temporal.PlainTime {
  const [micro] = fraction(text, 8);
  // The end of the day has no other form.
  const hour = two(text, 0) % 24;
  return new Temporal.PlainTime(
    hour,
    two(text, 3),
    two(text, 6),
    Math.floor(micro / 1_000),
    micro % 1_000,
  );
}

const INTERVAL =
  /^(?:(-?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

/** `1 year 2 mons 3 days 04:05:06.789`; a month has 30 days and a year 365, as Django's driver counts them. */
function parseInterval(text: string): unknown {
  const match = INTERVAL.exec(text);
  if (match === null) return text;
  const [, years = "0", months = "0", days = "0", sign, hours = "0", minutes = "0", rest = "0"] =
    match;
  const whole = BigInt(years) * 365n + BigInt(months) * 30n + BigInt(days);
  const clock =
    ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(rest)) * 1_000_000n +
    BigInt((match[8] ?? "").padEnd(6, "0"));
  return durationFrom(whole * 86_400_000_000n + (sign === "-" ? -clock : clock));
}

function parseInt8(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** Text of the server → value, by type; other types stay text. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [OID.bool, (text) => text === "t"],
  [OID.bytea, (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"))],
  [OID.int8, parseInt8],
  [OID.int2, Number],
  [OID.int4, Number],
  [OID.oid, Number],
  [OID.float4, Number],
  [OID.float8, Number],
  [OID.date, parseDate],
  [OID.time, parseTime],
  [OID.timetz, parseTime],
  [OID.timestamp, parseTimestamp],
  [OID.timestamptz, parseTimestamp],
  [OID.interval, parseInterval],
  [OID.numeric, (text) => new Decimal(text)],
]);

function asText(text: string): string {
  return text;
}

export function parserOf(oid: number): Parser {
  return PARSERS.get(oid) ?? asText;
}
