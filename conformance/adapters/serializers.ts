import { setup } from "nuages/apps";
import { overrideSettings } from "nuages/conf";
import { createTables, type Field, models } from "nuages/db";
import { deserialize, type DeserializedObject, serialize } from "nuages/serializers";

import type { Adapter, Outcome, Vector } from "../adapter.ts";
import { camelCase } from "../names.ts";
import { sameOutcome } from "../outcome.ts";
import conf from "../serializer-models/app.ts";
import { Author, Kitchen, Tag } from "../serializer-models/models.ts";
import { decode } from "../values.ts";

let prepared: Promise<void> | undefined;

async function prepare(): Promise<void> {
  overrideSettings({
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    installedApps: [conf],
  });
  await setup();
  await createTables();
  await Author.objects.create({ id: 1, name: 'Agnès <&> "O\'Neil"' });
  for (const slug of ["py", "js-x"]) await Tag.objects.create({ slug });
}

const FORMATS = new Map([["python", "object"]]);

const MODELS = new Map<string, new (values: never) => object>([
  ["conf.author", Author],
  ["conf.tag", Tag],
]);

async function kitchenOf(vector: Vector): Promise<object> {
  await Kitchen.objects.all().delete();
  const values = decode(vector.values) as Record<string, unknown>;
  const kitchen = new Kitchen({
    id: Number(vector.pk),
    ...values,
    authorId: vector.author as number | null,
  });
  await kitchen.save();
  await kitchen.tags.set(vector.tags as string[]);
  return Kitchen.objects.get({ pk: kitchen.id });
}

async function serialized(vector: Vector): Promise<Outcome> {
  const model = MODELS.get(String(vector.model));
  const rows =
    model === undefined
      ? [await kitchenOf(vector)]
      : (vector.rows as object[]).map((row) => new model(row as never));
  const options = Object.entries(vector.options as object).map(
    ([name, value]: [string, unknown]) => [camelCase(name), value],
  );
  const format = FORMATS.get(String(vector.format)) ?? String(vector.format);
  return { value: await serialize(format, rows, Object.fromEntries(options) as object) };
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

function described({ object, meta, m2mData }: DeserializedObject): unknown {
  const fields = meta.concreteFields.filter((field) => !field.primaryKey);
  return {
    model: meta.labelLower,
    pk: meta.keyOf(object) ?? null,
    fields: Object.fromEntries(
      fields.map((field) => [snakeCase(field.attname), field.valueFromObject(object)]),
    ),
    m2m: Object.fromEntries([...m2mData].map(([field, keys]) => [snakeCase(field.name), keys])),
  };
}

async function deserialized({ format, document }: Vector): Promise<Outcome> {
  const objects = await Array.fromAsync(deserialize(String(format), String(document)));
  return { value: objects.map(described) };
}

const FIELDS: Readonly<Record<string, () => unknown>> = {
  BigIntegerField: () => models.BigIntegerField({ bigint: true }),
  BinaryField: () => models.BinaryField({ editable: true }),
  BooleanField: () => models.BooleanField(),
  "BooleanField(null)": () => models.BooleanField({ null: true }),
  CharField: () => models.CharField({ maxLength: 100 }),
  "CharField(3,choices)": () =>
    models.CharField({
      maxLength: 3,
      choices: [
        ["a", "A"],
        ["bcd", "B"],
      ],
    }),
  "CharField(blank)": () => models.CharField({ maxLength: 2, blank: true }),
  DateField: () => models.DateField(),
  DateTimeField: () => models.DateTimeField(),
  "DecimalField(5,2)": () => models.DecimalField({ maxDigits: 5, decimalPlaces: 2 }),
  DurationField: () => models.DurationField(),
  EmailField: () => models.EmailField(),
  FloatField: () => models.FloatField(),
  GenericIPAddressField: () => models.GenericIPAddressField(),
  IntegerField: () => models.IntegerField(),
  "IntegerField(null)": () => models.IntegerField({ null: true, blank: true }),
  JSONField: () => models.JSONField(),
  PositiveIntegerField: () => models.PositiveIntegerField(),
  SlugField: () => models.SlugField(),
  SmallIntegerField: () => models.SmallIntegerField(),
  TextField: () => models.TextField(),
  URLField: () => models.URLField(),
  TimeField: () => models.TimeField(),
  UUIDField: () => models.UUIDField(),
};

const made = new Map<string, Field>();

/** A field in a model of its own: ranges of numbers are those of its database. */
function fieldOf(name: string): Field {
  const known = made.get(name);
  if (known !== undefined) return known;
  class Holder extends models.Model<Holder>()(
    { field: FIELDS[name]?.() as Field },
    { appLabel: "conf", dbTable: `holder_${made.size}` },
  ) {}
  const field = Holder.meta.getField("field");
  made.set(name, field);
  return field;
}

async function cleaned({ op, field, value }: Vector): Promise<Outcome> {
  const made = fieldOf(String(field));
  const given = decode(value);
  return { value: op === "model_field.clean" ? await made.clean(given) : made.toPython(given) };
}

/** Values of deserialized fields are tagged twice in the vectors. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (value === null || typeof value !== "object") return value;
  const { $: tag, v } = value as { $?: string; v?: unknown };
  const entries = tag === "dict" ? (v as [string, unknown][]) : undefined;
  if (entries?.[0]?.[0] === "$") return Object.fromEntries(entries);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}

export const adapter: Adapter = {
  areas: ["serializers"],
  takes: ({ op, field }) =>
    op === "serialize" || op === "deserialize" || Object.hasOwn(FIELDS, String(field)),
  async run(vector) {
    await (prepared ??= prepare());
    if (vector.op === "serialize") return serialized(vector);
    return vector.op === "deserialize" ? deserialized(vector) : cleaned(vector);
  },
  matches: ({ op, expect }, outcome) =>
    sameOutcome(op === "deserialize" ? (untagged(expect) as Outcome) : expect, outcome),
};
