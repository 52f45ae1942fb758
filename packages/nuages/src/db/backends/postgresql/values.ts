import { DateTime } from "../../../utils/datetime.ts";
import { Decimal, quantize } from "../../../utils/decimal.ts";
import { plainDate, Temporal } from "../../../utils/temporal.ts";
import { DataError, InvalidValue } from "../../errors.ts";
import { JSON_NULL } from "../../expressions/combinable.ts";
import { durationMicroseconds } from "../../fields/date-parsing.ts";
import type { Field } from "../../fields/field.ts";
import { jsonText } from "../../fields/other-fields.ts";
import { OID, PgValue } from "./pg-value.ts";

const DAY = 86_400_000_000n;

/** `2026-11-20T14:30:45.123456Z`, for a column with time zone. */
function timestampText(date: Date): string {
  const iso = date.toISOString();
  if (iso.length !== 24)
    throw new DataError("A date outside the years 1 to 9999 cannot be stored.");
  if (!(date instanceof DateTime) || date.microsecond === 0) return iso;
  return `${iso.slice(0, -1)}${String(date.microsecond).padStart(3, "0")}Z`;
}

function intervalText(duration: Temporal.Duration): string {
  const total = durationMicroseconds(duration);
  return `${total / DAY} days ${total % DAY} microseconds`;
}

/** U+0000 as JSON spells it: behind an even number of backslashes. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** @throws InvalidValue for JSON that PostgreSQL has no form for */
function storable(json: string, { label }: Field): string {
  if (!NUL.test(json)) return json;
  throw new InvalidValue(`${label}: JSON on PostgreSQL holds no U+0000.`, {
    hint: "Refuse such a text where it comes in, or remove the character.",
  });
}

/** A value as the field holds it → what the driver takes. */
export function adaptValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "date":
      return new PgValue(
        value instanceof Date ? timestampText(value).slice(0, 10) : String(value),
        OID.date,
      );
    case "datetime":
      return new PgValue(
        value instanceof Date ? timestampText(value) : String(value),
        OID.timestamptz,
      );
    case "time":
      return new PgValue(String(value), OID.time);
    case "duration":
      return value instanceof Temporal.Duration
        ? new PgValue(intervalText(value), OID.interval)
        : value;
    case "decimal":
      return new PgValue(value instanceof Decimal ? value.toFixed() : String(value), OID.numeric);
    case "float":
      return typeof value === "number" ? new PgValue(String(value), OID.float8) : value;
    case "uuid":
      return new PgValue(String(value), OID.uuid);
    case "json":
      return new PgValue(
        value === JSON_NULL
          ? "null"
          : storable(
              jsonText(value, (field as { encoder?: Parameters<typeof jsonText>[1] }).encoder),
              field,
            ),
        OID.jsonb,
      );
    case "binary":
    case "boolean":
    case "integer":
    case "ip":
    case "text":
    case undefined:
      return value;
  }
}

type Reader = (value: unknown) => unknown;

/** Functions of whole numbers may give decimals (`SUM` of a bigint). */
function readNumber(value: unknown): unknown {
  return value instanceof Decimal || typeof value === "string" ? Number(value) : value;
}

function readInteger(value: unknown): unknown {
  if (!(value instanceof Decimal)) return value;
  const number = value.toNumber();
  if (!value.isInteger() || Number.isSafeInteger(number)) return number;
  return BigInt(value.toFixed());
}

/** Averages of decimals have more places than the column. */
function readDecimal(field: Field): Reader {
  const places = field.options["decimalPlaces"];
  return (value) => {
    const decimal =
      value instanceof Decimal
        ? value
        : typeof value === "number" || typeof value === "string"
          ? new Decimal(value)
          : value;
    const isColumn = typeof places === "number" && field.model !== undefined;
    return isColumn && decimal instanceof Decimal && decimal.decimalPlaces() < places
      ? quantize(decimal, places)
      : decimal;
  };
}

function readJson(field: Field): Reader {
  const { decoder } = field as {
    decoder?: (this: unknown, key: string, value: unknown) => unknown;
  };
  return (value) => (typeof value === "string" ? (JSON.parse(value, decoder) as unknown) : value);
}

/** What the parsers by type leave to be done; see `parsers.ts`. */
export function valueReader(field: Field): Reader | undefined {
  switch (field.kind) {
    case "decimal":
      return readDecimal(field);
    case "float":
      return readNumber;
    case "integer":
      return readInteger;
    case "json":
      return readJson(field);
    case "boolean":
      return (value) => (value === 1 ? true : value === 0 ? false : value);
    case "date":
      return (value) =>
        value instanceof DateTime
          ? plainDate(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate())
          : value;
    case "datetime":
    case "time":
    case "duration":
    case "uuid":
    case "binary":
    case "ip":
    case "text":
    case undefined:
      return undefined;
  }
}
