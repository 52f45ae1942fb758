import { codePointLength, codePoints } from "../../utils/code-points.ts";
import { randomInt } from "node:crypto";
import { inspect } from "node:util";

import { compareValues } from "../../utils/compare.ts";
import { IncomparableValues } from "../../utils/compare.ts";
import { escapeText } from "../../utils/escape.ts";
import { isHtmlSource, SafeString, toHtml } from "../../utils/safestring.ts";
import { isIterable } from "../../utils/iterables.ts";
import type { FilterEnvironment } from "../filter-definition.ts";
import type { Library } from "../library.ts";
import { list } from "../runtime/iteration.ts";
import { toFloat, toInteger } from "../../utils/numbers.ts";
import { text } from "../runtime/text.ts";
import { sizeOf } from "../runtime/truth.ts";

function isText(value: unknown): value is string | SafeString {
  return typeof value === "string" || value instanceof String;
}

/** The value as a list; `undefined` when it has no order of items. */
function sequence(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (isText(value)) return codePoints(value.toString());
  if (value instanceof Map || value instanceof Set) return undefined;
  return isIterable(value) ? [...value] : undefined;
}

function length(value: unknown): number {
  if (isText(value)) return codePointLength(value.toString());
  if (typeof value !== "object" || value === null) return 0;
  return sizeOf(value) ?? 0;
}

function escapedItem(value: unknown): string {
  if (isHtmlSource(value)) return value[toHtml]();
  return escapeText(text(value));
}

function join(value: unknown, argument: unknown, { autoescape }: FilterEnvironment): unknown {
  const isList = isIterable(value) || isText(value) || isRecord(value);
  const items = isList ? list(value) : undefined;
  if (items === undefined || items instanceof Promise) return value;
  if (!autoescape) return new SafeString(items.map(text).join(text(argument)));
  return new SafeString(items.map(escapedItem).join(escapedItem(argument)));
}

function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Start, end and step of `start:end:step`; `undefined` for what is none. */
function sliceParts(argument: unknown): (number | undefined)[] | undefined {
  const words = text(argument).split(":");
  if (words.length > 3) return undefined;
  const parts = words.map((word) => (word === "" ? undefined : Number(toInteger(word) ?? NaN)));
  if (parts.some((part) => Number.isNaN(part))) return undefined;
  return words.length === 1 ? [undefined, parts[0]] : parts;
}

function sliced(
  items: readonly unknown[],
  [start, end, step = 1]: (number | undefined)[],
): unknown[] {
  const bound = (value: number | undefined, fallback: number): number => {
    if (value === undefined) return fallback;
    const place = value < 0 ? value + items.length : value;
    const [low, high] = step > 0 ? [0, items.length] : [-1, items.length - 1];
    return Math.min(Math.max(place, low), high);
  };
  const first = bound(start, step > 0 ? 0 : items.length - 1);
  const last = bound(end, step > 0 ? items.length : -1);
  const found: unknown[] = [];
  for (let index = first; step > 0 ? index < last : index > last; index += step)
    found.push(items[index]);
  return found;
}

function slice(value: unknown, argument: unknown): unknown {
  const items = sequence(value);
  const parts = sliceParts(argument);
  if (items === undefined || parts === undefined || parts[2] === 0) return value;
  const found = sliced(items, parts);
  return isText(value) ? found.join("") : found;
}

/**
 * Reads the value to sort by: own data and getters of classes alone. No call, nothing that begins with an
 * underscore, nothing inherited from the language.
 */
function sortKey(item: unknown, path: readonly string[]): unknown {
  let value = item;
  for (const key of path) value = ownValue(value, key);
  return value;
}

class NoSortKey extends RangeError {}

function ownValue(value: unknown, key: string): unknown {
  if (isText(value) && /^\d+$/.test(key)) return codePoints(value.toString())[Number(key)];
  if (typeof value !== "object" || value === null) throw new NoSortKey(key);
  if (value instanceof Map && value.has(key)) return value.get(key) as unknown;
  for (const name of [key, camelCase(key)]) {
    const found = findData(value, name);
    if (found !== undefined) return found;
  }
  throw new NoSortKey(key);
}

function camelCase(key: string): string {
  return key.replace(/_+([a-z\d])/g, (_match, letter: string) => letter.toUpperCase());
}

function findData(value: object, key: string): unknown {
  let owner: object | null = value;
  while (owner !== null && !isBuiltinPrototype(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) {
      const found: unknown = Reflect.get(value, key);
      return typeof found === "function" ? undefined : found;
    }
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}

function isBuiltinPrototype(value: object): boolean {
  return value === Object.prototype || value === Array.prototype || value === Map.prototype;
}

function sortPath(argument: unknown): readonly string[] | undefined {
  if (typeof argument === "number") return [String(argument)];
  const key = text(argument);
  if (toFloat(key) !== undefined) return [key];
  const path = key.split(".");
  return path.some((part) => part === "" || part.startsWith("_")) ? undefined : path;
}

function sorted(value: unknown, argument: unknown, direction: 1 | -1): unknown {
  const items = isText(value) || isIterable(value) ? list(value) : undefined;
  const path = sortPath(argument);
  if (items === undefined || items instanceof Promise || path === undefined) return "";
  try {
    return items
      .map((item) => ({ item, key: sortKey(item, path) }))
      .sort((a, b) => direction * compareValues(a.key, b.key))
      .map(({ item }) => item);
  } catch (error) {
    if (error instanceof NoSortKey || error instanceof IncomparableValues) return "";
    throw error;
  }
}

function randomItem(value: unknown): unknown {
  const items = sequence(value) ?? [];
  return items.length === 0 ? "" : items[randomInt(items.length)];
}

/** Registers the filters for lists. */
export function registerListFilters(library: Library): void {
  const plain = { isSync: true, argument: "none" } as const;
  library
    .filter("first", (value: unknown) => sequence(value)?.[0] ?? "", plain)
    .filter("last", (value: unknown) => sequence(value)?.at(-1) ?? "", { ...plain, isSafe: true })
    .filter("length", length, plain)
    .filter("random", randomItem, { ...plain, isSafe: true })
    .filter("join", join, { isSafe: true, isSync: true, safeLiterals: true })
    .filter("slice", slice, { isSafe: true, isSync: true })
    .filter("dictsort", (value: unknown, key: unknown) => sorted(value, key, 1), { isSync: true })
    .filter("dictsortreversed", (value: unknown, key: unknown) => sorted(value, key, -1), {
      isSync: true,
    })
    .filter(
      "pprint",
      (value: unknown) => inspect(value, { customInspect: false, depth: 4, getters: false }),
      { ...plain, isSafe: true },
    );
}
