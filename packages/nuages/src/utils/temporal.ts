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
