import { NuagesError } from "../errors/index.ts";
import { DateTime, microsecondOf } from "../utils/datetime.ts";
import { Temporal } from "../utils/temporal.ts";
import { activeLocale, changeLocale, runWithLocale } from "./active-locale.ts";
import { settingOrDefault } from "../conf/index.ts";

/** No time zone has that name. */
export class UnknownTimezone extends NuagesError {
  readonly code = "i18n.unknown_timezone";

  constructor(name: string) {
    const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
    super(`"${shown}" is no time zone.`, {
      hint: 'Use a name of the IANA database, such as "Europe/Paris", or an offset such as "+02:00".',
    });
  }
}

/** A date and time that knows its moment. Python: an aware `datetime`. */
export type AwareDateTime = Date | Temporal.Instant | Temporal.ZonedDateTime;

/** The time zone that is active where this is called: an IANA name or an offset. */
export function getCurrentTimezone(): string {
  return activeLocale().timeZone ?? getDefaultTimezone();
}

/** The zone of `settings.timeZone`. */
export function getDefaultTimezone(): string {
  return settingOrDefault("timeZone");
}

/** The short name of the current zone at this moment, such as `CET`; else its offset. */
export function getCurrentTimezoneName(): string {
  return zoneAbbreviation(getCurrentTimezone(), Date.now());
}

/** The short name of the default zone at this moment. */
export function getDefaultTimezoneName(): string {
  return zoneAbbreviation(getDefaultTimezone(), Date.now());
}

/**
 * Makes a zone the current one from here on, for the work that runs this.
 *
 * @throws UnknownTimezone when no such zone is known.
 */
export function activateTimezone(timeZone: string): void {
  changeLocale({ timeZone: checkedZone(timeZone) });
}

/** Makes the default zone the current one again. */
export function deactivateTimezone(): void {
  changeLocale({ timeZone: undefined });
}

/** Runs `work` with another current zone; `null` is the default zone. Django: `timezone.override`. */
export function overrideTimezone<Result>(timeZone: string | null, work: () => Result): Result {
  const zone = timeZone === null ? undefined : checkedZone(timeZone);
  return runWithLocale({ timeZone: zone }, work);
}

function checkedZone(timeZone: string): string {
  if (!isTimezone(timeZone)) throw new UnknownTimezone(timeZone);
  return timeZone;
}

/** True for IANA names and offsets such as `+02:00`. */
export function isTimezone(name: string): boolean {
  try {
    epoch.toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const epoch = Temporal.Instant.fromEpochMilliseconds(0);

/** A zone of a fixed offset, from minutes east of UTC. */
export function getFixedTimezone(minutes: number): string {
  const sign = minutes < 0 ? "-" : "+";
  const size = Math.abs(Math.trunc(minutes));
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** This moment: a `Date` with `settings.useTz`, else the wall clock of the default zone. */
export function now(): DateTime | Temporal.PlainDateTime {
  const moment = new DateTime(Date.now());
  return settingOrDefault("useTz")
    ? moment
    : toZoned(moment, getDefaultTimezone()).toPlainDateTime();
}

/** True for values that know their moment: `Date`, `Instant`, `ZonedDateTime`. */
export function isAware(value: unknown): value is AwareDateTime {
  return (
    value instanceof Date ||
    value instanceof Temporal.Instant ||
    value instanceof Temporal.ZonedDateTime
  );
}

/** True for a date and time without zone: `PlainDateTime`. */
export function isNaive(value: unknown): value is Temporal.PlainDateTime {
  return value instanceof Temporal.PlainDateTime;
}

/** The moment as seen in a zone, exact to the microsecond. */
export function toZoned(value: AwareDateTime, timeZone: string): Temporal.ZonedDateTime {
  if (value instanceof Temporal.ZonedDateTime) return value.withTimeZone(timeZone);
  return instantOf(value).toZonedDateTimeISO(timeZone);
}

function instantOf(value: Date | Temporal.Instant): Temporal.Instant {
  if (!(value instanceof Date)) return value;
  const microseconds = microsecondOf(value);
  const instant = Temporal.Instant.fromEpochMilliseconds(value.getTime());
  return microseconds === 0 ? instant : instant.add({ microseconds });
}

/** The moment (by default this one) in a zone (by default the current one). Django: `localtime`. */
export function localtime(
  value: AwareDateTime = new DateTime(Date.now()),
  timeZone: string = getCurrentTimezone(),
): Temporal.ZonedDateTime {
  return toZoned(value, timeZone);
}

/** The day of a moment (by default this one) in a zone (by default the current one). */
export function localdate(value?: AwareDateTime, timeZone?: string): Temporal.PlainDate {
  return localtime(value, timeZone).toPlainDate();
}

/**
 * Puts a wall clock into a zone, by default the current one. Of two moments with that time the earlier
 * is taken; a time that the clocks skip is moved on.
 */
export function makeAware(
  value: Temporal.PlainDateTime,
  timeZone: string = getCurrentTimezone(),
): Temporal.ZonedDateTime {
  return value.toZonedDateTime(timeZone, { disambiguation: "compatible" });
}

/** The wall clock of a moment in a zone, by default the current one. */
export function makeNaive(
  value: AwareDateTime,
  timeZone: string = getCurrentTimezone(),
): Temporal.PlainDateTime {
  return toZoned(value, timeZone).toPlainDateTime();
}

/**
 * What a template shows of a date: moments in the current zone, unless `useTz` (by default the setting)
 * is false; all other values as they are.
 */
export function templateLocaltime(value: unknown, useTz?: boolean): unknown {
  const isMoment = isAware(value) && !(value instanceof Date && Number.isNaN(value.getTime()));
  return isMoment && (useTz ?? settingOrDefault("useTz")) ? localtime(value) : value;
}

/** Zones whose letters `Intl` does not know, by their name and offset in minutes. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ["Asia/Tokyo 540", "JST"],
  ["Asia/Seoul 540", "KST"],
  ["Asia/Shanghai 480", "CST"],
  ["Asia/Taipei 480", "CST"],
  ["Asia/Hong_Kong 480", "HKT"],
  ["Asia/Manila 480", "PST"],
  ["Asia/Kolkata 330", "IST"],
  ["Asia/Calcutta 330", "IST"],
  ["Asia/Karachi 300", "PKT"],
  ["Asia/Jakarta 420", "WIB"],
  ["Asia/Jerusalem 120", "IST"],
  ["Asia/Jerusalem 180", "IDT"],
  ["Europe/Moscow 180", "MSK"],
  ["Africa/Cairo 120", "EET"],
  ["Africa/Cairo 180", "EEST"],
  ["Africa/Johannesburg 120", "SAST"],
  ["Africa/Lagos 60", "WAT"],
  ["Africa/Nairobi 180", "EAT"],
  ["Pacific/Auckland 720", "NZST"],
  ["Pacific/Auckland 780", "NZDT"],
  ["Pacific/Guam 600", "ChST"],
]);

const SHORT_NAME_LOCALES = ["en-US", "en-GB", "en-AU"];
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 300;

function shortNameIn(locale: string, timeZone: string, time: number): string | undefined {
  const key = `${locale} ${timeZone}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
    if (formatters.size >= MAX_FORMATTERS) formatters.clear();
    formatters.set(key, formatter);
  }
  const name = formatter.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value;
  return name === undefined || /^(?:GMT|UTC)[+-]/.test(name) ? undefined : name;
}

/** The short name of a zone at a moment, such as `CEST`; its offset when it has no letters. */
export function zoneAbbreviation(timeZone: string, time: number): string {
  if (timeZone === "UTC" || timeZone === "Etc/UTC") return "UTC";
  const zoned = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
  const minutes = Math.round(zoned.offsetNanoseconds / 60_000_000_000);
  if (/^[+-]/.test(timeZone)) return minutes === 0 ? "UTC" : zoned.offset.replace(":", "");
  const known = ABBREVIATIONS.get(`${timeZone} ${minutes}`);
  if (known !== undefined) return known;
  for (const locale of SHORT_NAME_LOCALES) {
    const name = shortNameIn(locale, timeZone, time);
    if (name !== undefined) return name;
  }
  return zoned.offset.replace(/:00$/, "").replace(":", "");
}
