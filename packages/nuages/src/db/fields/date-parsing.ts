import { type DateTime, parseDateTime } from "../../utils/datetime.ts";
import { Temporal } from "../../utils/temporal.ts";

/** Result of reading a text: the value, or why not: wrong form, or right form and no such date. */
export type Parsed<T> = { readonly value: T } | { readonly problem: "format" | "range" };

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?$/;
const DATE_TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const ISO_DURATION =
  /^([-+]?)P(?=\d|T\d)(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const DURATION =
  /^(?:(-?\d+) (?:days?, )?|(-?\d+)d )?(-?)(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,6})\d*)?$/;
const DAYS_ONLY = /^(-?\d+) days?$/;

function two(text: string | undefined): string {
  return (text ?? "0").padStart(2, "0");
}

function microseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.padEnd(6, "0"));
}

/** Reads `YYYY-MM-DD`. */
export function parseDate(text: string): Parsed<Temporal.PlainDate> {
  const match = text.length > 20 ? null : DATE.exec(text);
  if (match === null) return { problem: "format" };
  try {
    const [, year, month, day] = match;
    return {
      value: Temporal.PlainDate.from(
        { year: Number(year), month: Number(month), day: Number(day) },
        { overflow: "reject" },
      ),
    };
  } catch (error) {
    if (error instanceof RangeError) return { problem: "range" };
    throw error;
  }
}

/** Reads `HH:MM[:ss[.uuuuuu]]`. */
export function parseTime(text: string): Parsed<Temporal.PlainTime> {
  const match = text.length > 40 ? null : TIME.exec(text);
  if (match === null) return { problem: "format" };
  const micro = microseconds(match[4]);
  try {
    return {
      value: Temporal.PlainTime.from(
        {
          hour: Number(match[1]),
          minute: Number(match[2]),
          second: Number(match[3] ?? 0),
          millisecond: Math.floor(micro / 1_000),
          microsecond: micro % 1_000,
        },
        { overflow: "reject" },
      ),
    };
  } catch (error) {
    if (error instanceof RangeError) return { problem: "range" };
    throw error;
  }
}

/** Reads date and time; `zone` is the offset of the text, undefined when it has none. */
export function parseMoment(
  text: string,
): Parsed<{ readonly utc: DateTime; readonly zoned: boolean }> {
  const match = text.length > 60 ? null : DATE_TIME.exec(text);
  if (match === null) return { problem: "format" };
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const date = `${year}-${two(month)}-${two(day)}`;
  const time = `${two(hour)}:${two(minute)}:${two(second)}.${(fraction ?? "").padEnd(6, "0")}`;
  const utc = parseDateTime(`${date}T${time}${zone ?? "Z"}`);
  return utc === undefined ? { problem: "range" } : { value: { utc, zoned: zone !== undefined } };
}

/** Microseconds of a duration of days and smaller units. @throws RangeError for months and years */
export function durationMicroseconds(duration: Temporal.Duration): bigint {
  if (duration.years !== 0 || duration.months !== 0) {
    throw new RangeError("A duration of months or years has no fixed length.");
  }
  const days = BigInt(duration.weeks) * 7n + BigInt(duration.days);
  const seconds =
    ((days * 24n + BigInt(duration.hours)) * 60n + BigInt(duration.minutes)) * 60n +
    BigInt(duration.seconds);
  return (
    (seconds * 1_000n + BigInt(duration.milliseconds)) * 1_000n + BigInt(duration.microseconds)
  );
}

/** The duration of `total` microseconds as days and smaller units, all of one sign. */
export function durationFrom(total: bigint): Temporal.Duration {
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const part = (unit: bigint, limit: bigint): number => Number(((size / unit) % limit) * sign);
  return new Temporal.Duration(
    0,
    0,
    0,
    Number((size / 86_400_000_000n) * sign),
    part(3_600_000_000n, 24n),
    part(60_000_000n, 60n),
    part(1_000_000n, 60n),
    part(1_000n, 1_000n),
    part(1n, 1_000n),
  );
}

function isoMicroseconds(match: RegExpExecArray): bigint {
  const scaled = (text: string | undefined, unit: number): bigint =>
    text === undefined ? 0n : BigInt(Math.round(Number(text.replace(",", ".")) * unit));
  const size =
    scaled(match[2], 86_400_000_000) +
    scaled(match[3], 3_600_000_000) +
    scaled(match[4], 60_000_000) +
    scaled(match[5], 1_000_000);
  return match[1] === "-" ? -size : size;
}

/** Reads `[DD] [[HH:]MM:]ss[.uuuuuu]`, ISO 8601 (`P1DT2H`), `1 day, 02:00:00`. */
export function parseDuration(text: string): Temporal.Duration | undefined {
  if (text.length > 60) return undefined;
  const iso = ISO_DURATION.exec(text);
  if (iso !== null) return durationFrom(isoMicroseconds(iso));
  const daysOnly = DAYS_ONLY.exec(text);
  if (daysOnly !== null) return durationFrom(BigInt(daysOnly[1] ?? "0") * 86_400_000_000n);
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const days = BigInt(match[1] ?? match[2] ?? "0");
  const seconds =
    (BigInt(match[4] ?? "0") * 60n + BigInt(match[5] ?? "0")) * 60n + BigInt(match[6] ?? "0");
  const time = seconds * 1_000_000n + BigInt(microseconds(match[7]));
  return durationFrom(days * 86_400_000_000n + (match[3] === "-" ? -time : time));
}

/** `[-]D HH:MM:SS[.uuuuuu]` as Python writes a duration for fixtures. */
export function formatDuration(duration: Temporal.Duration): string {
  const total = durationMicroseconds(duration);
  const day = 86_400_000_000n;
  let days = total / day;
  let rest = total % day;
  if (rest < 0n) {
    days -= 1n;
    rest += day;
  }
  const pad = (value: bigint, width: number): string => value.toString().padStart(width, "0");
  const clock = `${pad(rest / 3_600_000_000n, 2)}:${pad((rest / 60_000_000n) % 60n, 2)}:${pad((rest / 1_000_000n) % 60n, 2)}`;
  const micro = rest % 1_000_000n;
  return `${days === 0n ? "" : `${days} `}${clock}${micro === 0n ? "" : `.${pad(micro, 6)}`}`;
}
