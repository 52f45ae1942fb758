import { NuagesRangeError } from "../errors/index.ts";

/** A text is no date and time that exists. */
export class InvalidDateTime extends NuagesRangeError {
  readonly code = "utils.invalid_datetime";

  constructor(text: string) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    super(`"${shown}" is not a date and time.`, {
      hint: 'Expected ISO 8601 with a year of four digits, such as "2026-11-20T14:30:45.123456Z".',
    });
  }
}

const MILLISECOND = 1_000n;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/;

/**
 * A `Date` that keeps microseconds, as databases do: what was loaded goes back as it came.
 * As a plain `Date` it has the whole milliseconds; {@link microsecond} holds the rest.
 */
export class DateTime extends Date {
  #microsecond = 0;
  /** The millisecond that the microseconds belong to: setting another one drops them. */
  #millisecond = 0;

  /** @param microsecond Microseconds beyond the whole milliseconds of `instant`: 0–999. */
  constructor(instant: number | string | Date = Date.now(), microsecond?: number) {
    super(instant);
    const kept = microsecond ?? (instant instanceof DateTime ? instant.microsecond : 0);
    this.#microsecond = Math.min(999, Math.max(0, Math.trunc(kept) || 0));
    this.#millisecond = this.getUTCMilliseconds();
  }

  /**
   * Reads ISO 8601 or SQL text with up to nine digits of a second (beyond six they are cut). UTC
   * unless the text has an offset.
   *
   * @throws InvalidDateTime when the text is no such date.
   */
  static from(text: string): DateTime {
    const parsed = parseDateTime(text);
    if (parsed === undefined) throw new InvalidDateTime(text);
    return parsed;
  }

  /** Microseconds beyond the whole milliseconds: 0–999. */
  get microsecond(): number {
    return this.getUTCMilliseconds() === this.#millisecond ? this.#microsecond : 0;
  }

  /** Microseconds since 1970, exactly. */
  get epochMicroseconds(): bigint {
    return epochMicroseconds(this);
  }

  override setTime(time: number): number {
    this.#microsecond = 0;
    return super.setTime(time);
  }
}

/** Microseconds of a date beyond its whole milliseconds: 0 for a plain `Date`. */
export function microsecondOf(date: Date): number {
  return date instanceof DateTime ? date.microsecond : 0;
}

/**
 * Microseconds since 1970, exactly.
 *
 * @throws InvalidDateTime for an invalid date.
 */
export function epochMicroseconds(date: Date): bigint {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new InvalidDateTime("Invalid Date");
  return BigInt(time) * MILLISECOND + BigInt(microsecondOf(date));
}

/** The date at `microseconds` since 1970. */
export function fromEpochMicroseconds(microseconds: bigint): DateTime {
  const rest = ((microseconds % MILLISECOND) + MILLISECOND) % MILLISECOND;
  return new DateTime(Number((microseconds - rest) / MILLISECOND), Number(rest));
}

/** How {@link formatDateTime} writes. */
export interface FormatDateTimeOptions {
  /** Between date and time. Default: `T`. */
  readonly separator?: "T" | " ";
  /** Text of the offset: nothing, `Z`, `+00:00`. Default: `Z`. */
  readonly offset?: "" | "Z" | "+00:00";
  /** Whether six digits follow the second even when all are zero. Default: true. */
  readonly fraction?: boolean;
}

/**
 * A date in UTC with microseconds: `2026-11-20T14:30:45.123456Z`.
 *
 * @throws InvalidDateTime for an invalid date or a year outside 0–9999.
 */
export function formatDateTime(date: Date, options: FormatDateTimeOptions = {}): string {
  const { separator = "T", offset = "Z", fraction = true } = options;
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new InvalidDateTime(String(date));
  const iso = date.toISOString();
  const micro = microsecondOf(date);
  const whole = !fraction && micro === 0 && date.getUTCMilliseconds() === 0;
  const time = whole ? iso.slice(11, 19) : iso.slice(11, 23) + String(micro).padStart(3, "0");
  return `${iso.slice(0, 10)}${separator}${time}${offset}`;
}

function offsetMilliseconds(text: string): number | undefined {
  if (text === "" || text.toUpperCase() === "Z") return 0;
  const digits = text.slice(1).replaceAll(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2, 4) || "0");
  const seconds = Number(digits.slice(4, 6) || "0");
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return (text.startsWith("-") ? -1_000 : 1_000) * ((hours * 60 + minutes) * 60 + seconds);
}

/**
 * Reads ISO 8601 or SQL text with up to nine digits of a second (beyond six they are cut). UTC
 * unless the text has an offset. `undefined` for other text and for dates that do not exist.
 */
export function parseDateTime(text: string): DateTime | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = "00", fraction = "", zone = ""] = match;
  const offset = offsetMilliseconds(zone);
  const digits = fraction.padEnd(6, "0");
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}.${digits.slice(0, 3)}Z`;
  const local = new Date(plain);
  // Date rolls 31 February over to March, and takes 24:00.
  if (offset === undefined || Number.isNaN(local.getTime()) || local.toISOString() !== plain)
    return undefined;
  return new DateTime(local.getTime() - offset, Number(digits.slice(3, 6)));
}
