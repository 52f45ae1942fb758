import { apps } from "../apps/index.ts";
import {
  DEFAULT_ALIAS,
  type Field,
  type ModelMeta,
  ObjectDoesNotExist,
  snakeCase,
} from "../db/index.ts";
import { isNuagesError } from "../errors/index.ts";
import { ValidationError } from "../validation/index.ts";
import type { DeserializeOptions } from "./deserialize.ts";
import { DeserializedObject } from "./deserialized-object.ts";
import { DeserializationError, type ObjectPlace } from "./errors.ts";
import type { SerializationFormat } from "./formats/format.ts";
import { parseJson } from "./read-json.ts";
import {
  findByNaturalKey,
  findsByNaturalKey,
  hasNaturalKey,
  naturalKeyOf,
} from "./natural-keys.ts";

/** What {@link deserializeItem} needs to know. */
export interface ItemTask extends DeserializeOptions {
  /** Which object of the data it is, from 1. */
  readonly index: number;
  readonly models: ModelFields;
  readonly decode?: NonNullable<SerializationFormat["decode"]>;
}

interface Data {
  readonly model?: unknown;
  readonly pk?: unknown;
  readonly fields?: unknown;
}

/** Makes an object of `{ model, pk, fields }`; undefined for one that is left out. */
export async function deserializeItem(
  item: unknown,
  task: ItemTask,
): Promise<DeserializedObject | undefined> {
  const { source = "data", ignoreNonexistent = false, models, index } = task;
  const { model, pk, fields } = (isRecord(item) ? item : {}) as Data;
  const label = typeof model === "string" ? model : undefined;
  const place: ObjectPlace = { source, index, model: label, pk };
  if (label === undefined) throw DeserializationError.shape(place, 'the key "model" is missing');
  if (!isRecord(fields)) throw DeserializationError.shape(place, 'the key "fields" is missing');
  const meta = findModel(label, place, ignoreNonexistent);
  if (meta === undefined) return undefined;
  const reader = new ItemReader(meta, place, task);
  if (pk !== undefined && pk !== null) reader.key(pk);
  const byName = models.of(meta);
  for (const [name, value] of Object.entries(fields)) {
    const field = byName.get(name);
    if (field !== undefined) await reader.field(field, name, value);
    else if (!ignoreNonexistent) {
      const known = meta.getFields().map((one) => snakeCase(one.name));
      throw DeserializationError.unknownField(place, name, known);
    }
  }
  return reader.object();
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
    if (!isNuagesError(error)) throw error;
    if (ignoreNonexistent) return undefined;
    throw DeserializationError.unknownModel(place, error);
  }
}

/** The fields of models by the names that data can have for them. */
export class ModelFields {
  readonly #known = new Map<ModelMeta, ReadonlyMap<string, Field>>();

  of(meta: ModelMeta): ReadonlyMap<string, Field> {
    let fields = this.#known.get(meta);
    if (fields === undefined) {
      const spelled = (spell: (field: Field) => string): [string, Field][] =>
        meta.getFields().map((field) => [spell(field), field]);
      fields = new Map([
        ...spelled(({ attname }) => snakeCase(attname)),
        ...spelled(({ name }) => name),
        ...spelled(({ name }) => snakeCase(name)),
      ]);
      this.#known.set(meta, fields);
    }
    return fields;
  }
}

/** Collects the values of one object. */
class ItemReader {
  readonly #meta: ModelMeta;
  readonly #place: ObjectPlace;
  readonly #task: ItemTask;
  readonly #values: Record<string, unknown> = {};
  readonly #m2mData = new Map<Field, readonly unknown[]>();
  readonly #deferred = new Map<Field, unknown>();

  constructor(meta: ModelMeta, place: ObjectPlace, task: ItemTask) {
    this.#meta = meta;
    this.#place = place;
    this.#task = task;
  }

  get #using(): string {
    return this.#task.using ?? DEFAULT_ALIAS;
  }

  key(value: unknown): void {
    const { pkFields } = this.#meta;
    const parts = pkFields.length > 1 ? keyParts(value, this.#place.source) : [value];
    for (const [index, field] of pkFields.entries()) {
      this.#values[field.attname] = this.#converted("pk", value, () =>
        field.toPython(parts[index]),
      );
    }
  }

  async field(field: Field, name: string, raw: unknown): Promise<void> {
    if (field.generated) return;
    const value = this.#plain(field, name, raw);
    const isMany = field.relation?.many === true;
    if (isMany && !isList(value)) {
      const cause = new TypeError("a list of keys is expected");
      throw DeserializationError.value(this.#place, { field: name, value, cause });
    }
    if (value === null) {
      this.#values[field.attname] = null;
      return;
    }
    if (field.relation === undefined) {
      this.#values[field.attname] = this.#converted(name, value, () => field.toPython(value));
      return;
    }
    const found = await this.#related(field, name, value);
    if (found === DEFERRED) this.#deferred.set(field, value);
    else if (isMany) this.#m2mData.set(field, found as readonly unknown[]);
    else this.#values[field.attname] = found;
  }

  async object(): Promise<DeserializedObject> {
    const meta = this.#meta;
    await this.#takeKeyOfNaturalKey();
    return new DeserializedObject({
      meta,
      object: new meta.cls(this.#values),
      m2mData: this.#m2mData,
      deferredFields: this.#deferred,
      place: this.#place,
      using: this.#task.using,
      resolve: (field, value, using) => this.#found(field, snakeCase(field.name), { value, using }),
    });
  }

  /** An object without key takes the one of the row with its natural key. */
  async #takeKeyOfNaturalKey(): Promise<void> {
    const meta = this.#meta;
    const { pk } = meta;
    const hasKey = (this.#values[pk.attname] ?? null) !== null;
    if (hasKey || !hasNaturalKey(meta) || !findsByNaturalKey(meta) || this.#deferred.size > 0)
      return;
    try {
      const key = await naturalKeyOf(new meta.cls({ ...this.#values }));
      const row = await findByNaturalKey(meta, key, this.#using);
      this.#values[pk.attname] = meta.keyOf(row);
    } catch (error) {
      if (!(error instanceof ObjectDoesNotExist)) throw error;
    }
  }

  /** The key, or keys, of related objects; deferred when one is not there yet and may come. */
  async #related(field: Field, name: string, value: unknown): Promise<unknown> {
    try {
      return await this.#found(field, name, { value, using: this.#using });
    } catch (error) {
      const isMissing =
        error instanceof DeserializationError && error.cause instanceof ObjectDoesNotExist;
      if (isMissing && this.#task.handleForwardReferences === true) return DEFERRED;
      throw error;
    }
  }

  async #found(
    field: Field,
    name: string,
    { value, using }: { readonly value: unknown; readonly using: string },
  ): Promise<unknown> {
    const lookup = new RelationLookup(field, using);
    if (field.relation?.many !== true) {
      return this.#convertedLater(name, value, () => lookup.key(value));
    }
    const keys: unknown[] = [];
    for (const one of value as readonly unknown[]) {
      keys.push(await this.#convertedLater(name, one, () => lookup.key(one)));
    }
    return keys;
  }

  #plain(field: Field, name: string, raw: unknown): unknown {
    const { decode } = this.#task;
    const value = decode === undefined ? raw : this.#converted(name, raw, () => decode(raw, field));
    return value === undefined ? null : value;
  }

  #converted(name: string, value: unknown, convert: () => unknown): unknown {
    try {
      return convert();
    } catch (error) {
      throw this.#explained(error, name, value);
    }
  }

  async #convertedLater(
    name: string,
    value: unknown,
    convert: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return await convert();
    } catch (error) {
      throw this.#explained(error, name, value);
    }
  }

  #explained(error: unknown, field: string, value: unknown): unknown {
    const isKnown = error instanceof ValidationError || isNuagesError(error);
    return isKnown && !(error instanceof DeserializationError)
      ? DeserializationError.value(this.#place, { field, value, cause: error })
      : error;
  }
}

/** A key of several columns: a list, or one as JSON text, as XML has it. */
function keyParts(value: unknown, source: string): readonly unknown[] {
  const parts = typeof value === "string" ? parseJson(value, source) : value;
  return Array.isArray(parts) ? parts : [parts];
}

const DEFERRED = Symbol("deferred");

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Turns what data has for a relation into the value of its column. */
class RelationLookup {
  readonly #target: ModelMeta | undefined;
  readonly #keyField: Field;
  readonly #using: string;

  constructor(field: Field, using: string) {
    this.#target = field.relation?.target;
    this.#keyField = field.relation?.targetField ?? field;
    this.#using = using;
  }

  async key(value: unknown): Promise<unknown> {
    const target = this.#target;
    if (target === undefined || !isList(value) || !findsByNaturalKey(target)) {
      return this.#keyField.toPython(value);
    }
    const row = await findByNaturalKey(target, value, this.#using);
    return this.#keyField.valueFromObject(row);
  }
}
