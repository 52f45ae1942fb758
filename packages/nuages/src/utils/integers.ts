/** Longest text that is read as a number; Python has the same limit. */
const MAX_DIGITS = 4300;
const WHOLE_NUMBER = /^\s*([+-]?)(\p{Nd}+(?:_\p{Nd}+)*)\s*$/u;

/** What a decimal digit of any script is worth: digits stand in runs of ten in Unicode. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 128) return code - 48;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/**
 * A whole number in the forms that Python's `int()` reads: decimal digits of any script, a sign, single
 * underscores between digits, spaces around. `undefined` for anything else, so for `0x10`, `1e3`, `1.0`,
 * an empty text, and texts of more than 4300 digits.
 */
export function parseInteger(text: string): bigint | undefined {
  if (text.length > 2 * MAX_DIGITS) return undefined;
  const [, sign = "", digits = ""] = WHOLE_NUMBER.exec(text) ?? [];
  const bare = digits.replaceAll("_", "");
  if (bare === "" || bare.length > MAX_DIGITS) return undefined;
  const ascii = /^[0-9]+$/.test(bare) ? bare : Array.from(bare, digitValue).join("");
  const value = BigInt(ascii);
  return sign === "-" ? -value : value;
}
