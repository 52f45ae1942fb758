import { getCurrentTimezone } from "../i18n/index.ts";
import { DateTime } from "../utils/datetime.ts";
import { Temporal } from "../utils/temporal.ts";

let reads = 0;

/** How often the current zone was asked for: tells whether what was made in between depends on it. */
export function timeZoneReads(): number {
  return reads;
}

/** Name of the time zone in which dates without a zone are read and parts of dates are taken. */
export function currentTimeZone(): string {
  reads += 1;
  return getCurrentTimezone();
}

/** The moment of a wall-clock time in a time zone, given as if it were UTC. */
export function fromWallClock(local: DateTime, timeZone: string = currentTimeZone()): DateTime {
  if (timeZone === "UTC") return local;
  const plain = Temporal.Instant.fromEpochMilliseconds(local.getTime())
    .toZonedDateTimeISO("UTC")
    .toPlainDateTime();
  return new DateTime(plain.toZonedDateTime(timeZone).epochMilliseconds, local.microsecond);
}

/** Wall-clock time of a moment in a time zone. */
export function wallClock(
  moment: Date,
  timeZone: string = currentTimeZone(),
): Temporal.PlainDateTime {
  const microsecond = moment instanceof DateTime ? moment.microsecond : 0;
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .with({ microsecond });
}

/** The moment at which a calendar day begins in a time zone. */
export function startOfDay(
  date: Temporal.PlainDate,
  timeZone: string = currentTimeZone(),
): DateTime {
  return new DateTime(date.toZonedDateTime(timeZone).epochMilliseconds);
}
