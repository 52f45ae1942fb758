import { apps } from "../apps/index.ts";
import { NuagesError } from "../errors/index.ts";
import { type Field, type ModelMeta } from "../db/index.ts";
import { ValidationError } from "../validation/index.ts";
import { DeserializedObject } from "./deserialized-object.ts";
import { DeserializationError, type ObjectPlace, SerializerDoesNotExist } from "./errors.ts";
import { parseJson } from "./parse-json.ts";

/** Options of {@link deserialize}. */
export interface DeserializeOptions {
  /** Leaves out models and fields that do not exist. Default: false. */
  readonly ignoreNonexistent?: boolean;
  /** Where the data comes from, for errors. Default: `data`. */
  readonly source?: string;
}

type Reader = (data: string, source: string) => readonly unknown[];

const readers = new Map<string, Reader>([
  ["json", readJson],
  ["jsonl", readJsonLines],
]);

/** Names of the formats that can be read. */
export function serializerFormats(): string[] {
  return [...readers.keys()];
}

/**
 * Makes objects of serialized data, in its order; nothing is saved before {@link DeserializedObject.save}.
 * Fields are spelled as in the database (`due_back`), relations are keys. Django: `deserialize()`.
 *
 * @throws DeserializationError that names object and field
 * @throws SerializerDoesNotExist when the format is not known
 */
export function* deserialize(
  format: string,
  data: string,
  options: DeserializeOptions = {},
): Generator<DeserializedObject> {
  const { source = "data" } = options;
  const read = readers.get(format);
  if (read === undefined) throw SerializerDoesNotExist.format(format, serializerFormats());
  yield* deserializeObjects(read(data, source), options);
}

/** Like {@link deserialize}, from objects of the form `{ model, pk, fields }`. Django: the format `python`. */
export function* deserializeObjects(
  items: readonly unknown[],
  options: DeserializeOptions = {},
): Generator<DeserializedObject> {
  for (const [index, item] of items.entries()) {
    const object = deserializeOne(item, index + 1, options);
    if (object !== undefined) yield object;
  }
}

function readJson(data: string, source: string): readonly unknown[] {
  const items = parseJson(data, source);
  if (Array.isArray(items)) return items;
  const place = { source, index: 1, model: undefined, pk: undefined };
  throw DeserializationError.shape(place, "the data is no list of objects");
}

function readJsonLines(data: string, source: string): readonly unknown[] {
  return data
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parseJson(line, source));
}

interface Data {
  readonly model?: unknown;
  readonly pk?: unknown;
  readonly fields?: unknown;
}

function deserializeOne(
  item: unknown,
  index: number,
  options: DeserializeOptions,
): DeserializedObject | undefined {
  const { source = "data", ignoreNonexistent = false } = options;
  const { model, pk, fields } = (isRecord(item) ? item : {}) as Data;
  const label = typeof model === "string" ? model : undefined;
  const place: ObjectPlace = { source, index, model: label, pk };
  if (label === undefined) throw DeserializationError.shape(place, 'the key "model" is missing');
  if (!isRecord(fields)) throw DeserializationError.shape(place, 'the key "fields" is missing');
  const meta = findModel(label, place, ignoreNonexistent);
  if (meta === undefined) return undefined;
  const read = new FieldReader(meta, place);
  if (pk !== undefined && pk !== null) read.key(pk);
  for (const [name, value] of Object.entries(fields)) {
    const field = meta.fieldBySnakeName(name);
    if (field !== undefined) read.field(field, name, value);
    else if (!ignoreNonexistent) throw DeserializationError.unknownField(place, name, names(meta));
  }
  return read.object();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function findModel(
  label: string,
  place: ObjectPlace,
  ignoreNonexistent: boolean,
): ModelMeta | undefined {
  try {
    return apps.getModel(label).meta;
  } catch (error) {
    if (!(error instanceof NuagesError)) throw error;
    if (ignoreNonexistent) return undefined;
    throw DeserializationError.unknownModel(place, error);
  }
}

function names(meta: ModelMeta): string[] {
  const spelled = (name: string): string =>
    name.replaceAll(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`);
  return meta.getFields().map(({ name }) => spelled(name));
}

/** Collects the values of one object. */
class FieldReader {
  readonly #meta: ModelMeta;
  readonly #place: ObjectPlace;
  readonly #values: Record<string, unknown> = {};
  readonly #manyToMany = new Map<Field, readonly unknown[]>();

  constructor(meta: ModelMeta, place: ObjectPlace) {
    this.#meta = meta;
    this.#place = place;
  }

  key(value: unknown): void {
    const { pk } = this.#meta;
    this.#values[pk.attname] = this.#convert(pk, "pk", value);
  }

  field(field: Field, name: string, value: unknown): void {
    if (!this.#meta.manyToMany.includes(field)) {
      this.#values[field.attname] = value === null ? null : this.#convert(field, name, value);
      return;
    }
    if (!Array.isArray(value)) {
      const cause = new TypeError("a list of keys is expected");
      throw DeserializationError.value(this.#place, { field: name, value, cause });
    }
    const keys = value.map((key: unknown) => this.#convert(targetKey(field), name, key));
    this.#manyToMany.set(field, keys);
  }

  object(): DeserializedObject {
    return new DeserializedObject({
      meta: this.#meta,
      object: new this.#meta.cls(this.#values),
      m2mData: this.#manyToMany,
      place: this.#place,
    });
  }

  #convert(field: Field, name: string, value: unknown): unknown {
    try {
      return field.toPython(value);
    } catch (error) {
      if (!(error instanceof ValidationError || error instanceof NuagesError)) throw error;
      throw DeserializationError.value(this.#place, { field: name, value, cause: error });
    }
  }
}

/** What the keys of a many-to-many relation look like. */
function targetKey(field: Field): Field {
  return field.relation?.targetField ?? field;
}
