import { DateTime, microsecondOf } from "../../../utils/datetime.ts";
import { Decimal, quantize } from "../../../utils/decimal.ts";
import { plainDate, Temporal } from "../../../utils/temporal.ts";
import { JSON_NULL } from "../../expressions/combinable.ts";
import { durationFrom, durationMicroseconds } from "../../fields/date-parsing.ts";
import { fitsDigits } from "../../fields/decimal-fields.ts";
import type { Field } from "../../fields/field.ts";
import { jsonText } from "../../fields/other-fields.ts";
import { DataError } from "../../errors.ts";

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

const DAY = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => pad(number, 2));

let lastDay = Number.NaN;
let lastDayText = "";

/** The date of a day since 1970. Dates that are stored together are mostly of one day. */
function dayText(day: number): string {
  if (day !== lastDay) {
    const date = new Date(day * DAY);
    const year = date.getUTCFullYear();
    if (!(year >= 1 && year <= 9999))
      throw new DataError("A date outside the years 1 to 9999 cannot be stored.");
    lastDayText = date.toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastDayText;
}

/** `2026-11-20 14:30:45.123456`, in UTC; without fraction when it is zero, as Django writes it. */
export function datetimeText(date: Date): string {
  const time = date.getTime();
  const day = Math.floor(time / DAY);
  const rest = time - day * DAY;
  const micro = (rest % 1_000) * 1_000 + microsecondOf(date);
  const hour = TWO_DIGITS[Math.floor(rest / 3_600_000)];
  const minute = TWO_DIGITS[Math.floor(rest / 60_000) % 60];
  const moment = `${dayText(day)} ${hour}:${minute}:${TWO_DIGITS[Math.floor(rest / 1_000) % 60]}`;
  return micro === 0 ? moment : `${moment}.${pad(micro, 6)}`;
}

function timeText(time: Temporal.PlainTime): string {
  const micro = time.millisecond * 1_000 + time.microsecond;
  const clock = `${pad(time.hour, 2)}:${pad(time.minute, 2)}:${pad(time.second, 2)}`;
  return micro === 0 ? clock : `${clock}.${pad(micro, 6)}`;
}

const I64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

function integerValue(value: unknown): unknown {
  if (typeof value === "bigint" && (value < I64[0] || value > I64[1]))
    throw new DataError("A whole number of more than 64 bits cannot be stored.");
  return value;
}

/** A value as the field holds it → what the driver takes. */
export function adaptValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "boolean":
      return typeof value === "boolean" ? Number(value) : value;
    case "integer":
      return typeof value === "boolean" ? Number(value) : integerValue(value);
    case "date":
      return value instanceof Date ? datetimeText(value).slice(0, 10) : String(value);
    case "datetime":
      return value instanceof Date ? datetimeText(value) : String(value);
    case "time":
      return value instanceof Temporal.PlainTime ? timeText(value) : String(value);
    case "duration":
      return value instanceof Temporal.Duration ? narrow(durationMicroseconds(value)) : value;
    case "decimal":
      return value instanceof Decimal ? value.toFixed() : String(value);
    case "uuid":
      return String(value).replaceAll("-", "");
    case "json":
      return value === JSON_NULL
        ? "null"
        : jsonText(value, (field as { encoder?: Parameters<typeof jsonText>[1] }).encoder);
    case "binary":
    case "float":
    case "ip":
    case "text":
    case undefined:
      return typeof value === "boolean" ? Number(value) : value;
  }
}

function narrow(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

const ZERO = 48;

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + text.charCodeAt(index) - ZERO;
  return value;
}

/** Reads `YYYY-MM-DD HH:MM:SS[.ffffff]` at its fixed places. */
export function readDateTime(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value.length < 10) throw new DataError(`"${value}" is no date and time.`);
  const [year, month, day] = [digits(value, 0, 4), digits(value, 5, 7), digits(value, 8, 10)];
  const fraction = value.length > 20 ? digits(value.slice(20).padEnd(6, "0"), 0, 6) : 0;
  const [hour, minute] =
    value.length >= 16 ? [digits(value, 11, 13), digits(value, 14, 16)] : [0, 0];
  const second = value.length >= 19 ? digits(value, 17, 19) : 0;
  let time = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(fraction / 1_000));
  if (year < 100) time = new Date(time).setUTCFullYear(year);
  return new DateTime(time, fraction % 1_000);
}

function readDate(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return plainDate(digits(value, 0, 4), digits(value, 5, 7), digits(value, 8, 10));
}

function readTime(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const start = value.length > 15 && value[10] === " " ? 11 : 0;
  const micro = value.length > start + 9 ? digits(value.slice(start + 9).padEnd(6, "0"), 0, 6) : 0;
  const second = value.length >= start + 8 ? digits(value, start + 6, start + 8) : 0;
  return new Temporal.PlainTime(
    digits(value, start, start + 2),
    digits(value, start + 3, start + 5),
    second,
    Math.floor(micro / 1_000),
    micro % 1_000,
  );
}

function readDuration(value: unknown): unknown {
  if (typeof value === "bigint") return durationFrom(value);
  return typeof value === "number" ? durationFrom(BigInt(Math.round(value))) : value;
}

function readUuid(value: unknown): unknown {
  if (typeof value !== "string" || value.length !== 32) return value;
  return `${value.slice(0, 8)}-${value.slice(8, 12)}-${value.slice(12, 16)}-${value.slice(16, 20)}-${value.slice(20)}`;
}

/** A decimal from SQLite's number, at the field's places; of expressions to 15 digits. */
function readDecimal(field: Field): (value: unknown) => unknown {
  const places = field.options["decimalPlaces"];
  const maxDigits = field.options["maxDigits"];
  return (value) => {
    if (value === null) return null;
    const number =
      typeof value === "number" && !Number.isInteger(value)
        ? String(Number(value.toPrecision(15)))
        : String(value);
    const decimal = new Decimal(number);
    if (typeof places !== "number") return decimal;
    const rounded = quantize(decimal, places);
    if (typeof maxDigits === "number" && !fitsDigits(rounded, maxDigits)) {
      throw new DataError(
        `${number} does not fit ${field.label === "" ? "its field" : field.label}: it has more than ${maxDigits} digits.`,
      );
    }
    return rounded;
  };
}

function readJson(value: unknown): unknown {
  if (typeof value === "string") return JSON.parse(value) as unknown;
  return value;
}

/** What the driver gives for a column of the field → its value; undefined when they are the same. */
export function valueReader(field: Field): ((value: unknown) => unknown) | undefined {
  switch (field.kind) {
    case "boolean":
      return (value) => (value === 1 ? true : value === 0 ? false : value);
    case "date":
      return readDate;
    case "datetime":
      return readDateTime;
    case "time":
      return readTime;
    case "duration":
      return readDuration;
    case "decimal":
      return readDecimal(field);
    case "uuid":
      return readUuid;
    case "json": {
      const { decoder } = field as {
        decoder?: (this: unknown, key: string, value: unknown) => unknown;
      };
      return decoder === undefined
        ? readJson
        : (value) => (typeof value === "string" ? (JSON.parse(value, decoder) as unknown) : value);
    }
    case "binary":
    case "float":
    case "integer":
    case "ip":
    case "text":
    case undefined:
      return undefined;
  }
}
