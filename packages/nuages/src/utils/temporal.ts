import { createRequire } from "node:module";

type TemporalNamespace = typeof globalThis.Temporal;

function loadPolyfill(): TemporalNamespace {
  const load = createRequire(import.meta.url);
  return (load("temporal-polyfill") as { Temporal: TemporalNamespace }).Temporal;
}

/**
 * The language's `Temporal`: native where the runtime has it (Node 26), else `temporal-polyfill`
 * (Node 24), which is loaded only then.
 */
export const Temporal: TemporalNamespace =
  (globalThis as { Temporal?: TemporalNamespace }).Temporal ?? loadPolyfill();

// Gives the constant its types (`Temporal.PlainDate`): only a namespace can hold both.
// oxlint-disable-next-line typescript/no-namespace
export declare namespace Temporal {
  type DateLikeObject = globalThis.Temporal.DateLikeObject;
  type Duration = globalThis.Temporal.Duration;
  type DurationLike = globalThis.Temporal.DurationLike;
  type Instant = globalThis.Temporal.Instant;
  type PlainDate = globalThis.Temporal.PlainDate;
  type PlainDateTime = globalThis.Temporal.PlainDateTime;
  type PlainMonthDay = globalThis.Temporal.PlainMonthDay;
  type PlainTime = globalThis.Temporal.PlainTime;
  type PlainYearMonth = globalThis.Temporal.PlainYearMonth;
  type ZonedDateTime = globalThis.Temporal.ZonedDateTime;
}

/** How many dates are kept, a power of two. */
const SLOTS = 1_024;
const dates = Array.from<Temporal.PlainDate | undefined>({ length: SLOTS });
const serials = new Int32Array(SLOTS);

/**
 * The date of these numbers. Dates cannot change, so one that was made not long ago is given again: rows
 * of a database repeat them, and to make one costs more than all else in reading its column.
 *
 * @throws RangeError when there is no such day
 */
export function plainDate(year: number, month: number, day: number): Temporal.PlainDate {
  const isUsual = month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!isUsual) return new Temporal.PlainDate(year, month, day);
  const serial = (year * 16 + month) * 32 + day;
  const slot = serial & (SLOTS - 1);
  const known = serials[slot] === serial ? dates[slot] : undefined;
  if (known !== undefined) return known;
  const date = new Temporal.PlainDate(year, month, day);
  serials[slot] = serial;
  dates[slot] = date;
  return date;
}
