import { NuagesError } from "../errors/index.ts";
import { Temporal } from "../utils/temporal.ts";
import { dateNames } from "./date-names.ts";
import { gettext } from "./gettext.ts";
import {
  getCurrentTimezone,
  getDefaultTimezone,
  makeAware,
  toZoned,
  zoneAbbreviation,
} from "./timezone.ts";

/** What {@link formatDate} understands. */
export type DateValue =
  | Date
  | Temporal.Instant
  | Temporal.ZonedDateTime
  | Temporal.PlainDateTime
  | Temporal.PlainDate
  | Temporal.PlainTime;

/** A format asks a date for its time or a time for its date. */
export class DateFormatError extends NuagesError {
  readonly code = "i18n.date_format";

  constructor(letter: string, kind: "date" | "time") {
    const other = kind === "date" ? "time" : "date";
    super(`The format for ${kind} values has "${letter}", which shows a ${other}.`, {
      hint: "Give a value that has both, or take the letter out of the format.",
    });
  }
}

/** True for values that {@link formatDate} can format. */
export function isDateValue(value: unknown): value is DateValue {
  return (
    (value instanceof Date && !Number.isNaN(value.getTime())) ||
    value instanceof Temporal.PlainDate ||
    value instanceof Temporal.PlainDateTime ||
    value instanceof Temporal.ZonedDateTime ||
    value instanceof Temporal.PlainTime ||
    value instanceof Temporal.Instant
  );
}

/** A value taken apart: what it does not have is missing. */
interface Parts {
  readonly date: Temporal.PlainDate | Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined;
  readonly time: Temporal.PlainTime | Temporal.PlainDateTime | Temporal.ZonedDateTime | undefined;
  /** The zone, when the value has a moment. */
  readonly zoned: Temporal.ZonedDateTime | undefined;
}

function partsOf(value: DateValue): Parts {
  if (value instanceof Temporal.PlainDate) {
    return { date: value, time: undefined, zoned: undefined };
  }
  if (value instanceof Temporal.PlainTime) {
    return { date: undefined, time: value, zoned: undefined };
  }
  if (value instanceof Temporal.PlainDateTime) {
    return { date: value, time: value, zoned: undefined };
  }
  const zoned =
    value instanceof Temporal.ZonedDateTime ? value : toZoned(value, getCurrentTimezone());
  return { date: zoned, time: zoned, zoned };
}

type Letter = (parts: Parts, letter: string) => string;

const two = (value: number): string => String(value).padStart(2, "0");

function dateOf({ date }: Parts, letter: string): NonNullable<Parts["date"]> {
  if (date === undefined) throw new DateFormatError(letter, "time");
  return date;
}

function timeOf({ time }: Parts, letter: string): NonNullable<Parts["time"]> {
  if (time === undefined) throw new DateFormatError(letter, "date");
  return time;
}

function hour12(parts: Parts, letter: string): number {
  return timeOf(parts, letter).hour % 12 || 12;
}

/** `9` for full hours, else `9:30`. */
function shortTime(parts: Parts, letter: string): string {
  const { minute } = timeOf(parts, letter);
  const hour = String(hour12(parts, letter));
  return minute === 0 ? hour : `${hour}:${two(minute)}`;
}

function dayPeriod(parts: Parts, letter: string): string {
  const isAfternoon = timeOf(parts, letter).hour > 11;
  if (letter === "A") return isAfternoon ? gettext("PM") : gettext("AM");
  return isAfternoon ? gettext("p.m.") : gettext("a.m.");
}

function prose(parts: Parts, letter: string): string {
  const { hour, minute } = timeOf(parts, letter);
  if (minute === 0 && hour === 0) return gettext("midnight");
  if (minute === 0 && hour === 12) return gettext("noon");
  return `${shortTime(parts, letter)} ${dayPeriod(parts, "a")}`;
}

/** Sunday is 0. */
function weekday(parts: Parts, letter: string): number {
  return dateOf(parts, letter).dayOfWeek % 7;
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

/** The moment that letters for zones go by; a wall clock that is skipped or comes twice has none. */
function momentOf({ zoned, date }: Parts): Temporal.ZonedDateTime | undefined {
  if (zoned !== undefined || !(date instanceof Temporal.PlainDateTime)) return zoned;
  const zone = getDefaultTimezone();
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    date.toZonedDateTime(zone, { disambiguation }),
  );
  return earlier?.epochMilliseconds === later?.epochMilliseconds ? earlier : undefined;
}

function offsetText(moment: Temporal.ZonedDateTime | undefined): string {
  const [, sign = "", hours = "", minutes = ""] =
    /([+-])(\d\d):(\d\d)/.exec(moment?.offset ?? "") ?? [];
  return sign + hours + minutes;
}

function zoneName({ zoned }: Parts): string {
  return zoned === undefined ? "" : zoneAbbreviation(zoned.timeZoneId, zoned.epochMilliseconds);
}

function zoneNameOrOffset(parts: Parts): string {
  const moment = momentOf(parts);
  return moment === undefined ? "" : zoneAbbreviation(moment.timeZoneId, moment.epochMilliseconds);
}

/** `1` in summer time, `0` otherwise. */
function summerTime(parts: Parts): string {
  const moment = momentOf(parts);
  if (moment === undefined) return "";
  const offsets = [1, 7].map((month) => moment.with({ month, day: 1 }).offsetNanoseconds);
  return moment.offsetNanoseconds > Math.min(...offsets) ? "1" : "0";
}

function isoText({ date, time, zoned }: Parts): string {
  const text = String(zoned?.toPlainDateTime() ?? date ?? time).replace(/\.\d+$/, (fraction) =>
    fraction.padEnd(7, "0"),
  );
  return zoned === undefined ? text : text + zoned.offset;
}

const englishDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const englishMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function rfc5322({ date, zoned }: Parts, letter: string): string {
  if (date === undefined) throw new DateFormatError(letter, "time");
  const clock = date instanceof Temporal.PlainDate ? date.toPlainDateTime() : date;
  const moment = zoned ?? makeAware(clock as Temporal.PlainDateTime, getDefaultTimezone());
  const day = `${englishDays[moment.dayOfWeek % 7]}, ${two(moment.day)} ${englishMonths[moment.month - 1]}`;
  const time = `${two(moment.hour)}:${two(moment.minute)}:${two(moment.second)}`;
  return `${day} ${yearText(moment.year)} ${time} ${offsetText(moment)}`;
}

function yearText(year: number): string {
  return String(year).padStart(4, "0");
}

/** Letters that show a time, or the zone it is in. */
const TIME_LETTERS = new Set("aAefgGhHiOPsTuZ");

function epochSeconds({ zoned, date }: Parts, letter: string): string {
  if (date === undefined) throw new DateFormatError(letter, "time");
  const clock = date instanceof Temporal.PlainDate ? date.toPlainDateTime() : date;
  const moment = zoned ?? makeAware(clock as Temporal.PlainDateTime, getDefaultTimezone());
  return String(Math.floor(moment.epochMilliseconds / 1000));
}

function microseconds(parts: Parts, letter: string): string {
  const { millisecond, microsecond } = timeOf(parts, letter);
  return String(millisecond * 1000 + microsecond).padStart(6, "0");
}

const LETTERS: ReadonlyMap<string, Letter> = new Map<string, Letter>([
  ["a", dayPeriod],
  ["A", dayPeriod],
  ["b", (parts, letter) => dateNames().monthsAbbreviated[dateOf(parts, letter).month - 1] ?? ""],
  ["c", isoText],
  ["d", (parts, letter) => two(dateOf(parts, letter).day)],
  ["D", (parts, letter) => dateNames().weekdaysAbbreviated[weekday(parts, letter)] ?? ""],
  ["e", zoneName],
  ["E", (parts, letter) => dateNames().monthsAlternative[dateOf(parts, letter).month - 1] ?? ""],
  ["f", shortTime],
  ["F", (parts, letter) => dateNames().months[dateOf(parts, letter).month - 1] ?? ""],
  ["g", (parts, letter) => String(hour12(parts, letter))],
  ["G", (parts, letter) => String(timeOf(parts, letter).hour)],
  ["h", (parts, letter) => two(hour12(parts, letter))],
  ["H", (parts, letter) => two(timeOf(parts, letter).hour)],
  ["i", (parts, letter) => two(timeOf(parts, letter).minute)],
  ["I", summerTime],
  ["j", (parts, letter) => String(dateOf(parts, letter).day)],
  ["l", (parts, letter) => dateNames().weekdays[weekday(parts, letter)] ?? ""],
  ["L", (parts, letter) => (dateOf(parts, letter).inLeapYear ? "True" : "False")],
  ["m", (parts, letter) => two(dateOf(parts, letter).month)],
  [
    "M",
    (parts, letter) =>
      titleCase(dateNames().monthsAbbreviated[dateOf(parts, letter).month - 1] ?? ""),
  ],
  ["n", (parts, letter) => String(dateOf(parts, letter).month)],
  ["N", (parts, letter) => dateNames().monthsPress[dateOf(parts, letter).month - 1] ?? ""],
  ["o", (parts, letter) => String(dateOf(parts, letter).yearOfWeek ?? "")],
  ["O", (parts) => offsetText(momentOf(parts))],
  ["P", prose],
  ["r", rfc5322],
  ["s", (parts, letter) => two(timeOf(parts, letter).second)],
  ["S", (parts, letter) => ordinalSuffix(dateOf(parts, letter).day)],
  ["t", (parts, letter) => String(dateOf(parts, letter).daysInMonth)],
  ["T", zoneNameOrOffset],
  ["u", microseconds],
  ["U", epochSeconds],
  ["w", (parts, letter) => String(weekday(parts, letter))],
  ["W", (parts, letter) => String(dateOf(parts, letter).weekOfYear ?? "")],
  ["y", (parts, letter) => two(dateOf(parts, letter).year % 100)],
  ["Y", (parts, letter) => yearText(dateOf(parts, letter).year)],
  ["z", (parts, letter) => String(dateOf(parts, letter).dayOfYear)],
  [
    "Z",
    (parts) => {
      const moment = momentOf(parts);
      return moment === undefined ? "" : String(moment.offsetNanoseconds / 1e9);
    },
  ],
]);

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How {@link formatDate} reads a value. */
export interface FormatDateOptions {
  /** Take only the time of the value: letters of dates are refused. Default: false. */
  readonly timeOnly?: boolean;
}

/**
 * The text of a date or time after a format of Django's letters, such as `l, j F Y`; a backslash makes
 * the letter behind it plain. A `Date` shows in the current time zone. Django: `dateformat.format`.
 *
 * @throws DateFormatError when a date is asked for its time, or a time for its date.
 */
export function formatDate(
  value: DateValue,
  format: string,
  { timeOnly = false }: FormatDateOptions = {},
): string {
  const parts = partsOf(value);
  return format.replace(
    /\\(.)|(.)/gs,
    (char, escaped: string | undefined, plain: string, at: number) => {
      if (escaped !== undefined) return escaped;
      // Django: a letter behind any backslash is plain, also behind an escaped one.
      const letter = format[at - 1] === "\\" ? undefined : LETTERS.get(plain);
      if (timeOnly && letter !== undefined && !TIME_LETTERS.has(plain)) {
        throw new DateFormatError(plain, "time");
      }
      return letter === undefined ? char : letter(parts, plain);
    },
  );
}
