import { type Field, type ModelMeta, saveRaw } from "../db/index.ts";
import { NuagesError } from "../errors/index.ts";
import { DeserializationError, type ObjectPlace } from "./errors.ts";

/** Options of {@link DeserializedObject.save}. */
export interface SaveDeserializedOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
}

/** What a {@link DeserializedObject} is made of. */
export interface DeserializedParts {
  readonly meta: ModelMeta;
  readonly object: object;
  readonly m2mData: ReadonlyMap<Field, readonly unknown[]>;
  readonly place: ObjectPlace;
}

/** What a many-to-many relation of an instance can do here. */
interface Relation {
  set(keys: readonly unknown[]): Promise<void>;
}

/** An instance made of serialized data, not saved yet. Django: `DeserializedObject`. */
export class DeserializedObject {
  /** The instance, with every field the data has. */
  readonly object: object;
  /** Keys of many-to-many relations, by field. */
  readonly m2mData: ReadonlyMap<Field, readonly unknown[]>;
  readonly #meta: ModelMeta;
  readonly #place: ObjectPlace;

  /** @internal Made by `deserialize()`. */
  constructor({ meta, object, m2mData, place }: DeserializedParts) {
    this.#meta = meta;
    this.object = object;
    this.m2mData = m2mData;
    this.#place = place;
  }

  /** The model, as `app.model` in lower case. */
  get model(): string {
    return this.#meta.labelLower;
  }

  /**
   * Writes the row as it is, over one with the same key, then its many-to-many relations. The model's own
   * `save()` is not called; signals have `raw: true`.
   *
   * @throws DeserializationError when the database refuses it
   */
  async save({ using = "default" }: SaveDeserializedOptions = {}): Promise<void> {
    const task = { using, raw: true, forceInsert: false, forceUpdate: false };
    try {
      await saveRaw(this.object, { ...task, updateFields: undefined });
      for (const [field, keys] of this.m2mData) {
        // A many-to-many field has a manager of this kind under its name.
        const relation = Reflect.get(this.object, field.name) as Relation;
        await relation.set(keys);
      }
    } catch (error) {
      if (!(error instanceof NuagesError)) throw error;
      throw DeserializationError.saving(this.#place, error);
    }
  }
}
