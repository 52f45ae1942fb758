import { Temporal } from "../../../utils/temporal.ts";
import { durationMicroseconds } from "../../fields/date-parsing.ts";

/** A moment as SQLite stores it, on the clock of some zone. */
type Clock = Temporal.PlainDateTime;

const MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?)?(?:[+-]\d{2}:\d{2}|Z)?$/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?$/;

function micros(fraction: string | undefined): { millisecond: number; microsecond: number } {
  const value = Number((fraction ?? "").padEnd(6, "0"));
  return { millisecond: Math.floor(value / 1_000), microsecond: value % 1_000 };
}

/** Reads a stored date or moment; undefined for anything else. */
export function readClock(text: unknown): Clock | undefined {
  const match = typeof text === "string" ? MOMENT.exec(text) : null;
  if (match === null) return undefined;
  return Temporal.PlainDateTime.from({
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4] ?? 0),
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    ...micros(match[7]),
  });
}

function readTime(text: unknown): Temporal.PlainTime | undefined {
  const match = typeof text === "string" ? TIME.exec(text) : null;
  if (match === null) return readClock(text)?.toPlainTime();
  return Temporal.PlainTime.from({
    hour: Number(match[1]),
    minute: Number(match[2]),
    second: Number(match[3] ?? 0),
    ...micros(match[4]),
  });
}

/** The clock of a time zone at a moment that is stored in UTC. */
function inZone(clock: Clock, timeZone: unknown): Clock {
  if (typeof timeZone !== "string" || timeZone === "UTC") return clock;
  return clock.toZonedDateTime("UTC").withTimeZone(timeZone).toPlainDateTime();
}

function dateText(date: Temporal.PlainDate): string {
  return `${String(date.year).padStart(4, "0")}-${String(date.month).padStart(2, "0")}-${String(date.day).padStart(2, "0")}`;
}

function timeText(time: Temporal.PlainTime): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const micro = time.millisecond * 1_000 + time.microsecond;
  return `${two(time.hour)}:${two(time.minute)}:${two(time.second)}${micro === 0 ? "" : `.${String(micro).padStart(6, "0")}`}`;
}

function datePart(part: string, date: Temporal.PlainDate): number | undefined {
  switch (part) {
    case "year":
      return date.year;
    case "isoYear":
      return date.yearOfWeek;
    case "quarter":
      return Math.ceil(date.month / 3);
    case "month":
      return date.month;
    case "week":
      return date.weekOfYear;
    case "weekDay":
      return (date.dayOfWeek % 7) + 1;
    case "isoWeekDay":
      return date.dayOfWeek;
    case "day":
      return date.day;
    default:
      return undefined;
  }
}

function timePart(part: string, time: Temporal.PlainTime): number | undefined {
  switch (part) {
    case "hour":
      return time.hour;
    case "minute":
      return time.minute;
    case "second":
      return time.second;
    default:
      return undefined;
  }
}

/** A part of a stored date, moment or time. */
export function extractPart(part: string, value: unknown, timeZone: unknown): number | null {
  const clock = readClock(value);
  if (clock === undefined) {
    const time = readTime(value);
    return time === undefined ? null : (timePart(part, time) ?? null);
  }
  const local = inZone(clock, timeZone);
  return datePart(part, local.toPlainDate()) ?? timePart(part, local.toPlainTime()) ?? null;
}

/** The first day of the year, quarter, month or week. */
function firstDay(part: string, date: Temporal.PlainDate): Temporal.PlainDate {
  switch (part) {
    case "year":
      return date.with({ month: 1, day: 1 });
    case "quarter":
      return date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 });
    case "month":
      return date.with({ day: 1 });
    case "week":
      return date.subtract({ days: date.dayOfWeek - 1 });
    default:
      return date;
  }
}

function cutTime(part: string, time: Temporal.PlainTime): Temporal.PlainTime {
  const zero = { millisecond: 0, microsecond: 0 };
  switch (part) {
    case "hour":
      return time.with({ minute: 0, second: 0, ...zero });
    case "minute":
      return time.with({ second: 0, ...zero });
    case "second":
      return time.with(zero);
    default:
      return Temporal.PlainTime.from("00:00");
  }
}

export function truncateDate(part: string, value: unknown, timeZone: unknown): string | null {
  const clock = readClock(value);
  return clock === undefined
    ? null
    : dateText(firstDay(part, inZone(clock, timeZone).toPlainDate()));
}

export function truncateTime(part: string, value: unknown, timeZone: unknown): string | null {
  const clock = readClock(value);
  const time = clock === undefined ? readTime(value) : inZone(clock, timeZone).toPlainTime();
  return time === undefined ? null : timeText(cutTime(part, time));
}

export function truncateMoment(part: string, value: unknown, timeZone: unknown): string | null {
  const clock = readClock(value);
  if (clock === undefined) return null;
  const local = inZone(clock, timeZone);
  return `${dateText(firstDay(part, local.toPlainDate()))} ${timeText(cutTime(part, local.toPlainTime()))}`;
}

export function castDate(value: unknown, timeZone: unknown): string | null {
  const clock = readClock(value);
  return clock === undefined ? null : dateText(inZone(clock, timeZone).toPlainDate());
}

export function castTime(value: unknown, timeZone: unknown): string | null {
  const clock = readClock(value);
  return clock === undefined ? null : timeText(inZone(clock, timeZone).toPlainTime());
}

function clockMicros(clock: Clock): bigint {
  return durationMicroseconds(
    clock.since(new Temporal.PlainDateTime(1970, 1, 1), { largestUnit: "day" }),
  );
}

/** Microseconds between two stored dates or moments. */
export function momentDifference(left: unknown, right: unknown): bigint | null {
  const [a, b] = [readClock(left), readClock(right)];
  return a === undefined || b === undefined ? null : clockMicros(a) - clockMicros(b);
}

/** Microseconds between two times of day. */
export function timeDifference(left: unknown, right: unknown): bigint | null {
  const [a, b] = [readTime(left), readTime(right)];
  return a === undefined || b === undefined ? null : durationMicroseconds(a.since(b));
}

/** A date or moment and microseconds, added or taken away; a number of microseconds times a number. */
export function combineDuration(
  operator: string,
  left: unknown,
  right: unknown,
): string | number | bigint | null {
  if (left === null || right === null) return null;
  if (operator === "*") return Number(left) * Number(right);
  if (operator === "/") return Number(right) === 0 ? null : Number(left) / Number(right);
  const amount = (value: unknown): bigint | undefined =>
    typeof value === "number" || typeof value === "bigint"
      ? BigInt(Math.round(Number(value)))
      : undefined;
  const [a, b] = [amount(left), amount(right)];
  if (a !== undefined && b !== undefined) return operator === "+" ? a + b : a - b;
  const base = a === undefined ? left : right;
  const clock = readClock(base);
  const shift = a ?? b;
  if (clock === undefined || shift === undefined || (operator === "-" && a !== undefined))
    return null;
  const signed = operator === "-" ? -shift : shift;
  const moved = clock.add({
    milliseconds: Number(signed / 1_000n),
    microseconds: Number(signed % 1_000n),
  });
  if (typeof base === "string" && base.length === 10)
    return dateText(clock.toPlainDate().add({ days: floorDays(signed) }));
  return `${dateText(moved.toPlainDate())} ${timeText(moved.toPlainTime())}`;
}

/** Whole days of a number of microseconds: a date alone moves by days only. */
function floorDays(amount: bigint): number {
  const day = 86_400_000_000n;
  const whole = amount / day;
  return Number(amount % day < 0n ? whole - 1n : whole);
}
