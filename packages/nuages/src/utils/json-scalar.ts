import { microsecondOf } from "./datetime.ts";
import { Decimal } from "./decimal.ts";
import { durationIsoString } from "./duration.ts";
import { Temporal } from "./temporal.ts";

/**
 * The text that stands for a date, a time, a duration or a decimal in JSON: ISO 8601, at most
 * milliseconds. `undefined` for everything else. Django: `DjangoJSONEncoder`.
 */
export function jsonScalar(value: object): string | undefined {
  if (value instanceof Date) return momentText(value);
  if (value instanceof Decimal) return value.toString();
  if (value instanceof Temporal.Duration) return durationIsoString(value);
  if (value instanceof Temporal.PlainTime) return value.toString(digits(value));
  if (value instanceof Temporal.PlainDateTime) return value.toString(digits(value));
  if (value instanceof Temporal.ZonedDateTime) {
    const text = value.toString({ ...digits(value), timeZoneName: "never" });
    return text.replace(/\+00:00$/, "Z");
  }
  return undefined;
}

/** ISO 8601 with milliseconds where there is a part of a second. */
function momentText(date: Date): string {
  const iso = date.toISOString();
  const isWhole = date.getUTCMilliseconds() === 0 && microsecondOf(date) === 0;
  return isWhole ? iso.replace(/\.\d+Z$/u, "Z") : iso;
}

interface Fraction {
  readonly millisecond: number;
  readonly microsecond: number;
  readonly nanosecond: number;
}

function digits({ millisecond, microsecond, nanosecond }: Fraction): {
  fractionalSecondDigits: 0 | 3;
} {
  const isWhole = millisecond === 0 && microsecond === 0 && nanosecond === 0;
  return { fractionalSecondDigits: isWhole ? 0 : 3 };
}
