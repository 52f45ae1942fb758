import type * as yamlLibrary from "yaml";

import { formatDateTime } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { floatText } from "../../utils/value-text.ts";
import { DeserializationError, SerializerDoesNotExist } from "../errors.ts";
import type { SerializedRecord } from "../serialized-record.ts";
import type { SerializationFormat, TextChunks } from "./format.ts";

type Yaml = typeof yamlLibrary;
type Tags = yamlLibrary.Tags;

/** A list of all objects; needs the package `yaml`. */
export const yaml: SerializationFormat = {
  async *write(records, { indent }) {
    const library = await loadYaml();
    let isEmpty = true;
    for await (const record of records) {
      isEmpty = false;
      yield library.stringify([objectOf(record)], {
        version: "1.1",
        indent: indent ?? 2,
        indentSeq: false,
        lineWidth: 80,
        singleQuote: true,
        blockQuote: false,
        aliasDuplicateObjects: false,
        customTags: (tags) => [plainTag, ...tags.filter((tag) => !isTimestamp(tag))],
      });
    }
    if (isEmpty) yield "[]\n";
  },
  read: readYaml,
};

async function loadYaml(): Promise<Yaml> {
  try {
    return await import("yaml");
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    throw isMissing ? SerializerDoesNotExist.missingPackage("yaml", "yaml") : error;
  }
}

/** A text that stands without quotes: dates and floats. */
class Plain {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const plainTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  // Other texts that look so stand in quotes.
  test: /^\d{4}-\d\d?-\d\d?(?:(?:T|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/i,
  identify: (value: unknown): boolean => value instanceof Plain,
  resolve: (text: string): string => text,
  stringify: ({ value }: { readonly value: unknown }): string => (value as Plain).text,
} as const;

type Tag = Tags[number];

function isTimestamp(tag: Tag): boolean {
  return typeof tag !== "string" && "tag" in tag && tag.tag.endsWith(":timestamp");
}

/** `1:30`, which YAML 1.1 takes for the number 90. */
function isSexagesimal(tag: Tag): boolean {
  return typeof tag !== "string" && "format" in tag && tag.format === "TIME";
}

/** Dates and times come as text, which the fields read without losing microseconds. */
function withoutMoments(tags: Tags): Tags {
  return tags.filter((tag) => !isTimestamp(tag) && !isSexagesimal(tag));
}

function objectOf(record: SerializedRecord): object {
  const fields = record.fields.map((entry) => {
    const value = record.valueOf(entry);
    const isFloat = entry.field.kind === "float" && typeof value === "number";
    return [entry.name, isFloat ? floatPlain(value) : yamlValue(value)] as const;
  });
  const key = record.hasKey ? { pk: yamlValue(record.pk) } : {};
  return { model: record.model, ...key, fields: Object.fromEntries(fields) };
}

/** A value as the library writes it: dates as they are, decimals and times as text. */
function yamlValue(value: unknown): unknown {
  if (value instanceof Date) {
    return new Plain(formatDateTime(value, { separator: " ", offset: "+00:00", fraction: false }));
  }
  if (value instanceof Temporal.PlainDate) return new Plain(value.toString());
  if (value instanceof Temporal.PlainTime) return timeText(value);
  if (value instanceof Decimal) return String(value);
  return Array.isArray(value) ? value.map(yamlValue) : value;
}

/** With microseconds where there is a part of a second. */
function timeText(time: Temporal.PlainTime): string {
  const isWhole = time.millisecond === 0 && time.microsecond === 0;
  return time.toString({ fractionalSecondDigits: isWhole ? 0 : 6 });
}

function floatPlain(value: number): Plain {
  const text = floatText(value);
  if (!Number.isFinite(value)) return new Plain(text.replace(/inf|nan/u, ".$&"));
  return new Plain(text.includes(".") ? text : text.replace("e", ".0e"));
}

async function* readYaml(chunks: TextChunks, source: string): AsyncGenerator<unknown> {
  const library = await loadYaml();
  const text = (await Array.fromAsync(chunks)).join("");
  const items = parse(library, text, source);
  if (items === null) return;
  if (!Array.isArray(items)) {
    const place = { source, index: 1, model: undefined, pk: undefined };
    throw DeserializationError.shape(place, "the data is no list of objects");
  }
  yield* items as unknown[];
}

function parse(library: Yaml, text: string, source: string): unknown {
  const fail = (cause: Error): never => {
    throw DeserializationError.syntax(source, { format: "YAML", cause });
  };
  try {
    const document = library.parseDocument(text, {
      version: "1.1",
      intAsBigInt: true,
      customTags: withoutMoments,
      logLevel: "silent",
    });
    const [problem] = document.errors;
    if (problem !== undefined) return fail(problem);
    return withNumbers(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    // A RangeError: nested deeper than the stack. A ReferenceError: too many aliases.
    if (error instanceof RangeError || error instanceof ReferenceError) return fail(error);
    throw error;
  }
}

/** Big integers as numbers, where they are exact. */
function withNumbers(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}
