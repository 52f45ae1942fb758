import { asciiDigits } from "./numbers.ts";
import { Temporal } from "./temporal.ts";

type PlainTime = Temporal.PlainTime;

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/;
const DATE_TIME =
  /^(\d{4}-\d{1,2}-\d{1,2})[T ](\d{1,2}:\d{1,2}(?::\d{1,2}(?:[.,]\d{1,12})?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const ISO_DATE = /^(\d{4})(-?)(\d{2})\2(\d{2})$/;
const ISO_WEEK = /^(\d{4})(-?)W(\d{2})(?:\2([1-7]))?$/;
const ISO_TIME =
  /^(\d{2})(?:(:?)(\d{2})(?:\2(\d{2}))?)?(?:[.,](\d+))?(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/;
const ISO_DATE_TIME = /^(\d{4}(?:-\d\d-\d\d|\d{4}|-W\d\d(?:-\d)?|W\d\d\d?))(?:.(.+))?$/su;

/**
 * Reads `2026-11-20`, and the other forms of ISO 8601: `20261120`, `2026-W47-5`. Django: `parse_date`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such day.
 */
export function parseDate(text: string): Temporal.PlainDate | null {
  const iso = isoDate(text);
  if (iso !== undefined) return iso;
  const match = DATE.exec(asciiDigits(text));
  if (match === null) return null;
  const [, year, month, day] = match.map(Number);
  return dateOf(year, month, day);
}

function dateOf(year = 0, month = 0, day = 0): Temporal.PlainDate {
  if (year === 0) throw new RangeError("There is no year 0.");
  return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
}

/** What `read` gives; undefined where there is no such date or time. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isoDate(text: string): Temporal.PlainDate | undefined {
  const day = ISO_DATE.exec(text);
  if (day !== null) return attempt(() => dateOf(Number(day[1]), Number(day[3]), Number(day[4])));
  const week = ISO_WEEK.exec(text);
  return week === null
    ? undefined
    : attempt(() => weekDate(Number(week[1]), Number(week[3]), Number(week[4] ?? "1")));
}

/** A day of a week: the first week of a year is the one with its fourth of January. */
function weekDate(year: number, week: number, weekday: number): Temporal.PlainDate | undefined {
  const fourth = dateOf(year, 1, 4);
  const date = fourth.add({ days: (week - 1) * 7 + weekday - fourth.dayOfWeek });
  return date.yearOfWeek === year && date.weekOfYear === week ? date : undefined;
}

/**
 * Reads `14:30`, `14:30:59` and `14:30:59.000200`, and the other forms of ISO 8601: `14`, `1430`. An
 * offset behind it is left out. Django: `parse_time`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such time.
 */
export function parseTime(text: string): Temporal.PlainTime | null {
  const iso = isoTime(text.replace(/^T/, ""));
  if (iso !== undefined) return iso.time;
  const match = TIME.exec(asciiDigits(text));
  if (match === null) return null;
  const [, hour, minute, second, fraction] = match;
  return timeOf({ hour, minute, second, fraction });
}

/** Digits of the parts of a time. */
interface Clock {
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly fraction: string | undefined;
}

function timeOf({ hour = "0", minute = "0", second = "0", fraction = "" }: Clock): PlainTime {
  const micro = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return Temporal.PlainTime.from(
    {
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      millisecond: Math.floor(micro / 1000),
      microsecond: micro % 1000,
    },
    { overflow: "reject" },
  );
}

function isoTime(text: string): { time: PlainTime; offset: string | undefined } | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [, hour, , minute, second, fraction, offset] = match;
  const [, hours = "0", minutes = "0"] = /(\d\d):?(\d\d)?/.exec(offset ?? "") ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const time = attempt(() => timeOf({ hour, minute, second, fraction }));
  return time && { time, offset };
}

/**
 * Reads a date and time; with an offset or `Z` the result knows its moment. Django: `parse_datetime`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such date or time.
 */
export function parseDatetime(
  text: string,
): Temporal.PlainDateTime | Temporal.ZonedDateTime | null {
  const match = DATE_TIME.exec(asciiDigits(text));
  if (match === null) return isoDatetime(text) ?? null;
  const [, day = "", clock = "", offset] = match;
  const date = parseDate(day);
  const time = parseTime(clock);
  if (date === null || time === null) return null;
  return placed(date.toPlainDateTime(time), offset);
}

/** The forms of ISO 8601 that leave out separators or parts, count weeks, or have another character than T in the middle. */
function isoDatetime(text: string): Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined {
  const [, day = "", clock = "00"] = ISO_DATE_TIME.exec(text) ?? [];
  const date = isoDate(day);
  const found = isoTime(clock);
  return date && found && placed(date.toPlainDateTime(found.time), found.offset);
}

function placed(
  wall: Temporal.PlainDateTime,
  offset: string | undefined,
): Temporal.PlainDateTime | Temporal.ZonedDateTime {
  if (offset === undefined) return wall;
  if (offset === "Z") return wall.toZonedDateTime("UTC");
  const [, sign = "+", hours = "00", minutes = "00"] =
    /^([+-])(\d{2}):?(\d{2})?/.exec(offset) ?? [];
  const isUtc = hours === "00" && minutes === "00";
  return wall.toZonedDateTime(isUtc ? "UTC" : `${sign}${hours}:${minutes}`);
}

const STANDARD =
  /^(?:(-?\d+) (?:days?, )?)?(-?)(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,6})\d{0,6})?$/;
const ISO =
  /^([-+]?)P(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const POSTGRES = /^(?:(-?\d+) (days? ?))?(?:([-+])?(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;
/** Python's `timedelta.max.days`. */
const MAX_DAYS = 999_999_999n;

function ofMicroseconds(total: bigint): Temporal.Duration {
  const days = total / DAY - (total % DAY < 0n ? 1n : 0n);
  if (days > MAX_DAYS || days < -MAX_DAYS)
    throw new RangeError(`A duration has at most ${MAX_DAYS} days.`);
  const part = (unit: bigint): number => Number((total % (unit * 1000n)) / unit);
  return Temporal.Duration.from({
    seconds: Number(total / SECOND),
    milliseconds: part(1000n),
    microseconds: part(1n),
  }).round({ largestUnit: "day", smallestUnit: "microsecond" });
}

/** So many units, which may have a fraction, as microseconds. */
function scaled(text: string | undefined, unit: bigint): bigint {
  if (text === undefined || text === "") return 0n;
  return /[.,]/.test(text)
    ? BigInt(Math.round(Number(text.replace(",", ".")) * Number(unit)))
    : BigInt(text) * unit;
}

/** The parts of a clock as microseconds. */
function clockOf({ hour, minute, second, fraction = "" }: Clock): bigint {
  return (
    scaled(hour, 3600n * SECOND) +
    scaled(minute, 60n * SECOND) +
    scaled(second, SECOND) +
    BigInt(fraction.padEnd(6, "0"))
  );
}

/**
 * Reads a duration as Django (`4 days, 2:03:04.000005`), ISO 8601 (`P4DT2H`) or PostgreSQL
 * (`4 days 02:03:04`) write it. Django: `parse_duration`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it is longer than 999,999,999 days.
 */
export function parseDuration(text: string): Temporal.Duration | null {
  if (text.length > MAX_DURATION_LENGTH) return null;
  return standardDuration(text) ?? isoDuration(text) ?? postgresDuration(text);
}

/** More characters no duration needs; numbers of any length would take time. */
const MAX_DURATION_LENGTH = 200;

function standardDuration(text: string): Temporal.Duration | null {
  const match = STANDARD.exec(text);
  if (match === null) return null;
  const [, days, sign, hour, minute, second, fraction] = match;
  const clock = clockOf({ hour, minute, second, fraction });
  return ofMicroseconds(scaled(days, DAY) + (sign === "-" ? -clock : clock));
}

function isoDuration(text: string): Temporal.Duration | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, sign, days, hour, minute, second] = match;
  const total = scaled(days, DAY) + clockOf({ hour, minute, second, fraction: undefined });
  return ofMicroseconds(sign === "-" ? -total : total);
}

function postgresDuration(text: string): Temporal.Duration | null {
  const match = POSTGRES.exec(text);
  if (match === null) return null;
  const [, days, , sign, hour, minute, second, fraction] = match;
  const clock = clockOf({ hour, minute, second, fraction });
  return ofMicroseconds(scaled(days, DAY) + (sign === "-" ? -clock : clock));
}
