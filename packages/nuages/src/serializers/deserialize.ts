import { SerializerDoesNotExist } from "./errors.ts";
import { deserializeItem, ModelFields } from "./deserialize-item.ts";
import type { DeserializedObject } from "./deserialized-object.ts";
import { getSerializer } from "./formats.ts";
import { type SerializedData, textChunks } from "./text-chunks.ts";

/** Options of {@link deserialize}. */
export interface DeserializeOptions {
  /** Leaves out models and fields that do not exist. Default: false. */
  readonly ignoreNonexistent?: boolean;
  /**
   * Puts off relations by natural key to objects that are not there yet: call `saveDeferredFields()` on the
   * objects once all are saved. Default: false, which is an error.
   */
  readonly handleForwardReferences?: boolean;
  /** Alias of the database in which natural keys are looked up, and to save to. Default: `default`. */
  readonly using?: string;
  /** Where the data comes from, for errors. Default: `data`. */
  readonly source?: string;
}

/** Objects `{ model, pk, fields }`: what the format `object` is read from. */
export type SerializedItems = Iterable<unknown> | AsyncIterable<unknown>;

/**
 * Makes objects of serialized data, one after another; nothing is saved before `save()` of each. Fields are
 * spelled as in the database (`due_back`), relations are keys. Asks the database only for objects that are
 * named by natural keys. Django: `deserialize()`.
 *
 * @throws DeserializationError that names object and field
 * @throws SerializerDoesNotExist when the format is not known
 * @example
 * for await (const object of deserialize("json", text)) await object.save();
 */
export function deserialize(
  format: "object",
  items: SerializedItems,
  options?: DeserializeOptions,
): AsyncGenerator<DeserializedObject>;
export function deserialize(
  format: string,
  data: SerializedData,
  options?: DeserializeOptions,
): AsyncGenerator<DeserializedObject>;
export async function* deserialize(
  format: string,
  data: SerializedData | SerializedItems,
  options: DeserializeOptions = {},
): AsyncGenerator<DeserializedObject> {
  const { source = "data" } = options;
  if (format === "object") {
    yield* objectsOf(data as SerializedItems, { ...options, models: new ModelFields() });
    return;
  }
  const { read, decode } = await getSerializer(format);
  if (read === undefined) throw SerializerDoesNotExist.oneWay(format, "read");
  // The overloads leave only data for formats of text.
  const items = read(textChunks(data as SerializedData, source), source);
  yield* objectsOf(items, {
    ...options,
    models: new ModelFields(),
    ...(decode === undefined ? {} : { decode }),
  });
}

async function* objectsOf(
  items: SerializedItems,
  task: Omit<Parameters<typeof deserializeItem>[1], "index">,
): AsyncGenerator<DeserializedObject> {
  let index = 0;
  for await (const item of items) {
    index += 1;
    const object = await deserializeItem(item, { ...task, index });
    if (object !== undefined) yield object;
  }
}
