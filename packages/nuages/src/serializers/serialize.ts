import { once } from "node:events";
import { Writable } from "node:stream";

import { SerializerDoesNotExist } from "./errors.ts";
import { getSerializer } from "./formats.ts";
import type { WriteOptions } from "./formats/format.ts";
import {
  type RecordOptions,
  recordOf,
  type SerializedObject,
  type SerializedRecord,
} from "./serialized-record.ts";

/** Instances of models: a queryset, its `iterator()`, a list. */
export type SerializedRows = Iterable<object> | AsyncIterable<object>;

/** What takes text: a stream, or anything with `write()`. */
export interface TextTarget {
  write(text: string): unknown;
}

/** Options of {@link serialize}. */
export interface SerializeOptions extends RecordOptions, WriteOptions {
  /** Called after each object with their number so far. */
  readonly progress?: (count: number) => void;
}

/**
 * Objects as text in a format (`json`, `jsonl`, `xml`, `yaml`), or as plain data (`object`). Of each, the
 * fields of its own table are taken: parents of multi-table inheritance are objects of their own. With
 * `stream` the text goes there piece by piece. Django: `serialize()`.
 *
 * @throws SerializerDoesNotExist when the format is not known
 * @throws SerializationError when a value has no form in the format
 * @example
 * await serialize("json", Book.objects.all(), { indent: 2, fields: ["title", "author"] });
 * await serialize("jsonl", Book.objects.iterator(), { stream: createWriteStream("books.jsonl") });
 */
export async function serialize(
  format: "object",
  rows: SerializedRows,
  options?: SerializeOptions,
): Promise<SerializedObject[]>;
export async function serialize(
  format: string,
  rows: SerializedRows,
  options: SerializeOptions & { readonly stream: TextTarget },
): Promise<void>;
export async function serialize(
  format: string,
  rows: SerializedRows,
  options?: SerializeOptions,
): Promise<string>;
export async function serialize(
  format: string,
  rows: SerializedRows,
  options: SerializeOptions & { readonly stream?: TextTarget } = {},
): Promise<string | SerializedObject[] | void> {
  if (format === "object") return Array.fromAsync(records(rows, options), (r) => r.toObject());
  const chunks = serializeChunks(format, rows, options);
  const { stream } = options;
  if (stream === undefined) return (await Array.fromAsync(chunks)).join("");
  for await (const chunk of chunks) {
    const isFull = stream.write(chunk) === false;
    if (isFull && stream instanceof Writable) await once(stream, "drain");
  }
}

/** The text of {@link serialize} in pieces, each made when it is asked for. */
export async function* serializeChunks(
  format: string,
  rows: SerializedRows,
  options: SerializeOptions = {},
): AsyncGenerator<string> {
  const { write } = await getSerializer(format);
  if (write === undefined) throw SerializerDoesNotExist.oneWay(format, "written");
  yield* write(records(rows, options), { indent: options.indent });
}

async function* records(
  rows: SerializedRows,
  options: SerializeOptions,
): AsyncGenerator<SerializedRecord> {
  let count = 0;
  for await (const row of rows) {
    yield await recordOf(row, options);
    count += 1;
    options.progress?.(count);
  }
}
