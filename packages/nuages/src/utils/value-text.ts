import { inspect } from "node:util";

import { formatDateTime } from "./datetime.ts";

/** From here on, and below {@link SMALLEST_PLAIN}, Python writes floats with an exponent. */
const LARGEST_PLAIN = 1e16;
const SMALLEST_PLAIN = 1e-4;

/** Digits and power of ten of the shortest text that reads back as the number. */
function shortest(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

function scientific(value: number): string {
  const { digits, exponent } = shortest(value);
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${value < 0 ? "-" : ""}${mantissa}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** The text of a number that is a float even when it is whole: `3.0`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (value !== 0 && (size >= LARGEST_PLAIN || size < SMALLEST_PLAIN)) return scientific(value);
  if (!Number.isInteger(value)) return String(value);
  return `${Object.is(value, -0) ? "-0" : value}.0`;
}

/**
 * The text of a number as Django's messages and templates show it, which is Python's: `1e+22`,
 * `1e-05`, `inf`, `nan`. Whole numbers up to 2^53 and big integers are integers; beyond it a number
 * is a float.
 */
export function numberText(value: number | bigint): string {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  return isWhole && !Object.is(value, -0) ? String(value) : floatText(Number(value));
}

interface DurationLike {
  total(options: { unit: "microseconds" }): number;
}

const MICROSECONDS_A_DAY = 86_400_000_000;

/** `1 day, 2:03:04.000005`; days alone carry the sign. */
function durationText(duration: DurationLike): string {
  const total = duration.total({ unit: "microseconds" });
  const days = Math.floor(total / MICROSECONDS_A_DAY);
  const rest = total - days * MICROSECONDS_A_DAY;
  const seconds = Math.floor(rest / 1_000_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const micro = rest % 1_000_000 === 0 ? "" : `.${String(rest % 1_000_000).padStart(6, "0")}`;
  const prefix = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
  return prefix + clock + micro;
}

/** Bounds of the text of nested data, which may come from a visitor. */
const MAX_DEPTH = 3;
const MAX_ITEMS = 20;
const MAX_TEXT = 1_000;

/** Lists and plain data as they are written in Python, with what is deep or long left out. */
function containerText(value: object, depth: number): string {
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[…]" : "{…}";
  const items = Array.isArray(value)
    ? value.slice(0, MAX_ITEMS).map((item) => itemText(item, depth))
    : Object.entries(value)
        .slice(0, MAX_ITEMS)
        .map(([key, item]) => `${itemText(key, depth)}: ${itemText(item, depth)}`);
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  const rest = size > MAX_ITEMS ? ", …" : "";
  const text = items.join(", ") + rest;
  return Array.isArray(value) ? `[${text}]` : `{${text}}`;
}

function itemText(value: unknown, depth: number): string {
  if (typeof value === "string") return quotedText(shortened(value));
  return typeof value === "object" && value !== null
    ? objectText(value, depth + 1)
    : valueText(value);
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** Bytes as they are written in Python: `b'x\x00'`. */
function bytesText(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, MAX_TEXT), (byte) => {
    const isPrintable = byte >= 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x27;
    return isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `b'${text.join("")}${bytes.length > MAX_TEXT ? "…" : ""}'`;
}

const INSPECTION = { depth: 0, breakLength: Infinity, maxStringLength: MAX_TEXT };

function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether the object's class says how it reads. Arrays and plain data do not; data may even claim to. */
function hasOwnText(value: object): boolean {
  const { toString } = value as { toString?: unknown };
  return (
    typeof toString === "function" &&
    toString !== Object.prototype.toString &&
    !Array.isArray(value)
  );
}

/** A part of a second in microseconds: `.5` as `.500000`. */
function sixDigits(text: string): string {
  return text.replace(/\.\d+/, (fraction) => fraction.slice(0, 7).padEnd(7, "0"));
}

function objectText(value: object, depth = 0): string {
  if (value instanceof Uint8Array) return bytesText(value);
  switch (Object.prototype.toString.call(value).slice(8, -1)) {
    case "Date":
      return Number.isNaN((value as Date).getTime())
        ? String(value)
        : formatDateTime(value as Date, { separator: " ", offset: "+00:00", fraction: false });
    case "Temporal.PlainTime":
      return sixDigits(String(value));
    case "Temporal.PlainDateTime":
      return sixDigits(String(value)).replace("T", " ");
    case "Temporal.ZonedDateTime":
      return sixDigits(String(value)).replace("T", " ").replace(/\[.*$/, "");
    case "Temporal.Duration":
      return durationText(value as DurationLike);
    default:
      if (hasOwnText(value)) return String(value);
      return isContainer(value) ? containerText(value, depth) : inspect(value, INSPECTION);
  }
}

/**
 * The text of a value as Django's messages show it: numbers by {@link numberText}, dates as
 * `2026-11-20 14:30:45+00:00`, durations as `1 day, 2:03:04`, `None`, `True`, `False`; instances
 * by their own `toString()`. Never throws for data, whatever its keys are.
 */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return numberText(value);
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? objectText(value) : String(value);
}

/** What is not printed as it is: controls, formats, surrogates, spaces other than the plain one. */
const UNPRINTABLE = /[\p{C}\p{Z}]/gu;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  [" ", " "],
]);

function escapedCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/**
 * A text in quotes, as Django's messages show values with `%(value)r`: `'it'`, `"it's"`. What cannot
 * be seen is escaped: `'a\x00\u200b'`.
 */
export function quotedText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(UNPRINTABLE, (char) => SHORT_ESCAPES.get(char) ?? escapedCharacter(char));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
