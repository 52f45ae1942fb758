import { codePointLength, codePoints } from "./code-points.ts";
import { SPACE, stripSpace } from "./space.ts";

export { Truncator, type TruncateOptions } from "./truncator.ts";
export { smartSplit } from "./smart-split.ts";

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

/**
 * Breaks lines at spaces so that none is longer than `width`; longer words stay whole, existing line
 * breaks stay. Django: `wrap`.
 */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => (line.length <= width ? [line] : breakLine(line, width)))
    .join("\n");
}

function breakLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  let length = 0;
  let started = false;
  for (const word of line.split(" ")) {
    const size = codePointLength(word);
    if (started && length + 1 + size > width) {
      lines.push(current);
      current = word;
      length = size;
    } else {
      current = started ? `${current} ${word}` : word;
      length += started ? size + 1 : size;
    }
    started = true;
  }
  lines.push(current);
  return lines;
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
 * @throws RangeError when nothing usable is left.
 */
export function getValidFilename(name: unknown): string {
  const text = stripSpace(String(name))
    .replaceAll(" ", "_")
    .replace(/[^-\p{L}\p{N}_.]/gu, "");
  if (text === "" || text === "." || text === "..") {
    throw new RangeError(`No file name can be made of "${String(name)}".`);
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
    value.replace(/(?<=[a-z])[A-Z]|(?<!^)[A-Z](?=[a-z])/g, (letter) => ` ${letter}`),
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
