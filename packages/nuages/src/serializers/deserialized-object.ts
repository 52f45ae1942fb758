import { DEFAULT_ALIAS, type Field, type ModelMeta, saveRaw } from "../db/index.ts";
import { isNuagesError } from "../errors/index.ts";
import { DeserializationError, type ObjectPlace } from "./errors.ts";

/** Options of {@link DeserializedObject.save}. */
export interface SaveDeserializedOptions {
  /** Alias of the database. Default: the one given to `deserialize()`. */
  readonly using?: string;
  /** Whether many-to-many relations are written too. Default: true. */
  readonly saveM2m?: boolean;
}

/** What a {@link DeserializedObject} is made of. */
export interface DeserializedParts {
  readonly meta: ModelMeta;
  readonly object: object;
  readonly m2mData: ReadonlyMap<Field, readonly unknown[]>;
  readonly deferredFields: ReadonlyMap<Field, unknown>;
  readonly place: ObjectPlace;
  readonly using: string | undefined;
  /** Finds the keys of a relation whose objects were not there yet. */
  readonly resolve: (field: Field, value: unknown, using: string) => Promise<unknown>;
}

/** What a many-to-many relation of an instance can do here. */
interface Relation {
  dbManager(alias: string): { set(keys: readonly unknown[]): Promise<void> };
}

/** An instance made of serialized data, not saved yet. Django: `DeserializedObject`. */
export class DeserializedObject {
  /** The instance, with every field the data has. */
  readonly object: object;
  /** Relations by natural key to objects that are not there yet, with the keys of the data. */
  readonly deferredFields: ReadonlyMap<Field, unknown>;
  readonly #parts: DeserializedParts;
  #m2mData: ReadonlyMap<Field, readonly unknown[]>;

  /** @internal Made by `deserialize()`. */
  constructor(parts: DeserializedParts) {
    this.#parts = parts;
    this.object = parts.object;
    this.deferredFields = parts.deferredFields;
    this.#m2mData = parts.m2mData;
  }

  /** The model, as `app.model` in lower case. */
  get model(): string {
    return this.#parts.meta.labelLower;
  }

  /** The model's description. */
  get meta(): ModelMeta {
    return this.#parts.meta;
  }

  /** Keys of many-to-many relations, by field. */
  get m2mData(): ReadonlyMap<Field, readonly unknown[]> {
    return this.#m2mData;
  }

  toString(): string {
    return `${this.#parts.meta.label}(pk=${String(this.#parts.meta.keyOf(this.object))})`;
  }

  /**
   * Writes the row as it is, over one with the same key, then its many-to-many relations. The model's own
   * `save()` is not called; signals have `raw: true`.
   *
   * @throws DeserializationError when the database refuses it
   */
  async save({ using, saveM2m = true }: SaveDeserializedOptions = {}): Promise<void> {
    const alias = using ?? this.#parts.using ?? DEFAULT_ALIAS;
    const task = { using: alias, raw: true, forceInsert: false, forceUpdate: false };
    await this.#explained(async () => {
      await saveRaw(this.object, { ...task, updateFields: undefined });
      if (!saveM2m) return;
      for (const [field, keys] of this.#m2mData) {
        // A many-to-many field has a manager of this kind under its name.
        const relation = Reflect.get(this.object, field.name) as Relation;
        await relation.dbManager(alias).set(keys);
      }
    });
  }

  /**
   * Finds the objects of {@link deferredFields}, once all data is saved, and saves this one again.
   *
   * @throws DeserializationError when an object is still not there
   */
  async saveDeferredFields({ using }: { readonly using?: string } = {}): Promise<void> {
    if (this.deferredFields.size === 0) return;
    const alias = using ?? this.#parts.using ?? DEFAULT_ALIAS;
    const m2mData = new Map<Field, readonly unknown[]>();
    for (const [field, value] of this.deferredFields) {
      const found = await this.#parts.resolve(field, value, alias);
      if (Array.isArray(found)) m2mData.set(field, found);
      else Reflect.set(this.object, field.attname, found);
    }
    this.#m2mData = m2mData;
    await this.save({ using: alias });
  }

  async #explained(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isNuagesError(error)) throw error;
      throw DeserializationError.saving(this.#parts.place, error);
    }
  }
}
