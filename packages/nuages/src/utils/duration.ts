import type { Temporal } from "./temporal.ts";

const DAY = 86_400_000_000n;

/** Microseconds of a duration of days and smaller units. @throws RangeError for months and years */
export function exactMicroseconds(duration: Temporal.Duration): bigint {
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

/**
 * Length of a duration in microseconds, days of 24 hours. Django: `duration_microseconds`.
 *
 * @throws RangeError for months and years
 */
export function durationMicroseconds(duration: Temporal.Duration): number {
  return Number(exactMicroseconds(duration));
}

interface DurationParts {
  readonly days: bigint;
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
  /** Microseconds with their point; empty when there are none. */
  readonly fraction: string;
}

/** Days, which may be negative, and a clock, which is not. */
function partsOf(duration: Temporal.Duration): DurationParts {
  const total = exactMicroseconds(duration);
  const rest = ((total % DAY) + DAY) % DAY;
  const seconds = rest / 1_000_000n;
  const micro = rest % 1_000_000n;
  const two = (value: bigint): string => String(value).padStart(2, "0");
  return {
    days: (total - rest) / DAY,
    hours: two(seconds / 3600n),
    minutes: two((seconds / 60n) % 60n),
    seconds: two(seconds % 60n),
    fraction: micro === 0n ? "" : `.${String(micro).padStart(6, "0")}`,
  };
}

/** `4 02:03:04.000005`: the form in which form fields show durations. Django: `duration_string`. */
export function durationString(duration: Temporal.Duration): string {
  const { days, hours, minutes, seconds, fraction } = partsOf(duration);
  return `${days === 0n ? "" : `${days} `}${hours}:${minutes}:${seconds}${fraction}`;
}

/** `P4DT02H03M04.000005S`, as JSON has it. Django: `duration_iso_string`. */
export function durationIsoString(duration: Temporal.Duration): string {
  const isNegative = exactMicroseconds(duration) < 0n;
  const { days, hours, minutes, seconds, fraction } = partsOf(
    isNegative ? duration.negated() : duration,
  );
  return `${isNegative ? "-" : ""}P${days}DT${hours}H${minutes}M${seconds}${fraction}S`;
}
