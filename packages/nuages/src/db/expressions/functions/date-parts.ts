import type { Temporal } from "../../../utils/temporal.ts";
import { callable } from "../../callable.ts";
import type { FieldType } from "../../fields/field-types.ts";
import type { NullWith } from "../../query/value-types.ts";
import type { Argument, PathOf, Typed, ValueOf } from "./argument-types.ts";
import * as dateTime from "./date-time.ts";

/** What functions of dates and times take besides their argument. */
export interface ZoneOptions {
  /** IANA name of the time zone in which a moment is looked at. Default: the current one. */
  readonly timeZone?: string;
}

/** What functions that cut dates and times take besides their argument. */
export interface TruncOptions<T extends object = object> extends ZoneOptions {
  /** A date, time or date-time field: what the result is, when it is not what the argument is. */
  readonly outputField?: T;
}

/** The parts of a date or time. */
export type DatePart =
  | "year"
  | "isoYear"
  | "quarter"
  | "month"
  | "week"
  | "weekDay"
  | "isoWeekDay"
  | "day"
  | "hour"
  | "minute"
  | "second";

/** Parts that some databases know besides: PostgreSQL all but `microsecond`, MariaDB only that. */
export type ServerDatePart =
  | "century"
  | "decade"
  | "doy"
  | "epoch"
  | "julian"
  | "microsecond"
  | "microseconds"
  | "millennium"
  | "milliseconds";

/** The parts to which a date or time can be cut. */
export type TruncPart = Exclude<DatePart, "isoYear" | "weekDay" | "isoWeekDay">;

type ExtractFactory = <const A extends Argument>(
  source: A,
  part: DatePart | ServerDatePart,
  options?: ZoneOptions,
) => Typed<NullWith<number, [ValueOf<A>]>, PathOf<A>>;
type PartFactory = <const A extends Argument>(
  source: A,
  options?: ZoneOptions,
) => Typed<NullWith<number, [ValueOf<A>]>, PathOf<A>>;

/**
 * A part of a date or time as a number: `Extract("published", "year")`. PostgreSQL gives
 * others that it knows, too: `Extract("published", "century")`, `"epoch"`, `"doy"`.
 */
export const Extract = callable<ExtractFactory, typeof dateTime.Extract>(
  dateTime.Extract,
  "Extract",
);

function extractor(type: typeof dateTime.Extract): typeof dateTime.Extract & PartFactory {
  return callable<PartFactory, typeof dateTime.Extract>(type, type.name);
}

/** The year. */
export const ExtractYear = extractor(dateTime.ExtractYear);
/** The year of the ISO week. */
export const ExtractIsoYear = extractor(dateTime.ExtractIsoYear);
/** The quarter, 1 to 4. */
export const ExtractQuarter = extractor(dateTime.ExtractQuarter);
/** The month, 1 to 12. */
export const ExtractMonth = extractor(dateTime.ExtractMonth);
/** The ISO week, 1 to 53. */
export const ExtractWeek = extractor(dateTime.ExtractWeek);
/** The day of the week, 1 (Sunday) to 7. */
export const ExtractWeekDay = extractor(dateTime.ExtractWeekDay);
/** The day of the ISO week, 1 (Monday) to 7. */
export const ExtractIsoWeekDay = extractor(dateTime.ExtractIsoWeekDay);
/** The day of the month. */
export const ExtractDay = extractor(dateTime.ExtractDay);
/** The hour. */
export const ExtractHour = extractor(dateTime.ExtractHour);
/** The minute. */
export const ExtractMinute = extractor(dateTime.ExtractMinute);
/** The second, without its fraction. */
export const ExtractSecond = extractor(dateTime.ExtractSecond);

type Cut<A, T> =
  T extends FieldType<infer V, boolean, boolean> ? NullWith<V, [ValueOf<A>]> : ValueOf<A>;
type TruncFactory = <const A extends Argument, T extends object = object>(
  source: A,
  part: TruncPart,
  options?: TruncOptions<T>,
) => Typed<Cut<A, T>, PathOf<A>>;
type TruncPartFactory = <const A extends Argument, T extends object = object>(
  source: A,
  options?: TruncOptions<T>,
) => Typed<Cut<A, T>, PathOf<A>>;

/** A date or time cut to a part, the first of the month for `"month"`: `Trunc("published", "month")`. */
export const Trunc = callable<TruncFactory, typeof dateTime.Trunc>(dateTime.Trunc, "Trunc");

function cutter(part: TruncPart): TruncPartFactory {
  const name = `Trunc${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
  class Cutter extends dateTime.Trunc {
    constructor(source: Argument, options: dateTime.DateTimeOptions = {}) {
      super(source, part, options);
    }
  }
  // The class takes what the precise type of the call says.
  return callable<TruncPartFactory, typeof Cutter>(Cutter, name);
}

/** The first day of the year. */
export const TruncYear = cutter("year");
/** The first day of the quarter. */
export const TruncQuarter = cutter("quarter");
/** The first day of the month. */
export const TruncMonth = cutter("month");
/** The Monday of the week. */
export const TruncWeek = cutter("week");
/** The beginning of the day. */
export const TruncDay = cutter("day");
/** The full hour. */
export const TruncHour = cutter("hour");
/** The full minute. */
export const TruncMinute = cutter("minute");
/** The full second. */
export const TruncSecond = cutter("second");

type DateFactory = <const A extends Argument>(
  source: A,
  options?: ZoneOptions,
) => Typed<NullWith<Temporal.PlainDate, [ValueOf<A>]>, PathOf<A>>;
type TimeFactory = <const A extends Argument>(
  source: A,
  options?: ZoneOptions,
) => Typed<NullWith<Temporal.PlainTime, [ValueOf<A>]>, PathOf<A>>;

/** The day of a moment. */
export const TruncDate = callable<DateFactory, typeof dateTime.TruncDate>(
  dateTime.TruncDate,
  "TruncDate",
);
/** The time of day of a moment. */
export const TruncTime = callable<TimeFactory, typeof dateTime.TruncTime>(
  dateTime.TruncTime,
  "TruncTime",
);
