import type { Field } from "../../db/index.ts";
import type { SerializedRecord } from "../serialized-record.ts";

/** How a format writes. */
export interface WriteOptions {
  /** Spaces a level. Default: everything in one line, or as the format has it. */
  readonly indent?: number | undefined;
}

/** Data as it is read: texts, in any pieces. */
export type TextChunks = AsyncIterable<string>;

/**
 * A way to write objects as text, to read them, or both. Registered in the setting `serializationModules`
 * or with `registerSerializer()`.
 *
 * @example
 * const lines: SerializationFormat = {
 *   async *write(records) {
 *     for await (const record of records) yield `${record.model}:${String(record.pk)}\n`;
 *   },
 * };
 */
export interface SerializationFormat {
  /** The text of objects, in pieces. */
  write?(records: AsyncIterable<SerializedRecord>, options: WriteOptions): AsyncIterable<string>;
  /**
   * Objects `{ model, pk, fields }` of a text; `source` says for errors where it comes from.
   *
   * @throws DeserializationError for a text of another form
   */
  read?(chunks: TextChunks, source: string): AsyncIterable<unknown>;
  /** The value of a field as plain data, for formats whose values are something else. */
  decode?(raw: unknown, field: Field): unknown;
}

declare module "../../conf/settings.ts" {
  interface SettingValues {
    serializer: SerializationFormat;
  }
}
