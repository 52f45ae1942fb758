import {
  dateFormat,
  DateFormatError,
  isDateValue,
  timeFormat,
  timesince,
  timeuntil,
  type TimesinceValue,
} from "../../i18n/index.ts";
import { Temporal } from "../../utils/temporal.ts";
import type { Library } from "../library.ts";
import { text } from "../runtime/text.ts";
import { truthy } from "../runtime/truth.ts";

function formatOf(argument: unknown): string | null {
  return argument === undefined || argument === null ? null : text(argument);
}

function date(value: unknown, argument: unknown): string {
  if (!isDateValue(value)) return "";
  try {
    return dateFormat(value, formatOf(argument));
  } catch (error) {
    if (error instanceof DateFormatError && value instanceof Temporal.PlainTime) return "";
    throw error;
  }
}

function time(value: unknown, argument: unknown): string {
  if (!isDateValue(value)) return "";
  try {
    return timeFormat(value, formatOf(argument));
  } catch (error) {
    if (error instanceof DateFormatError) return "";
    throw error;
  }
}

function isMeasurable(value: unknown): value is TimesinceValue {
  return isDateValue(value) && !(value instanceof Temporal.PlainTime);
}

function measuring(measure: typeof timesince): (value: unknown, argument: unknown) => string {
  return (value, argument) => {
    if (!isMeasurable(value)) return "";
    const other = truthy(argument) ? argument : undefined;
    if (other !== undefined && !isMeasurable(other)) return "";
    try {
      return measure(value, other);
    } catch (error) {
      if (error instanceof TypeError) return "";
      throw error;
    }
  };
}

/** Registers the filters for dates. */
export function registerDateFilters(library: Library): void {
  const local = { expectsLocaltime: true, isSync: true, argument: "optional" } as const;
  const plain = { isSync: true, argument: "optional" } as const;
  library
    .filter("date", date, local)
    .filter("time", time, local)
    .filter("timesince", measuring(timesince), plain)
    .filter("timeuntil", measuring(timeuntil), plain);
}
