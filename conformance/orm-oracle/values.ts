import { Temporal } from "nuages/utils/temporal";
import { DateTime, formatDateTime } from "nuages/utils/datetime";
import { Decimal } from "nuages/utils/decimal";

import type { Tagged } from "./grammar.ts";

const FLOATS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

function duration(microseconds: bigint): Temporal.Duration {
  const rest = microseconds % DAY;
  return Temporal.Duration.from({
    days: Number(microseconds / DAY),
    seconds: Number(rest / SECOND),
    microseconds: Number(rest % SECOND),
  }).round({ largestUnit: "days" });
}

function microsecondsOf(value: Temporal.Duration): bigint {
  const whole = BigInt(value.weeks * 7 + value.days) * DAY;
  const seconds = BigInt(value.hours) * 3600n + BigInt(value.minutes) * 60n + BigInt(value.seconds);
  const parts = BigInt(value.milliseconds) * 1000n + BigInt(value.microseconds);
  return whole + seconds * SECOND + parts;
}

/** A tag that stands for a plain value, as the value that our API takes; undefined for other tags. */
export function decodePlain(tagged: Tagged): { readonly value: unknown } | undefined {
  const text = String(tagged.v);
  switch (tagged.$) {
    case "date":
      return { value: Temporal.PlainDate.from(text) };
    case "time":
      return { value: Temporal.PlainTime.from(text) };
    case "datetime":
      return { value: DateTime.from(text) };
    case "timedelta":
      return { value: duration(BigInt(text)) };
    case "decimal":
      return { value: new Decimal(text) };
    case "uuid":
    case "tz":
      return { value: text };
    case "bytes":
      return { value: new Uint8Array(Buffer.from(text, "hex")) };
    case "bigint":
      return { value: BigInt(text) };
    case "float":
      return { value: FLOATS[text] };
    case "double":
    case "json":
      return { value: tagged.v };
    default:
      return undefined;
  }
}

function encodeNumber(value: number | bigint): unknown {
  if (typeof value === "number") {
    if (Number.isNaN(value)) return { $: "float", v: "nan" };
    return Number.isFinite(value) ? value : { $: "float", v: value > 0 ? "inf" : "-inf" };
  }
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : { $: "bigint", v: value.toString() };
}

/** A value of ours in the oracle's form; undefined when it is no plain value. */
export function encodePlain(value: unknown): { readonly form: unknown } | undefined {
  if (value === null || value === undefined) return { form: null };
  if (typeof value === "number" || typeof value === "bigint") return { form: encodeNumber(value) };
  if (typeof value !== "object") return { form: value };
  if (value instanceof Decimal) return { form: { $: "decimal", v: value.toFixed() } };
  if (value instanceof Date)
    return { form: { $: "datetime", v: formatDateTime(value, { offset: "+00:00" }) } };
  if (value instanceof Temporal.PlainDate) return { form: { $: "date", v: value.toString() } };
  if (value instanceof Temporal.PlainTime) return { form: { $: "time", v: value.toString() } };
  if (value instanceof Temporal.Duration)
    return { form: { $: "timedelta", v: microsecondsOf(value).toString() } };
  if (value instanceof Uint8Array)
    return { form: { $: "bytes", v: Buffer.from(value).toString("hex") } };
  return undefined;
}
