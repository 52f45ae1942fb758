import { SuspiciousFileOperation } from "./suspicious-file-operation.ts";
import { codePoints } from "./code-points.ts";
import { SPACE, stripSpace } from "./space.ts";

export { Truncator, type TruncateOptions } from "./truncator.ts";
export { smartSplit } from "./smart-split.ts";
export { wrap } from "./wrap.ts";

/** The text with its first character in upper case. Django: `capfirst`. */
export function capfirst(value: unknown): string {
  const text = String(value ?? "");
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** The text with `\n` for every `\r\n` and `\r`. Django: `normalize_newlines`. */
export function normalizeNewlines(text: unknown): string {
  return String(text).replace(/\r\n?/g, "\n");
}

/**
 * A text for addresses: lower case, words joined by single hyphens, nothing but letters, digits, `_` and
 * `-`. Django: `slugify`.
 */
export function slugify(value: unknown, { allowUnicode = false } = {}): string {
  const text = allowUnicode
    ? String(value).normalize("NFKC")
    : // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
      String(value)
        .normalize("NFKD")
        .replace(/[^\x00-\x7f]/g, "");
  const unwanted = new RegExp(`[^\\p{L}\\p{N}_${SPACE}-]`, "gu");
  const words = stripSpace(text.toLowerCase().replace(unwanted, "")).replace(
    new RegExp(`[-${SPACE}]+`, "g"),
    "-",
  );
  return words.replace(/^[-_]+/, "").replace(/(?<![-_])[-_]+$/, "");
}

/** "a, b or c". Django: `get_text_list`. */
export function getTextList(list: readonly unknown[], lastWord: unknown = "or"): string {
  const items = list.map(String);
  const last = items.pop() ?? "";
  return items.length === 0 ? last : `${items.join(", ")} ${String(lastWord)} ${last}`;
}

/**
 * A file name of letters, digits, `-`, `_` and `.` out of any text. Django: `get_valid_filename`.
 *
 * @throws SuspiciousFileOperation when nothing usable is left.
 */
export function getValidFilename(name: unknown): string {
  const text = stripSpace(String(name))
    .replaceAll(" ", "_")
    .replace(/[^-\p{L}\p{N}_.]/gu, "");
  if (text === "" || text === "." || text === "..") {
    throw new SuspiciousFileOperation(`No file name can be made of "${String(name)}".`);
  }
  return text;
}

const PHONE_KEYS: readonly (readonly [string, string])[] = [
  ["abc", "2"],
  ["def", "3"],
  ["ghi", "4"],
  ["jkl", "5"],
  ["mno", "6"],
  ["pqrs", "7"],
  ["tuv", "8"],
  ["wxyz", "9"],
];
const PHONE_DIGITS = new Map(
  PHONE_KEYS.flatMap(([letters, digit]) =>
    codePoints(letters).map((letter) => [letter, digit] as const),
  ),
);

/** A telephone number with its letters as the digits of the keypad. Django: `phone2numeric`. */
export function phone2numeric(phone: unknown): string {
  return codePoints(String(phone).toLowerCase())
    .map((char) => PHONE_DIGITS.get(char) ?? char)
    .join("");
}

/** `camelCaseName` as `camel case name`. Django: `camel_case_to_spaces`. */
export function camelCaseToSpaces(value: string): string {
  return stripSpace(
    value.replace(/(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$)/g, (letter) => ` ${letter}`),
  ).toLowerCase();
}

/**
 * The content of a quoted literal, its escaped quotes and backslashes unescaped.
 * Django: `unescape_string_literal`.
 *
 * @throws RangeError when the text is not in quotes.
 */
export function unescapeStringLiteral(literal: string): string {
  const [quote = ""] = literal;
  if ((quote !== '"' && quote !== "'") || literal.at(-1) !== quote) {
    throw new RangeError(`Not a string literal: ${literal}`);
  }
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll("\\\\", "\\");
}
