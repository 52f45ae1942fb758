import { BadSignature } from "./errors.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = BigInt(ALPHABET.length);

/** A whole number in base 62, as timestamps in signatures are written. Django: `b62_encode`. */
export function b62Encode(value: number | bigint): string {
  let rest = BigInt(value);
  if (rest === 0n) return "0";
  const sign = rest < 0n ? "-" : "";
  if (rest < 0n) rest = -rest;
  let text = "";
  for (; rest > 0n; rest /= BASE) text = (ALPHABET[Number(rest % BASE)] ?? "") + text;
  return sign + text;
}

/**
 * Reads a whole number in base 62; a `bigint` beyond 2^53. Django: `b62_decode`.
 *
 * @throws BadSignature when the text has other characters.
 */
export function b62Decode(text: string): number | bigint {
  const negative = text.startsWith("-");
  let value = 0n;
  for (const char of negative ? text.slice(1) : text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0)
      throw new BadSignature("A timestamp has characters that are no digits in base 62.");
    value = value * BASE + BigInt(digit);
  }
  if (negative) value = -value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
