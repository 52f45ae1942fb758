import {
  dateFormat,
  getDefaultTimezone,
  gettext,
  interpolate,
  isDateValue,
  isNaive,
  localdate,
  ngettext,
  npgettext,
  numberFormat,
  pgettext,
  timesince,
  timeuntil,
  type TimeUnit,
  toZoned,
} from "../../i18n/index.ts";
import { floatformat } from "../../template/index.ts";
import { DateTime } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { toInteger } from "../../utils/numbers.ts";
import { SafeString } from "../../utils/safestring.ts";
import { Temporal } from "../../utils/temporal.ts";
import { valueText } from "../../utils/value-text.ts";

/** 1st, 2nd, 3rd … in the active language; what is no number comes back as it is. Django: `ordinal`. */
export function ordinal(value: unknown): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  if (number < 0) return String(number);
  const last = Number(BigInt(number) % 10n);
  const isTeen = [11, 12, 13].includes(Number(BigInt(number) % 100n));
  const suffix = ["th", "st", "nd", "rd"][last] ?? "th";
  const format = isTeen
    ? pgettext("ordinal 11, 12, 13", "{}th")
    : pgettext(`ordinal ${last}`, `{}${suffix}`);
  return new SafeString(format.replace("{}", () => String(number)));
}

/** How {@link intcomma} writes. */
export interface IntcommaOptions {
  /** Group as the active language does; else by commas. Default: true. */
  readonly useL10n?: boolean;
}

/** A number with its thousands grouped. Django: `intcomma`. */
export function intcomma(value: unknown, { useL10n = true }: IntcommaOptions = {}): string {
  const isFraction = (typeof value === "number" && !Number.isInteger(value)) || isDecimal(value);
  const number = isFraction ? value : toInteger(value);
  if (useL10n && number !== undefined) return numberFormat(number, { forceGrouping: true });
  return valueText(value).replace(/^-?\p{Nd}+/u, withCommas);
}

function withCommas(digits: string): string {
  const sign = digits.startsWith("-") ? "-" : "";
  const whole = digits.slice(sign.length);
  const groups: string[] = [];
  for (let end = whole.length; end > 0; end -= 3)
    groups.push(whole.slice(Math.max(0, end - 3), end));
  return sign + groups.reverse().join(",");
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && Decimal.isDecimal(value);
}

const LARGE_NUMBERS: readonly (readonly [exponent: number, name: string])[] = [
  [6, "million"],
  [9, "billion"],
  [12, "trillion"],
  [15, "quadrillion"],
  [18, "quintillion"],
  [21, "sextillion"],
  [24, "septillion"],
  [27, "octillion"],
  [30, "nonillion"],
  [33, "decillion"],
  [100, "googol"],
];

/** `1.2 million` for large numbers; smaller ones come back as whole numbers. Django: `intword`. */
export function intword(value: unknown): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  const exact = BigInt(number);
  const size = exact < 0n ? -exact : exact;
  if (size < 1_000_000n) return number;
  for (const [exponent, name] of LARGE_NUMBERS) {
    const unit = 10n ** BigInt(exponent);
    if (size >= unit * 1_000n) continue;
    const amount = Number(exact) / Number(unit);
    const text = ngettext(`%(value)s ${name}`, `%(value)s ${name}`, Math.abs(awayFromOne(amount)));
    return interpolate(text, { value: floatformat(amount, 1) });
  }
  return number;
}

/** The whole number beyond an amount, seen from one: what its plural form goes by. */
function awayFromOne(amount: number): number {
  const distance = amount - 1;
  return (distance < 0 ? Math.floor(distance) : Math.ceil(distance)) + 1;
}

const SMALL_NUMBERS = "one two three four five six seven eight nine".split(" ");

/** The words for 1 to 9; other numbers as they are. Django: `apnumber`. */
export function apnumber(value: unknown): unknown {
  const number = toInteger(value);
  if (number === undefined) return value;
  const word = number >= 1 && number <= 9 ? SMALL_NUMBERS[Number(number) - 1] : undefined;
  return word === undefined ? number : gettext(word);
}

/** `today`, `tomorrow`, `yesterday`, else the date in `format`. Django: `naturalday`. */
export function naturalday(value: unknown, format?: string | null): unknown {
  if (!isDateValue(value) || value instanceof Temporal.PlainTime) return value;
  const zone = value instanceof Temporal.ZonedDateTime ? value.timeZoneId : undefined;
  const today = localdate(new DateTime(Date.now()), zone);
  const day = dayOf(value);
  switch (today.until(day).days) {
    case 0:
      return gettext("today");
    case 1:
      return gettext("tomorrow");
    case -1:
      return gettext("yesterday");
    default:
      return dateFormat(day, format ?? null);
  }
}

function dayOf(
  value: Exclude<Parameters<typeof dateFormat>[0], Temporal.PlainTime>,
): Temporal.PlainDate {
  if (value instanceof Temporal.PlainDate) return value;
  if (isNaive(value) || value instanceof Temporal.ZonedDateTime) return value.toPlainDate();
  return localdate(value);
}

const unitText =
  (context: string) =>
  (unit: TimeUnit, count: number): string =>
    interpolate(npgettext(context, `%(num)d ${unit}`, `%(num)d ${unit}s`, count), { num: count });

function counted(singular: string, plural: string, count: number): string {
  return interpolate(ngettext(singular, plural, count), { count });
}

const DAY = 86_400;

/** `3 minutes ago`, `a day from now`, `now`. Django: `naturaltime`. */
export function naturaltime(value: unknown): unknown {
  if (
    !isDateValue(value) ||
    value instanceof Temporal.PlainTime ||
    value instanceof Temporal.PlainDate
  ) {
    return value;
  }
  const now = toZoned(new DateTime(Date.now()), "UTC");
  const isWallClock = isNaive(value);
  const moment = isWallClock ? value : toZoned(value, "UTC");
  const reference = isWallClock ? toZoned(now, getDefaultTimezone()).toPlainDateTime() : now;
  const elapsed = secondsBetween(moment, reference);
  return elapsed > 0 ? past(moment, reference, elapsed) : future(moment, reference, -elapsed);
}

type Clock = Temporal.PlainDateTime | Temporal.ZonedDateTime;

function secondsBetween(from: Clock, to: Clock): number {
  const microseconds = (clock: Clock): number => {
    const zoned = clock instanceof Temporal.PlainDateTime ? clock.toZonedDateTime("UTC") : clock;
    return zoned.epochMilliseconds * 1_000 + zoned.microsecond;
  };
  return (microseconds(to) - microseconds(from)) / 1e6;
}

function past(value: Clock, now: Clock, elapsed: number): string {
  const seconds = Math.floor(elapsed);
  if (seconds >= DAY) {
    const delta = timesince(value, now, { unitText: unitText("naturaltime-past") });
    return interpolate(gettext("%(delta)s ago"), { delta });
  }
  if (seconds === 0) return gettext("now");
  if (seconds < 60) return counted("a second ago", "%(count)s\u00a0seconds ago", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return counted("a minute ago", "%(count)s\u00a0minutes ago", minutes);
  return counted("an hour ago", "%(count)s\u00a0hours ago", Math.floor(minutes / 60));
}

function future(value: Clock, now: Clock, left: number): string {
  const seconds = Math.floor(left);
  if (seconds >= DAY) {
    const delta = timeuntil(value, now, { unitText: unitText("naturaltime-future") });
    return interpolate(gettext("%(delta)s from now"), { delta });
  }
  if (seconds === 0) return gettext("now");
  if (seconds < 60) return counted("a second from now", "%(count)s\u00a0seconds from now", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return counted("a minute from now", "%(count)s\u00a0minutes from now", minutes);
  return counted("an hour from now", "%(count)s\u00a0hours from now", Math.floor(minutes / 60));
}
