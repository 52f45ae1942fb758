import type { Temporal } from "../../../utils/temporal.ts";

/** What an archive is divided into. */
export type Period = "year" | "month" | "week" | "day";

/** The first day of the period that a day is in. @param firstWeekday 1 for Monday, 7 for Sunday. */
export function startOf(
  date: Temporal.PlainDate,
  period: Period,
  firstWeekday: 1 | 7 = 1,
): Temporal.PlainDate {
  if (period === "day") return date;
  if (period === "month") return date.with({ day: 1 });
  if (period === "year") return date.with({ month: 1, day: 1 });
  return date.subtract({ days: (7 + date.dayOfWeek - firstWeekday) % 7 });
}

/** The first day of the next period. */
export function nextStart(
  date: Temporal.PlainDate,
  period: Period,
  firstWeekday: 1 | 7 = 1,
): Temporal.PlainDate {
  return startOf(date, period, firstWeekday).add({ [`${period}s`]: 1 });
}
