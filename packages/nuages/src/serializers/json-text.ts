import { jsonScalar } from "../utils/json-scalar.ts";
import { floatText } from "../utils/value-text.ts";
import { SerializationError } from "./errors.ts";

/** How {@link jsonText} is laid out. */
export interface JsonLayout {
  /** Spaces a level; undefined writes one line. */
  readonly indent?: number | undefined;
  /** Between two entries of one line. */
  readonly comma: ", " | ",";
}

/** A number that is a float even when it is whole: `1.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const MAX_DEPTH = 1_000;

/**
 * JSON in Django's spelling: dates in ISO 8601 with milliseconds, decimals and durations as text, big
 * integers in full.
 *
 * @throws SerializationError for what JSON cannot hold, and for values nested too deep
 */
export function jsonText(value: unknown, layout: JsonLayout, depth = 0): string {
  if (depth > MAX_DEPTH) throw SerializationError.tooDeep(MAX_DEPTH);
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberJson(value, Number.isSafeInteger(value));
  if (value instanceof Float) return numberJson(value.value, false);
  if (typeof value !== "object") throw SerializationError.unknownKind(typeof value);
  if (Array.isArray(value)) {
    const items = value.map((item) => jsonText(item, layout, depth + 1));
    return bracketed("[]", items, { layout, depth });
  }
  const text = scalarText(value);
  if (text !== undefined) return JSON.stringify(text);
  const items = entriesOf(value).map(
    ([key, item]) => `${JSON.stringify(String(key))}: ${jsonText(item, layout, depth + 1)}`,
  );
  return bracketed("{}", items, { layout, depth });
}

function bracketed(
  [open = "", close = ""]: string,
  items: readonly string[],
  { layout: { indent, comma }, depth }: { readonly layout: JsonLayout; readonly depth: number },
): string {
  if (items.length === 0) return `${open}${close}`;
  if (indent === undefined) return `${open}${items.join(comma)}${close}`;
  const outer = `\n${" ".repeat(indent * depth)}`;
  const inner = `\n${" ".repeat(indent * (depth + 1))}`;
  return `${open}${inner}${items.join(`,${inner}`)}${outer}${close}`;
}

function numberJson(value: number, isInteger: boolean): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return isInteger && !Object.is(value, -0) ? String(value) : floatText(value);
}

/** The text of a value that is one value though an object. */
function scalarText(value: object): string | undefined {
  const text = jsonScalar(value);
  if (text !== undefined) return text;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  const isPlain = value instanceof Map || isPlainObject(value);
  if (isPlain) return undefined;
  const { toString } = value as { toString?: unknown };
  const hasText = typeof toString === "function" && toString !== Object.prototype.toString;
  if (hasText) return String(value);
  throw SerializationError.unknownKind(value.constructor?.name ?? "value");
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function entriesOf(value: object): (readonly [unknown, unknown])[] {
  return value instanceof Map ? [...value] : Object.entries(value);
}
