import { didYouMean, ImproperlyConfigured } from "../errors/index.ts";

/**
 * Turns a piece of a path into a value and back. Django: path converters.
 *
 * @example
 * const yearConverter: Converter<number> = {
 *   regex: "[0-9]{4}",
 *   toValue: (text) => Number(text),
 *   toUrl: (year) => String(year).padStart(4, "0"),
 * };
 */
export interface Converter<Value = unknown> {
  /** Regular expression of the piece, without anchors. */
  readonly regex: string;
  /** Django: `to_python`. A `RangeError` means that the path does not match. */
  toValue(text: string): Value;
  /** A `RangeError` means that the value has no address here. */
  toUrl(value: Value): string;
}

/** A value as a piece of a path; booleans are spelled as Django spells them. */
export function pathText(value: unknown): string {
  if (value === null || value === undefined) {
    throw new RangeError("null and undefined have no place in an address.");
  }
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

const asText = { toValue: (text: string): string => text, toUrl: pathText };

const intConverter: Converter<number> = {
  regex: "[0-9]+",
  toValue(text) {
    const value = Number(text);
    // Rounding would serve the neighbour's page.
    if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond 2^53.`);
    return value;
  },
  toUrl: pathText,
};

const builtIn = new Map<string, Converter>([
  ["int", intConverter],
  ["path", { regex: "[^\\n\\r\\u2028\\u2029]+", ...asText }],
  ["slug", { regex: "[-a-zA-Z0-9_]+", ...asText }],
  ["str", { regex: "[^/]+", ...asText }],
  ["uuid", { regex: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", ...asText }],
]);

const registered = new Map<string, Converter>();

/**
 * Makes a converter usable in routes as `<name:parameter>`. Tell the types too, by augmenting
 * `interface Converters`.
 *
 * @throws ImproperlyConfigured when the name is taken or is no identifier.
 */
export function registerConverter<Value>(converter: Converter<Value>, name: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new ImproperlyConfigured(`${JSON.stringify(name)} is no name for a converter.`, {
      hint: "Use letters, digits and underscores.",
    });
  }
  if (builtIn.has(name) || registered.has(name)) {
    throw new ImproperlyConfigured(`There is a converter "${name}" already.`, {
      hint: "Register yours under another name.",
    });
  }
  registered.set(name, converter);
}

/** The converter of a name, or `undefined`. */
export function findConverter(name: string): Converter | undefined {
  return builtIn.get(name) ?? registered.get(name);
}

/** Hint for a converter that is not there. */
export function converterHint(name: string): string {
  return didYouMean(name, [...builtIn.keys(), ...registered.keys()], { label: "Converters" });
}
