import * as texts from "../../utils/dateparse.ts";
import { type DateTime, parseDateTime } from "../../utils/datetime.ts";
import { Temporal } from "../../utils/temporal.ts";

export {
  durationString as formatDuration,
  exactMicroseconds as durationMicroseconds,
} from "../../utils/duration.ts";

/** Result of reading a text: the value, or why not: wrong form, or right form and no such date. */
export type Parsed<T> = { readonly value: T } | { readonly problem: "format" | "range" };

/** More characters no date has. */
const MAX_LENGTH = 100;

function parsed<T>(text: string, read: (text: string) => T | null): Parsed<T> {
  if (text.length > MAX_LENGTH) return { problem: "format" };
  try {
    const value = read(text);
    return value === null ? { problem: "format" } : { value };
  } catch (error) {
    if (error instanceof RangeError) return { problem: "range" };
    throw error;
  }
}

/** Reads `YYYY-MM-DD` and the other forms of ISO 8601. */
export function parseDate(text: string): Parsed<Temporal.PlainDate> {
  return parsed(text, texts.parseDate);
}

/** Reads `HH:MM[:ss[.uuuuuu]]` and the other forms of ISO 8601. */
export function parseTime(text: string): Parsed<Temporal.PlainTime> {
  return parsed(text, texts.parseTime);
}

/** Reads date and time. Without an offset in the text (`zoned` is false) `utc` has the digits of its clock. */
export function parseMoment(
  text: string,
): Parsed<{ readonly utc: DateTime; readonly zoned: boolean }> {
  const found = parsed(text, texts.parseDatetime);
  if (!("value" in found)) return found;
  const zoned = found.value instanceof Temporal.ZonedDateTime;
  const instant = zoned ? found.value.toInstant() : `${found.value.toString()}Z`;
  const utc = parseDateTime(String(instant));
  return utc === undefined ? { problem: "range" } : { value: { utc, zoned } };
}

/** Reads `[DD] [[HH:]MM:]ss[.uuuuuu]`, ISO 8601 (`P1DT2H`), `1 day, 02:00:00`. */
export function parseDuration(text: string): Parsed<Temporal.Duration> {
  return parsed(text, texts.parseDuration);
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
