import {
  type AwareDateTime,
  type DateValue,
  formatDate,
  isAware,
  isNaive,
  localdate,
  localtime,
  makeAware,
  makeNaive,
  templateLocaltime,
  timesince,
  type TimesinceValue,
  timeuntil,
} from "nuages/i18n";
import { parseDate, parseDatetime, parseDuration, parseTime } from "nuages/utils/dateparse";
import { durationIsoString, durationMicroseconds, durationString } from "nuages/utils/duration";
import type { Temporal } from "nuages/utils/temporal";

import type { Adapter } from "../adapter.ts";
import { call, type Calls, functionAreas, isForeign } from "../functions.ts";

const text = (value: unknown): string => value as string;
const zone = (value: unknown): string | undefined => (value ?? undefined) as string | undefined;
const aware = (value: unknown): AwareDateTime | undefined =>
  (value ?? undefined) as AwareDateTime | undefined;

const measure =
  (since: typeof timesince, until: typeof timesince): Calls[string] =>
  ([value, now], kwargs) => {
    const other = (now ?? kwargs["now"] ?? null) as TimesinceValue | null;
    const options = kwargs["depth"] === undefined ? {} : { depth: Number(kwargs["depth"]) };
    return (kwargs["reversed"] === true ? until : since)(value as TimesinceValue, other, options);
  };

const duration = (value: unknown): Temporal.Duration => value as Temporal.Duration;

const calls: Calls = {
  "utils.dateformat.format": ([value, format]) => formatDate(value as DateValue, text(format)),
  "utils.dateformat.time_format": ([value, format]) =>
    formatDate(value as DateValue, text(format), { timeOnly: true }),
  "utils.dateparse.parse_date": ([value]) => parseDate(text(value)),
  "utils.dateparse.parse_datetime": ([value]) => parseDatetime(text(value)),
  "utils.dateparse.parse_duration": ([value]) => parseDuration(text(value)),
  "utils.dateparse.parse_time": ([value]) => parseTime(text(value)),
  "utils.duration.duration_iso_string": ([value]) => durationIsoString(duration(value)),
  "utils.duration.duration_microseconds": ([value]) => durationMicroseconds(duration(value)),
  "utils.duration.duration_string": ([value]) => durationString(duration(value)),
  "utils.timesince.timesince": measure(timesince, timeuntil),
  "utils.timesince.timeuntil": measure(timeuntil, timesince),
  "utils.timezone.is_aware": ([value]) => isAware(value),
  "utils.timezone.is_naive": ([value]) => isNaive(value),
  "utils.timezone.localdate": ([value, timeZone]) => localdate(aware(value), zone(timeZone)),
  "utils.timezone.localtime": ([value, timeZone]) => localtime(aware(value), zone(timeZone)),
  "utils.timezone.make_aware": ([value, timeZone]) =>
    makeAware(value as Temporal.PlainDateTime, zone(timeZone)),
  "utils.timezone.make_naive": ([value, timeZone]) =>
    makeNaive(value as AwareDateTime, zone(timeZone)),
  "utils.timezone.template_localtime": ([value, useTz], kwargs) =>
    templateLocaltime(value, (useTz ?? kwargs["use_tz"] ?? undefined) as boolean | undefined),
};

export const adapter: Adapter = {
  ...functionAreas(["functions_dates"]),
  part: (vector) =>
    isForeign(vector) && /dateformat|timesince/.test(String(vector.fn)) ? "translated" : undefined,
  run: (vector) => call(calls, vector),
};
