import { SuspiciousOperation } from "../errors/index.ts";
import { conditionalEscape, escape, escapeText } from "./escape.ts";
import { tokenizeHtml } from "./html-tokenizer.ts";
import { jsonScalar } from "./json-scalar.ts";
import { isHtmlSource, markSafe, SafeString, toHtml, type HtmlSource } from "./safestring.ts";
import { normalizeNewlines } from "./text.ts";
import { floatText } from "./value-text.ts";

export { unescapeHtml } from "./html-entities.ts";
export { smartUrlquote, urlize, type UrlizeOptions } from "./urlize.ts";
export { conditionalEscape, escape, isHtmlSource, markSafe, SafeString, toHtml, type HtmlSource };

const FIELD = /\{\{|\}\}|\{(\w*)\}/g;

/** Values of {@link formatHtml}: a list for `{}` and `{0}`, an object for `{name}`. */
export type HtmlValues = readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * Puts values into HTML, each escaped unless it is safe already. Django: `format_html`.
 *
 * `{}` takes the next value, `{0}` the value at that place, `{name}` that of the object
 * that stands last; `{{` and `}}` are braces.
 *
 * @example
 * formatHtml('<a href="{url}">{text}</a>', { url: book.absoluteUrl(), text: book.title });
 * @throws TypeError when there are no values: then {@link markSafe} is meant, or something was forgotten.
 * @throws RangeError when a field of the format has no value.
 */
export function formatHtml(format: string | SafeString, ...values: unknown[]): SafeString {
  if (values.length === 0) throw new TypeError("formatHtml() needs at least one value to put in.");
  const last = values.at(-1);
  const named = isPlainObject(last) ? last : {};
  let next = 0;
  const html = String(format).replace(FIELD, (field, name: string | undefined) => {
    if (field === "{{") return "{";
    if (field === "}}") return "}";
    if (name === "") return fieldText(values, String(next++));
    return /^\d+$/.test(name ?? "") ? fieldText(values, name ?? "") : fieldText(named, name ?? "");
  });
  return new SafeString(html);
}

function fieldText(values: HtmlValues, name: string): string {
  if (!Object.hasOwn(values, name))
    throw new RangeError(`formatHtml() has no value for {${name}}.`);
  return conditionalEscape((values as Record<string, unknown>)[name]).valueOf();
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * One {@link formatHtml} for each entry of `rows`, with `separator` (escaped unless safe) between them.
 * An entry is the list of values, or an object of named ones. Django: `format_html_join`.
 */
export function formatHtmlJoin(
  separator: string | SafeString,
  format: string | SafeString,
  rows: Iterable<HtmlValues>,
): SafeString {
  const parts: string[] = [];
  for (const row of rows) {
    const values: readonly unknown[] = Array.isArray(row) ? row : [row];
    parts.push(formatHtml(format, ...values).valueOf());
  }
  return new SafeString(parts.join(conditionalEscape(separator).valueOf()));
}

const JS_ESCAPES: ReadonlySet<string> = new Set("\\'\"><&=-;`\u2028\u2029");

/** Text that may stand inside a string literal of JavaScript in a page. Django: `escapejs`. */
export function escapejs(value: unknown): SafeString {
  let escaped = "";
  for (const char of String(value)) {
    const code = char.charCodeAt(0);
    escaped += code < 32 || JS_ESCAPES.has(char) ? unicodeEscape(code) : char;
  }
  return new SafeString(escaped);
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** How {@link jsonScript} writes the data. */
export interface JsonScriptOptions {
  /** Gives the JSON text. Default: `JSON.stringify`, spaced as Python's. */
  readonly encode?: (value: unknown) => string;
}

/**
 * A `<script type="application/json">` element that holds `value`; nothing in the value can end the
 * element. Django: `json_script`.
 *
 * @param id The element's `id`; none when it is empty or missing.
 */
export function jsonScript(
  value: unknown,
  id?: string | null,
  { encode = encodeJson }: JsonScriptOptions = {},
): SafeString {
  const json = encode(value).replace(/[<>&\u2028\u2029]/g, (char) =>
    unicodeEscape(char.charCodeAt(0)),
  );
  const attribute = id ? ` id="${escapeText(String(id))}"` : "";
  return new SafeString(`<script${attribute} type="application/json">${json}</script>`);
}

/** JSON as Python's `json.dumps` writes it: spaces after `,` and `:`, characters beyond ASCII escaped. */
export function encodeJson(value: unknown): string {
  return encodeValue(JSON.parse(JSON.stringify(value, preserved) ?? "null", exactInteger));
}

/** Values as Django's encoder writes them. */
function preserved(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (typeof original === "object" && original !== null) {
    const text = jsonScalar(original);
    if (text !== undefined) return text;
  }
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return typeof value === "bigint" ? JSON.rawJSON(String(value)) : value;
}

function exactInteger(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source ?? "";
  const isBig = typeof value === "number" && !Number.isSafeInteger(value);
  return isBig && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function encodeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(encodeValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${encodeString(key)}: ${encodeValue(item)}`,
    );
    return `{${members.join(", ")}}`;
  }
  if (typeof value === "number" && !Number.isInteger(value)) return floatText(value);
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? encodeString(value) : JSON.stringify(value);
}

function encodeString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Paragraphs for blocks that blank lines part, `<br>` for single line breaks. Django: `linebreaks`. */
export function linebreaks(value: unknown, { autoescape = false } = {}): string {
  return normalizeNewlines(String(value))
    .split(/\n{2,}/)
    .map((block) => (autoescape ? escapeText(block) : block).replaceAll("\n", "<br>"))
    .map((block) => `<p>${block}</p>`)
    .join("\n\n");
}

const STRIP_PASSES = 50;
const LONG_TAG = 1_000;

/**
 * The text without anything that looks like a tag. What is left is **not** safe HTML: escape it.
 * Django: `strip_tags`.
 *
 * @throws SuspiciousOperation when 50 passes still uncover new tags, or 50 tags are open within
 * 1,000 characters and more.
 */
export function stripTags(value: unknown): string {
  let text = String(value);
  refuseNestedUnclosedTags(text);
  for (let pass = 0; text.includes("<") && text.includes(">"); pass += 1) {
    if (pass >= STRIP_PASSES) {
      throw new SuspiciousOperation(`A text still had tags after ${STRIP_PASSES} passes.`);
    }
    const stripped = stripOnce(text);
    // Nothing went away, so nothing will.
    if (count(stripped, "<") === count(text, "<")) break;
    text = stripped;
  }
  return text;
}

function refuseNestedUnclosedTags(text: string): void {
  for (const run of text.split(">")) {
    const start = run.search(/<[a-zA-Z]/);
    if (start < 0 || run.length - start - 2 < LONG_TAG) continue;
    if (count(run, "<") >= STRIP_PASSES) {
      throw new SuspiciousOperation("A text has many tags that never close.");
    }
  }
}

function stripOnce(text: string): string {
  let kept = "";
  for (const { kind, text: piece } of tokenizeHtml(text)) {
    if (kind === "text" || kind === "reference") kept += piece;
  }
  return kept;
}

function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1;
  return found;
}

/** Drops the white space between `>` and `<`, and nothing else. Django: `strip_spaces_between_tags`. */
export function stripSpacesBetweenTags(value: unknown): string {
  return String(value)
    .split(">")
    .map((piece, index) => (index === 0 ? piece : piece.replace(/^\s+(?=<)/, "")))
    .join(">");
}

/** Text whose spaces do not break lines. Django: `avoid_wrapping`. */
export function avoidWrapping(value: string): string {
  return value.replaceAll(" ", "\u00a0");
}

/**
 * Makes the text of a class's instances safe HTML: their `toString()` is printed as it stands.
 * Django: `html_safe`.
 */
export function htmlSafe<Made extends new (...args: never[]) => object>(made: Made): Made {
  Object.defineProperty(made.prototype, toHtml, {
    configurable: true,
    value(this: object): string {
      return String(this);
    },
  });
  return made;
}
