import { Decimal } from "./decimal.ts";
import { stripSpace } from "./space.ts";

function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && Decimal.isDecimal(value);
}

const DIGIT = /\p{Nd}/u;

/** The text with the digits of every script as those of ASCII, as Python reads numbers. */
export function asciiDigits(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  return text.replace(/[^\0-\x7f]/gu, (char) => {
    if (!DIGIT.test(char)) return char;
    const code = char.codePointAt(0) ?? 0;
    let first = code;
    // Digits of one script stand one behind the other, from 0 to 9.
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((code - first) % 10);
  });
}

const FLOAT = /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
  ["infinity", Infinity],
  ["-infinity", -Infinity],
  ["nan", NaN],
]);

/** The number that a value or a text stands for; `undefined` when it stands for none. Python: `float()`. */
export function toFloat(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (isDecimal(value)) return value.toNumber();
  if (typeof value !== "string" && !(value instanceof String)) return undefined;
  const text = asciiDigits(stripSpace(value.toString())).toLowerCase();
  return FLOAT.test(text) ? Number(text.replaceAll("_", "")) : SPECIAL.get(text);
}

const MAX_DIGITS = 4_300;

/**
 * The whole number that a value or a text stands for, fractions cut off; `undefined` when it stands for
 * none. A `bigint` beyond 2^53. Python: `int()`.
 */
export function toInteger(value: unknown): number | bigint | undefined {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return undefined;
    const whole = Math.trunc(value) + 0;
    return Number.isSafeInteger(whole) ? whole : BigInt(whole);
  }
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return Number(value);
  if (isDecimal(value)) {
    return value.isFinite() && value.e < MAX_DIGITS
      ? compact(BigInt(value.trunc().toFixed(0)))
      : undefined;
  }
  if (typeof value !== "string" && !(value instanceof String)) return undefined;
  const text = asciiDigits(stripSpace(value.toString())).replace(/(?<=\d)_(?=\d)/g, "");
  if (!/^[-+]?\d+$/.test(text) || text.length > MAX_DIGITS) return undefined;
  return compact(BigInt(text.replace(/^\+/, "")));
}

function compact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
