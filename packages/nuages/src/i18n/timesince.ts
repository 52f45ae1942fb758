import { DateTime } from "../utils/datetime.ts";
import { Temporal } from "../utils/temporal.ts";
import { gettext, ngettext } from "./gettext.ts";
import { interpolate } from "./interpolate.ts";
import { type AwareDateTime, getDefaultTimezone, isAware, toZoned } from "./timezone.ts";

/** A day or a moment that {@link timesince} can measure from. */
export type TimesinceValue = AwareDateTime | Temporal.PlainDateTime | Temporal.PlainDate;

/** Names of the units of {@link timesince}, largest first. */
export type TimeUnit = "year" | "month" | "week" | "day" | "hour" | "minute";

/** Gives the text for a number of units, such as "3 days". */
export type UnitText = (unit: TimeUnit, count: number) => string;

/** How {@link timesince} writes. */
export interface TimesinceOptions {
  /** How many neighbouring units appear. Default: 2. */
  readonly depth?: number;
  /** Writes a unit. Default: the translation of "%(num)d day" and so on. */
  readonly unitText?: UnitText;
}

const UNITS: readonly TimeUnit[] = ["year", "month", "week", "day", "hour", "minute"];
const CHUNKS = [604_800, 86_400, 3_600, 60];
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The text of a number of units in the active language. */
export function timeUnitText(unit: TimeUnit, count: number): string {
  return interpolate(ngettext(`%(num)d ${unit}`, `%(num)d ${unit}s`, count), { num: count });
}

type Clock = Temporal.ZonedDateTime | Temporal.PlainDateTime;

function clockOf(value: TimesinceValue): Clock {
  if (value instanceof Temporal.PlainDate) return value.toPlainDateTime();
  if (value instanceof Temporal.PlainDateTime) return value;
  return value instanceof Temporal.ZonedDateTime ? value : toZoned(value, "UTC");
}

function currentClock(like: Clock): Clock {
  const now = new DateTime(Date.now());
  if (like instanceof Temporal.ZonedDateTime) return toZoned(now, like.timeZoneId);
  return toZoned(now, getDefaultTimezone()).toPlainDateTime();
}

/** Seconds between two clocks of one kind. */
function secondsBetween(from: Clock, to: Clock): number {
  return (microseconds(to) - microseconds(from)) / 1e6;
}

function microseconds(clock: Clock): number {
  const zoned = clock instanceof Temporal.PlainDateTime ? clock.toZonedDateTime("UTC") : clock;
  return zoned.epochMilliseconds * 1000 + zoned.microsecond;
}

/** Whole months from one wall clock to the other. */
function monthsBetween(from: Clock, to: Clock): number {
  const months = (to.year - from.year) * 12 + (to.month - from.month);
  const isEarlier =
    from.day > to.day ||
    (from.day === to.day && Temporal.PlainTime.compare(from.toPlainTime(), to.toPlainTime()) > 0);
  return isEarlier ? months - 1 : months;
}

function addMonths(clock: Clock, months: number): Clock {
  const total = clock.year * 12 + clock.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = (total % 12) + 1;
  const day = Math.min(MONTH_DAYS[month - 1] ?? 28, clock.day);
  return clock.with({ year, month, day, millisecond: 0, microsecond: 0 });
}

/** Years, months, weeks … minutes between two clocks. */
function partsBetween(from: Clock, to: Clock): number[] {
  const months = monthsBetween(from, to);
  const pivot = months > 0 ? addMonths(from, months) : from;
  let seconds = secondsBetween(pivot, to);
  const parts = [Math.floor(months / 12), months % 12];
  for (const chunk of CHUNKS) {
    const count = Math.floor(seconds / chunk);
    parts.push(count);
    seconds -= count * chunk;
  }
  return parts;
}

/** Joined by spaces that do not break. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

function between(from: Clock, end: Clock, options: TimesinceOptions): string {
  const isMoment = from instanceof Temporal.ZonedDateTime && end instanceof Temporal.ZonedDateTime;
  const to = isMoment ? end.withTimeZone(from.timeZoneId) : end;
  const { depth = 2, unitText = timeUnitText } = options;
  if (depth <= 0) throw new RangeError("depth must be greater than 0.");
  const parts = secondsBetween(from, to) <= 0 ? [] : partsBetween(from, to);
  const first = parts.findIndex((count) => count !== 0);
  if (first < 0) return unbroken(unitText("minute", 0));
  const shown: string[] = [];
  for (let index = first; index < UNITS.length && shown.length < depth; index += 1) {
    const unit = UNITS[index];
    const count = parts[index] ?? 0;
    if (unit === undefined || count === 0) break;
    shown.push(unbroken(unitText(unit, count)));
  }
  return shown.join(gettext(", "));
}

function checkKinds(from: Clock, to: Clock): void {
  if (isAware(from) !== isAware(to)) {
    throw new TypeError("A moment has no distance from a date without time zone.");
  }
}

/**
 * The time from `value` to `until` (by default now) in two neighbouring units: "2 weeks, 3 days"; never
 * less than "0 minutes". Django: `timesince`.
 *
 * @throws TypeError when one of them has a time zone and the other has not.
 */
export function timesince(
  value: TimesinceValue,
  until?: TimesinceValue | null,
  options: TimesinceOptions = {},
): string {
  const from = clockOf(value);
  const to = until ? clockOf(until) : currentClock(from);
  checkKinds(from, to);
  return between(from, to, options);
}

/** The time from `since` (by default now) to `value`, as {@link timesince}. Django: `timeuntil`. */
export function timeuntil(
  value: TimesinceValue,
  since?: TimesinceValue | null,
  options: TimesinceOptions = {},
): string {
  const to = clockOf(value);
  const from = since ? clockOf(since) : currentClock(to);
  checkKinds(from, to);
  return between(from, to, options);
}
