import { type Field, type ModelMeta, snakeCase } from "../db/index.ts";
import { Decimal } from "../utils/decimal.ts";
import { Temporal } from "../utils/temporal.ts";
import { SerializationError } from "./errors.ts";
import { hasNaturalKey, type NaturalKey, naturalKeyOf } from "./natural-keys.ts";

/** An object as plain data: what the format `object` gives, and what JSON and YAML write. */
export interface SerializedObject {
  /** `app.model` in lower case. */
  readonly model: string;
  /** Left out when the natural key stands for it. */
  readonly pk?: unknown;
  /** Values by name, spelled as in the database: `due_back`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is serialized of each object. */
export interface RecordOptions {
  /** Names of the fields to take. Default: all. */
  readonly fields?: readonly string[];
  /** Writes relations to models that have a natural key by it. Default: false. */
  readonly useNaturalForeignKeys?: boolean;
  /** Leaves out the primary key of models that have a natural key. Default: false. */
  readonly useNaturalPrimaryKeys?: boolean;
}

/** One field of a {@link SerializedRecord}. */
export type SerializedField =
  | { readonly kind: "value"; readonly field: Field; readonly name: string }
  | {
      readonly kind: "toOne";
      readonly field: Field;
      readonly name: string;
      /** Set when the key is a natural one; null for none. */
      readonly naturalKey: NaturalKey | null | undefined;
    }
  | {
      readonly kind: "toMany";
      readonly field: Field;
      readonly name: string;
      readonly keys: readonly { readonly pk: unknown; readonly naturalKey?: NaturalKey }[];
    };

/** An object on its way into a format: its fields in order, with the keys of its relations. */
export class SerializedRecord {
  readonly instance: object;
  readonly meta: ModelMeta;
  readonly hasKey: boolean;
  readonly fields: readonly SerializedField[];

  constructor(
    instance: object,
    facts: {
      readonly meta: ModelMeta;
      readonly hasKey: boolean;
      readonly fields: readonly SerializedField[];
    },
  ) {
    this.instance = instance;
    this.meta = facts.meta;
    this.hasKey = facts.hasKey;
    this.fields = facts.fields;
  }

  /** `app.model` in lower case. */
  get model(): string {
    return this.meta.labelLower;
  }

  get pk(): unknown {
    const { pkFields } = this.meta;
    const values = pkFields.map((field) => plainValue(field, this.instance));
    return pkFields.length === 1 ? values[0] : values;
  }

  /** The object as plain data. */
  toObject(): SerializedObject {
    const fields = Object.fromEntries(
      this.fields.map((entry) => [entry.name, this.valueOf(entry)]),
    );
    return { model: this.model, ...(this.hasKey ? { pk: this.pk } : {}), fields };
  }

  /** The value of one field as plain data. */
  valueOf(entry: SerializedField): unknown {
    if (entry.kind === "toMany") return entry.keys.map(({ pk, naturalKey }) => naturalKey ?? pk);
    if (entry.kind === "toOne" && entry.naturalKey !== undefined) return entry.naturalKey;
    return plainValue(entry.field, this.instance);
  }
}

/** Numbers, dates and the like stay; other values become the field's text. */
function plainValue(field: Field, instance: object): unknown {
  const value = field.valueFromObject(instance);
  if (value === null || value === undefined) return null;
  const isPlain =
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    value instanceof Date ||
    value instanceof Decimal ||
    value instanceof Temporal.PlainDate ||
    value instanceof Temporal.PlainTime;
  return isPlain || field.kind === "json" ? value : field.valueToString(instance);
}

type Instance = object & { readonly constructor: { readonly meta?: ModelMeta } };

/**
 * Reads the fields of an instance for a format; asks the database for the keys of many-to-many relations
 * that are not prefetched, and for related objects with natural keys.
 *
 * @throws SerializationError when the value is no instance of a model
 */
export async function recordOf(
  instance: unknown,
  options: RecordOptions = {},
): Promise<SerializedRecord> {
  const meta = (instance as Instance | null | undefined)?.constructor?.meta;
  if (typeof instance !== "object" || instance === null || meta === undefined) {
    throw SerializationError.noModel(instance);
  }
  const { useNaturalPrimaryKeys = false } = options;
  const byNaturalKey = useNaturalPrimaryKeys && hasNaturalKey(meta);
  const fields: SerializedField[] = [];
  for (const field of chosenFields(meta, options)) {
    const entry = await fieldEntry(field, instance, options);
    if (entry !== undefined) fields.push(entry);
  }
  return new SerializedRecord(instance, { meta, hasKey: !byNaturalKey, fields });
}

/** The columns of the model's own table but its key, then its own many-to-many relations. */
function chosenFields(meta: ModelMeta, options: RecordOptions): Field[] {
  const { concrete } = meta;
  const wanted = options.fields === undefined ? undefined : new Set(options.fields);
  const columns = concrete.localConcreteFields.filter(
    (field) =>
      !field.primaryKey ||
      (options.useNaturalPrimaryKeys === true && field.options["parentLink"] === true),
  );
  const many = concrete.manyToMany.filter(({ model }) => model === concrete);
  return [...columns, ...many].filter(
    (field) =>
      field.options.serialize !== false &&
      (wanted === undefined || wanted.has(field.name) || wanted.has(snakeCase(field.name))),
  );
}

async function fieldEntry(
  field: Field,
  instance: object,
  options: RecordOptions,
): Promise<SerializedField | undefined> {
  const name = snakeCase(field.name);
  const { relation } = field;
  if (relation === undefined) return { kind: "value", field, name };
  const isNatural = options.useNaturalForeignKeys === true && hasNaturalKey(relation.target);
  if (!relation.many) {
    const naturalKey = isNatural ? await relatedKey(instance, field) : undefined;
    return { kind: "toOne", field, name, naturalKey };
  }
  if (!field.model.throughOf(field).autoCreated) return undefined;
  return { kind: "toMany", field, name, keys: await keysOf(instance, field, isNatural) };
}

async function relatedKey(instance: object, field: Field): Promise<NaturalKey | null> {
  const related = (await Reflect.get(instance, field.name)) as object | null;
  return related === null ? null : naturalKeyOf(related);
}

interface Rows extends AsyncIterable<object> {
  readonly isLoaded: boolean;
  only(...names: string[]): Rows;
}

async function keysOf(
  instance: object,
  field: Field,
  isNatural: boolean,
): Promise<{ readonly pk: unknown; readonly naturalKey?: NaturalKey }[]> {
  const target = field.relation?.target;
  // The attribute of a many-to-many field is its manager.
  const rows = (Reflect.get(instance, field.name) as { all(): Rows }).all();
  const needed = isNatural || rows.isLoaded ? rows : rows.only("pk");
  const keys: { readonly pk: unknown; readonly naturalKey?: NaturalKey }[] = [];
  for await (const row of needed) {
    const pk = target === undefined ? null : plainValue(target.pk, row);
    keys.push(isNatural ? { pk, naturalKey: await naturalKeyOf(row) } : { pk });
  }
  return keys;
}
