import { Temporal } from "nuages/utils/temporal";
import { Decimal } from "nuages/utils/decimal";
import { DateTime } from "nuages/utils/datetime";

interface Tagged {
  readonly $: string;
  readonly v?: unknown;
  readonly [key: string]: unknown;
}

/** A tagged value whose meaning belongs to one area (a validator, a request, an upload …). */
export type Special = Tagged;

/** How an area reads the tags that are its own. */
export type ReadSpecial = (tagged: Special, decodeValue: (value: unknown) => unknown) => unknown;

function isTagged(value: object): value is Tagged {
  return "$" in value && typeof value.$ === "string";
}

function keepTagged(tagged: Special): unknown {
  return tagged;
}

const MICROSECOND = 1_000_000;

function decodeDuration(seconds: number): Temporal.Duration {
  const whole = Math.trunc(seconds);
  const microseconds = Math.round((seconds - whole) * MICROSECOND);
  return Temporal.Duration.from({ seconds: whole, microseconds }).round({ largestUnit: "days" });
}

function decodeTag(tagged: Tagged, special: ReadSpecial): unknown {
  const inner = (value: unknown): unknown => decode(value, special);
  const text = typeof tagged.v === "string" ? tagged.v : "";
  switch (tagged.$) {
    case "int":
      return BigInt(text);
    case "float":
      return text === "nan"
        ? NaN
        : text.endsWith("inf")
          ? Number(`${text}inity`.replace("inf", "Inf"))
          : Number(text);
    case "decimal":
      return new Decimal(text);
    case "tuple":
      return (tagged.v as unknown[]).map(inner);
    case "set":
      return new Set((tagged.v as unknown[]).map(inner));
    case "dict":
      return new Map(
        (tagged.v as [unknown, unknown][]).map(([key, value]) => [inner(key), inner(value)]),
      );
    case "date":
      return Temporal.PlainDate.from(text);
    case "time":
      return Temporal.PlainTime.from(text);
    case "timedelta":
      return decodeDuration(tagged.v as number);
    case "uuid":
      return text;
    case "bytes":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "datetime":
      return tagged.tz === undefined &&
        tagged.tzname === undefined &&
        !/(?:Z|[+-]\d\d:\d\d)$/.test(text)
        ? Temporal.PlainDateTime.from(text)
        : special === keepTagged
          ? DateTime.from(text)
          : special(tagged, inner);
    default:
      return special(tagged, inner);
  }
}

/** A JSON value of a vector as the value that our API takes or gives; `special` reads an area's own tags. */
export function decode(value: unknown, special: ReadSpecial = keepTagged): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, special));
  if (value === null || typeof value !== "object") return value;
  if (isTagged(value)) return decodeTag(value, special);
  const decoded: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) decoded[key] = decode(item, special);
  return decoded;
}
