import { codePointLength, codePoints } from "../../utils/code-points.ts";
import { escapejs } from "../../utils/html.ts";
import { iriToUri, quote } from "../../utils/encoding.ts";
import { percentFormat } from "../../utils/percent-format.ts";
import { SafeString } from "../../utils/safestring.ts";
import { splitWords } from "../../utils/space.ts";
import {
  capfirst,
  phone2numeric,
  slugify,
  Truncator,
  type TruncateOptions,
  wrap,
} from "../../utils/text.ts";
import { pgettext } from "../../i18n/index.ts";
import { TemplateValueError } from "../errors.ts";
import type { Library } from "../library.ts";
import { toInteger } from "../../utils/numbers.ts";
import { text } from "../runtime/text.ts";

const SAFE_TEXT = { isSafe: true, stringFilter: true, isSync: true } as const;
const TEXT = { stringFilter: true, isSync: true } as const;

/** Longest text that padding makes. */
const MAX_WIDTH = 10_000;

function addslashes(value: string): string {
  return value.replace(/[\\"']/g, (char) => `\\${char}`);
}

/** Every word with a capital first letter, the rest small; letters behind an apostrophe or digit stay small. */
function title(value: string): string {
  if (/[^\0-\x7f]/.test(value)) return titleOfAnyScript(value);
  const lower = value.toLowerCase();
  let titled = "";
  let copied = 0;
  for (let index = 0; index < lower.length; index += 1) {
    if (!isSmallLetter(lower.charCodeAt(index)) || isWithinWord(lower, index)) continue;
    titled += lower.slice(copied, index) + lower.charAt(index).toUpperCase();
    copied = index + 1;
  }
  return titled + lower.slice(copied);
}

const APOSTROPHE = 39;

function isSmallLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isSmallOrDigit(code: number): boolean {
  return isSmallLetter(code) || (code >= 48 && code <= 57);
}

/** Behind a letter or digit, or behind an apostrophe that ends two of them: `don't`. */
function isWithinWord(lower: string, index: number): boolean {
  const before = lower.charCodeAt(index - 1);
  if (before !== APOSTROPHE) return isSmallOrDigit(before);
  return isSmallLetter(lower.charCodeAt(index - 2)) && isSmallOrDigit(lower.charCodeAt(index - 3));
}

function titleOfAnyScript(value: string): string {
  let inWord = false;
  let titled = "";
  for (const char of value) {
    const isLetter = char.toLowerCase() !== char.toUpperCase();
    titled += inWord ? char.toLowerCase() : titleChar(char);
    inWord = isLetter;
  }
  return titled
    .replace(/([a-z])'([A-Z])/g, (match) => match.toLowerCase())
    .replace(/\d[A-Z]/g, (match) => match.toLowerCase());
}

function titleChar(char: string): string {
  const upper = char.toUpperCase();
  return upper.length === 1 ? upper : upper.charAt(0) + upper.slice(1).toLowerCase();
}

function widthOf(argument: unknown, filter: string): number {
  const width = toInteger(argument);
  if (width === undefined) {
    throw new TemplateValueError(`The argument of "${filter}" must be a whole number.`);
  }
  return Math.min(Number(width), MAX_WIDTH);
}

function ljust(value: string, argument: unknown): string {
  return value + " ".repeat(Math.max(0, widthOf(argument, "ljust") - codePointLength(value)));
}

function rjust(value: string, argument: unknown): string {
  return " ".repeat(Math.max(0, widthOf(argument, "rjust") - codePointLength(value))) + value;
}

/** Where the spaces do not halve, Python puts the odd one left when the width is odd. */
function center(value: string, argument: unknown): string {
  const width = widthOf(argument, "center");
  const spaces = Math.max(0, width - codePointLength(value));
  const left = Math.floor(spaces / 2) + (spaces & width & 1);
  return " ".repeat(left) + value + " ".repeat(spaces - left);
}

function wordwrap(value: string, argument: unknown): string {
  const width = toInteger(argument);
  if (width === undefined) {
    throw new TemplateValueError('The argument of "wordwrap" must be a whole number.');
  }
  return wrap(value, Number(width));
}

function cut(value: unknown, argument: unknown): unknown {
  const unwanted = text(argument);
  const result = text(value).replaceAll(unwanted, "");
  return value instanceof SafeString && unwanted !== ";" ? new SafeString(result) : result;
}

function truncating(
  unit: "chars" | "words",
  { html, truncate }: TruncateOptions,
): (value: string, argument: unknown) => string {
  return (value, argument) => {
    const count = toInteger(argument);
    if (count === undefined) return value;
    const mark =
      truncate ?? pgettext("String to return when truncating text", "%(truncated_text)s…");
    return new Truncator(value)[unit](Number(count), { html: html === true, truncate: mark });
  };
}

function stringformat(value: unknown, argument: unknown): string {
  const formatted = Array.isArray(value) ? text(value) : value;
  try {
    return percentFormat(text(argument), formatted);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return "";
    throw error;
  }
}

function urlencode(value: string, safe: unknown): string {
  return quote(value, safe === undefined ? "/" : text(safe));
}

/** Registers the filters for texts. */
export function registerTextFilters(library: Library): void {
  const none = { argument: "none" } as const;
  const optional = { argument: "optional" } as const;
  library
    .filter("addslashes", addslashes, { ...SAFE_TEXT, ...none })
    .filter("capfirst", capfirst, { ...SAFE_TEXT, ...none })
    .filter("escapejs", escapejs, { ...TEXT, ...none })
    .filter("iriencode", iriToUri, { ...SAFE_TEXT, ...none })
    .filter("lower", (value: string) => value.toLowerCase(), { ...SAFE_TEXT, ...none })
    .filter("upper", (value: string) => value.toUpperCase(), { ...TEXT, ...none })
    .filter("title", title, { ...SAFE_TEXT, ...none })
    .filter("slugify", (value: string) => slugify(value), { ...SAFE_TEXT, ...none })
    .filter("make_list", (value: string) => codePoints(value), { ...TEXT, ...none })
    .filter("wordcount", (value: string) => splitWords(value).length, { ...TEXT, ...none })
    .filter("wordwrap", wordwrap, SAFE_TEXT)
    .filter("ljust", ljust, SAFE_TEXT)
    .filter("rjust", rjust, SAFE_TEXT)
    .filter("center", center, SAFE_TEXT)
    .filter("cut", cut, { isSync: true })
    .filter("urlencode", urlencode, { ...TEXT, ...optional })
    .filter("stringformat", stringformat, { isSafe: true, isSync: true })
    .filter("phone2numeric", phone2numeric, { isSafe: true, isSync: true, ...none })
    .filter("truncatechars", truncating("chars", {}), SAFE_TEXT)
    .filter("truncatechars_html", truncating("chars", { html: true }), SAFE_TEXT)
    .filter("truncatewords", truncating("words", { truncate: " …" }), SAFE_TEXT)
    .filter("truncatewords_html", truncating("words", { truncate: " …", html: true }), SAFE_TEXT);
}
