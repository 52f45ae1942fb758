import { Decimal } from "../../../utils/decimal.ts";
import { Temporal } from "../../../utils/temporal.ts";
import { JSON_NULL } from "../../expressions/combinable.ts";
import { durationMicroseconds } from "../../fields/date-parsing.ts";
import type { Field } from "../../fields/field.ts";
import { jsonText } from "../../fields/other-fields.ts";
import { datetimeText, valueReader as textReader } from "../sqlite/values.ts";
import { ExactNumber, FloatNumber } from "./literal.ts";

/** A value as the field holds it → what the driver takes. */
export function adaptValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "date":
      return value instanceof Date ? datetimeText(value).slice(0, 10) : String(value);
    case "datetime":
      return value instanceof Date ? datetimeText(value) : String(value);
    case "time":
      return String(value);
    case "duration":
      return value instanceof Temporal.Duration ? durationMicroseconds(value) : value;
    case "decimal":
      return value instanceof Decimal && value.isFinite()
        ? new ExactNumber(value.toFixed())
        : String(value);
    case "float":
      return typeof value === "number" ? new FloatNumber(value) : value;
    case "json":
      return value === JSON_NULL
        ? "null"
        : jsonText(value, (field as { encoder?: Parameters<typeof jsonText>[1] }).encoder);
    case "binary":
    case "boolean":
    case "integer":
    case "ip":
    case "text":
    case "uuid":
    case undefined:
      return value;
  }
}

/** Sums and averages come as decimals, whole numbers beyond 2^53 as text. */
function readInteger(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const number = Number(value);
  if (Number.isNaN(number)) return value;
  if (Number.isSafeInteger(number) || !/^-?\d+(?:\.0*)?$/.test(value)) return number;
  return BigInt(value.replace(/\..*$/, ""));
}

/** What the driver gives for a column of the field → its value. */
export function valueReader(field: Field): ((value: unknown) => unknown) | undefined {
  switch (field.kind) {
    case "integer":
      return readInteger;
    case "float":
      return (value) => (typeof value === "string" ? Number(value) : value);
    case "duration": {
      const read = textReader(field);
      return (value) => read?.(readInteger(value));
    }
    case "decimal":
      return (value) =>
        typeof value === "string" || typeof value === "number" ? new Decimal(value) : value;
    case "binary":
      // A copy: the driver's bytes are a window on all that it received.
      return (value) => (value instanceof Uint8Array ? new Uint8Array(value) : value);
    case "boolean":
    case "date":
    case "datetime":
    case "time":
    case "uuid":
    case "json":
    case "ip":
    case "text":
    case undefined:
      return textReader(field);
  }
}
