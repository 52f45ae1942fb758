import { SafeString } from "../../utils/safestring.ts";
import { numberText, valueText } from "../../utils/value-text.ts";

const MAX_DEPTH = 20;

/**
 * The text of a value as templates see it: null and missing values are empty, lists and dictionaries
 * look as they are written in Python, everything else as in messages.
 */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "bigint") return numberText(value);
  if (typeof value === "object") return objectText(value, 0);
  if (typeof value === "boolean") return valueText(value);
  // A function that says what it is, such as a list of choices; never its source.
  return typeof value === "function" && Object.hasOwn(value, "toString") ? String(value) : "";
}

function objectText(value: object, depth: number): string {
  if (value instanceof SafeString) return value.valueOf();
  const content = containerText(value, depth);
  return content ?? ownText(value);
}

function containerText(value: object, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => quoted(item, depth)).join(", ")}]`;
  if (value instanceof Set) {
    return `{${[...value].map((item) => quoted(item, depth)).join(", ")}}`;
  }
  if (value instanceof Map) return dictionaryText([...value], depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype;
  const hasOwnText = Object.hasOwn(value, "toString") && typeof value.toString === "function";
  return isPlain && !hasOwnText ? dictionaryText(Object.entries(value), depth) : undefined;
}

function dictionaryText(entries: readonly (readonly [unknown, unknown])[], depth: number): string {
  const members = entries.map(([key, item]) => `${quoted(key, depth)}: ${quoted(item, depth)}`);
  return `{${members.join(", ")}}`;
}

/** A value within a list or dictionary: texts stand in quotes. */
function quoted(value: unknown, depth: number): string {
  if (typeof value === "string" || value instanceof String) return quotedText(value.toString());
  if (value === null || value === undefined) return "None";
  return typeof value === "object" ? objectText(value, depth + 1) : text(value);
}

function quotedText(content: string): string {
  const quote = content.includes("'") && !content.includes('"') ? '"' : "'";
  const escaped = content
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function classNameOf(value: object): string {
  const { constructor: made } = value as { constructor?: unknown };
  return typeof made === "function" && made.name !== "" ? made.name : "Nameless";
}

/** The text of a class's instance; data cannot stand in for its methods. */
function ownText(value: object): string {
  const written: unknown = value.toString;
  if (typeof written !== "function") return "";
  // Nothing of the content of an object that has no text of its own is shown.
  return written === Object.prototype.toString ? `${classNameOf(value)} object` : valueText(value);
}

/** By prototype, the answers of {@link speaksForItself}. */
const speakers = new WeakMap<object, boolean>();

/**
 * Whether an object is nothing to templates but what its class's `toString()` says, as instances of
 * models are: no number, date, list or dictionary, whose text depends on the language or the context.
 */
export function speaksForItself(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) return false;
  let known = speakers.get(prototype);
  if (known === undefined) {
    known =
      !(Symbol.toStringTag in prototype) &&
      ![Array, Date, String].some(
        (kind) => prototype instanceof kind || prototype === kind.prototype,
      ) &&
      prototype.toString !== Object.prototype.toString;
    speakers.set(prototype, known);
  }
  return known && typeof value.toString === "function";
}
