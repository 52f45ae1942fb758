import { Temporal } from "./temporal.ts";

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/;
const DATE_TIME =
  /^(\d{4}-\d{1,2}-\d{1,2})[T ](\d{1,2}:\d{1,2}(?::\d{1,2}(?:[.,]\d{1,12})?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const ISO_DATE_TIME =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,12}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/;

/**
 * Reads `2026-11-20`. Python: `parse_date`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such day.
 */
export function parseDate(text: string): Temporal.PlainDate | null {
  const match = DATE.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return null;
  const [, year, month, day] = match.map(Number);
  return Temporal.PlainDate.from(
    { year: year ?? 0, month: month ?? 0, day: day ?? 0 },
    { overflow: "reject" },
  );
}

/**
 * Reads `14:30`, `14:30:59` and `14:30:59.000200`. Django: `parse_time`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such time.
 */
export function parseTime(text: string): Temporal.PlainTime | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, hour = "", minute = "", second = "0", fraction = ""] = match;
  const micro = Number(fraction.padEnd(6, "0"));
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

/**
 * Reads a date and time; with an offset or `Z` the result knows its moment. Django: `parse_datetime`.
 *
 * @returns `null` when the text has another form.
 * @throws RangeError when it has that form, but there is no such date or time.
 */
export function parseDatetime(
  text: string,
): Temporal.PlainDateTime | Temporal.ZonedDateTime | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return parseIsoDatetime(text);
  const [, day = "", clock = "", offset] = match;
  const date = parseDate(day);
  const time = parseTime(clock);
  if (date === null || time === null) return null;
  return placed(date.toPlainDateTime(time), offset);
}

/** The forms of ISO 8601 that leave out separators or parts. */
function parseIsoDatetime(text: string): Temporal.PlainDateTime | Temporal.ZonedDateTime | null {
  const match = ISO_DATE_TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = match;
  const micro = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const wall = Temporal.PlainDateTime.from(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      millisecond: Math.floor(micro / 1000),
      microsecond: micro % 1000,
    },
    { overflow: "reject" },
  );
  return placed(wall, offset);
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

const DAY = 86_400_000_000;

function ofMicroseconds(total: number): Temporal.Duration {
  return Temporal.Duration.from({ microseconds: Math.round(total) + 0 }).round({
    largestUnit: "day",
    smallestUnit: "microsecond",
  });
}

function number(text: string | undefined): number {
  return text === undefined || text === "" ? 0 : Number(text.replace(",", "."));
}

/**
 * Reads a duration as Django (`4 days, 2:03:04.000005`), ISO 8601 (`P4DT2H`) or PostgreSQL
 * (`4 days 02:03:04`) write it. Django: `parse_duration`.
 *
 * @returns `null` when the text has another form.
 */
export function parseDuration(text: string): Temporal.Duration | null {
  return standardDuration(text) ?? isoDuration(text) ?? postgresDuration(text);
}

function standardDuration(text: string): Temporal.Duration | null {
  const match = STANDARD.exec(text);
  if (match === null) return null;
  const [, days, sign, hours, minutes, seconds, fraction = ""] = match;
  const clock =
    (number(hours) * 3600 + number(minutes) * 60 + number(seconds)) * 1e6 +
    Number(fraction.padEnd(6, "0"));
  return ofMicroseconds(number(days) * DAY + (sign === "-" ? -clock : clock));
}

function isoDuration(text: string): Temporal.Duration | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, sign, days, hours, minutes, seconds] = match;
  const total =
    number(days) * DAY + (number(hours) * 3600 + number(minutes) * 60 + number(seconds)) * 1e6;
  return ofMicroseconds(sign === "-" ? -total : total);
}

function postgresDuration(text: string): Temporal.Duration | null {
  const match = POSTGRES.exec(text);
  if (match === null) return null;
  const [, days, , sign, hours, minutes, seconds, fraction = ""] = match;
  const clock =
    (number(hours) * 3600 + number(minutes) * 60 + number(seconds)) * 1e6 +
    Number(fraction.padEnd(6, "0"));
  return ofMicroseconds(number(days) * DAY + (sign === "-" ? -clock : clock));
}
