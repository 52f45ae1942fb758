import { isDeepStrictEqual } from "node:util";

import { Abs, models, not, Q } from "nuages/db";
import { migrations, type ModelState, type Operation } from "nuages/migrations";

import { Workshop } from "../lib/migration-workshop.ts";
import { schemaPicture } from "../lib/schema-picture.ts";
import { seededRandom } from "./templates.ts";

/** Kinds of columns that rows of small numbers go through without loss, each from those of its group. */
const NUMBERS = ["IntegerField", "BigIntegerField", "PositiveIntegerField", "SmallIntegerField"];
const TEXTS = ["CharField", "SlugField"];
const REALS = ["FloatField", "DecimalField"];

type Options = Record<string, unknown>;
type Factory = (options: Options) => models.Field;

function make(kind: string, options: Options): models.Field {
  const factory = (models as unknown as Record<string, Factory>)[kind];
  if (factory === undefined) throw new Error(kind);
  const own =
    kind === "DecimalField"
      ? { maxDigits: 12, decimalPlaces: 3 }
      : TEXTS.includes(kind)
        ? { maxLength: 40 }
        : {};
  return factory({ ...own, ...options });
}

/** Makes random changes of models that are there. */
class RandomEdits {
  readonly #random: () => number;
  readonly #workshop: Workshop;
  #names = 0;
  /** Columns that must not lose their values: on the way back they may have to be NOT NULL again. */
  readonly #altered = new Set<string>();

  constructor(workshop: Workshop, seed: number) {
    this.#workshop = workshop;
    this.#random = seededRandom(seed);
    for (let warm = 0; warm < 5; warm += 1) this.#random();
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#below(items.length)];
  }

  #name(first = "f"): string {
    this.#names += 1;
    return `${first}${this.#names}`;
  }

  #models(): ModelState[] {
    return [...this.#workshop.state.models.values()];
  }

  /** Plain columns of a model; `loose` ones are in no index or constraint. */
  #columns(model: ModelState, loose = false): string[] {
    const said = JSON.stringify([
      model.indexes.map(({ fields, expressions }) => [fields, expressions]),
      model.constraints.map((constraint) => constraint.deconstruct().args),
      model.options["uniqueTogether"] ?? [],
    ]);
    return [...model.fields]
      .filter(([, field]) => !field.primaryKey && !("to" in field) && !field.generated)
      .filter(([name]) => !loose || (!said.includes(`"${name}`) && !said.includes(`"-${name}`)))
      .map(([name]) => name);
  }

  /** A random operation that the models allow. */
  next(): Operation | undefined {
    const model = this.#pick(this.#models());
    if (model === undefined) return undefined;
    const kinds = [
      () => this.#addColumn(model),
      () => this.#addColumn(model),
      () => this.#alterColumn(model),
      () => this.#alterColumn(model),
      () => this.#alterColumn(model),
      () => this.#renameColumn(model),
      () => this.#removeColumn(model),
      () => this.#addRelation(model),
      () => this.#alterRelation(model),
      () => this.#renameModel(model),
      () => this.#alterTable(model),
      () => this.#addIndex(model),
      () => this.#removeIndex(model),
      () => this.#addConstraint(model),
      () => this.#removeConstraint(model),
      () => this.#together(model),
      () => this.#widenKey(model),
      () => this.#createModel(),
    ];
    return this.#pick(kinds)?.();
  }

  #options(): Options {
    const options: Options = {};
    if (this.#below(2) === 0) options["null"] = true;
    if (this.#below(3) === 0) options["dbIndex"] = true;
    if (this.#below(4) === 0) options["dbDefault"] = 7;
    else if (options["null"] !== true || this.#below(2) === 0) options["default"] = 5;
    return options;
  }

  #texts(options: Options): Options {
    const texts = Object.entries(options).map(([key, value]) => [
      key,
      typeof value === "number" ? String(value) : value,
    ]);
    return Object.fromEntries(texts) as Options;
  }

  #kindOptions(kind: string): Options {
    const options = this.#options();
    return TEXTS.includes(kind) ? this.#texts(options) : options;
  }

  #addColumn({ name: modelName }: ModelState): Operation {
    const kind = this.#pick([...NUMBERS, ...TEXTS, ...REALS]) ?? "IntegerField";
    const preserveDefault = this.#below(2) === 0;
    const field = make(kind, this.#kindOptions(kind));
    return migrations.AddField({ modelName, name: this.#name(), field, preserveDefault });
  }

  #alterColumn(model: ModelState): Operation | undefined {
    const name = this.#pick(this.#columns(model));
    if (name === undefined) return undefined;
    this.#altered.add(name);
    const { type } = model.field(name).deconstruct();
    const group = [NUMBERS, TEXTS, REALS].find((kinds) => kinds.includes(type)) ?? [type];
    const kind = this.#pick(group) ?? type;
    const options = this.#kindOptions(kind);
    if (options["null"] !== true) options["default"] ??= TEXTS.includes(kind) ? "5" : 5;
    if (options["dbDefault"] !== undefined) delete options["default"];
    if (this.#below(4) === 0) options["dbColumn"] = `c_${name}_${this.#below(3)}`;
    return migrations.AlterField({ modelName: model.name, name, field: make(kind, options) });
  }

  #renameColumn(model: ModelState): Operation | undefined {
    const oldName = this.#pick(this.#columns(model));
    if (oldName === undefined) return undefined;
    const isRemovable = oldName.startsWith("f") && !this.#altered.has(oldName);
    const newName = this.#name(isRemovable ? "f" : "r");
    return migrations.RenameField({ modelName: model.name, oldName, newName });
  }

  /** Only columns that can come back to rows that are there, and none of the first ones: their values stay. */
  #removeColumn(model: ModelState): Operation | undefined {
    const removable = this.#columns(model, true).filter((name) => {
      if (!name.startsWith("f") || this.#altered.has(name)) return false;
      const field = model.field(name);
      return field.null || field.hasDefault || field.hasDbDefault;
    });
    const name = this.#pick(removable);
    return name === undefined ? undefined : migrations.RemoveField({ modelName: model.name, name });
  }

  #addRelation(model: ModelState): Operation | undefined {
    const to = this.#pick(this.#models());
    if (to === undefined) return undefined;
    const name = this.#name();
    const relatedName = "+";
    const target = to === model ? "self" : `lib.${to.name}`;
    const field =
      this.#below(3) === 0
        ? models.ManyToManyField(target, { relatedName })
        : models.ForeignKey(target, { onDelete: models.CASCADE, null: true, relatedName });
    return migrations.AddField({ modelName: model.name, name, field });
  }

  #alterRelation(model: ModelState): Operation | undefined {
    const relations = [...model.fields].filter(
      ([, field]) => field.options["onDelete"] !== undefined,
    );
    const [name, field] = this.#pick(relations) ?? [];
    if (name === undefined || field === undefined || field.primaryKey) return undefined;
    const { to } = field as unknown as { readonly to: string };
    const options = { onDelete: models.CASCADE, null: true, relatedName: "+" } as const;
    const next = [
      models.ForeignKey(to, { ...options, dbConstraint: false }),
      models.ForeignKey(to, { ...options, dbIndex: false }),
      models.ForeignKey(to, options),
      models.OneToOneField(to, options),
    ][this.#below(4)];
    if (next === undefined) return undefined;
    return migrations.AlterField({ modelName: model.name, name, field: next });
  }

  #renameModel({ name: oldName }: ModelState): Operation {
    this.#names += 1;
    return migrations.RenameModel({ oldName, newName: `M${this.#names}` });
  }

  #alterTable({ name }: ModelState): Operation {
    const table = this.#below(2) === 0 ? null : `t_${this.#name()}`;
    return migrations.AlterModelTable({ name, table });
  }

  #addIndex(model: ModelState): Operation | undefined {
    const field = this.#pick(this.#columns(model));
    if (field === undefined) return undefined;
    const name = `i_${this.#name()}`;
    const isNumber = NUMBERS.includes(model.field(field).deconstruct().type);
    const form = this.#below(isNumber ? 4 : 2);
    const index = [
      new models.Index({ name, fields: [field] }),
      new models.Index({
        name,
        fields: [
          `-${field}`,
          ...this.#columns(model)
            .slice(0, 1)
            .filter((other) => other !== field),
        ],
      }),
      new models.Index({ name, expressions: [Abs(field)] }),
      new models.Index({ name, fields: [field], condition: Q({ [`${field}__gt`]: 1 }) }),
    ][form];
    return index === undefined ? undefined : migrations.AddIndex({ modelName: model.name, index });
  }

  #removeIndex({ name: modelName, indexes }: ModelState): Operation | undefined {
    const name = this.#pick(indexes)?.name;
    if (name === undefined) return undefined;
    return this.#below(2) === 0
      ? migrations.RemoveIndex({ modelName, name })
      : migrations.RenameIndex({ modelName, oldName: name, newName: `i_${this.#name()}` });
  }

  #addConstraint(model: ModelState): Operation | undefined {
    const numbers = this.#columns(model).filter((name) =>
      NUMBERS.includes(model.field(name).deconstruct().type),
    );
    const field = this.#pick(numbers);
    if (field === undefined) return undefined;
    const name = `k_${this.#name()}`;
    const constraint = [
      new models.CheckConstraint({ name, condition: not(Q({ [field]: 999 })) }),
      new models.CheckConstraint({ name, condition: Q({ [`${field}__lt`]: 1_000 }) }),
      new models.UniqueConstraint({ name, fields: ["id", field] }),
      new models.UniqueConstraint({ name, fields: ["id"], condition: Q({ [`${field}__gt`]: 3 }) }),
    ][this.#below(4)];
    return constraint === undefined
      ? undefined
      : migrations.AddConstraint({ modelName: model.name, constraint });
  }

  #removeConstraint({ name: modelName, constraints }: ModelState): Operation | undefined {
    const name = this.#pick(constraints)?.name;
    return name === undefined ? undefined : migrations.RemoveConstraint({ modelName, name });
  }

  #together(model: ModelState): Operation | undefined {
    const field = this.#pick(this.#columns(model));
    if (field === undefined) return undefined;
    const uniqueTogether = this.#below(3) === 0 ? [] : [["id", field]];
    return migrations.AlterUniqueTogether({ name: model.name, uniqueTogether });
  }

  /** Only where nobody points at the key: SQLite, which has one type for both, leaves those columns as they are. */
  #widenKey(model: ModelState): Operation | undefined {
    const field = model.fields.get("id");
    const isSqlite = this.#workshop.database.dialect.vendor === "sqlite";
    if (field === undefined || (isSqlite && this.#isTarget(model))) return undefined;
    const next = field.deconstruct().type === "AutoField" ? models.BigAutoField : models.AutoField;
    return migrations.AlterField({
      modelName: model.name,
      name: "id",
      field: next({ primaryKey: true }),
    });
  }

  #isTarget({ name, fields }: ModelState): boolean {
    if (fields.values().some((field) => field.getInternalType() === "ManyToManyField")) return true;
    const label = `lib.${name}`.toLowerCase();
    return this.#models().some((model) =>
      model.fields.values().some((field) => {
        const { to } = field as unknown as { readonly to?: unknown };
        return to === "self" ? model.name === name : String(to).toLowerCase() === label;
      }),
    );
  }

  #createModel(): Operation {
    this.#names += 1;
    return migrations.CreateModel({
      name: `M${this.#names}`,
      fields: {
        id: models.AutoField({ primaryKey: true }),
        a: models.IntegerField({ default: 3, dbIndex: true }),
        b: models.CharField({ maxLength: 20, unique: true }),
      },
    });
  }
}

/** What went wrong, with the operations that led there. */
export interface Complaint {
  readonly seed: number;
  readonly steps: readonly string[];
  readonly problem: unknown;
}

/**
 * Makes random changes of models in an empty database, one migration each, and takes all back: the
 * tables must be as they were at every step on the way, and the rows of the first be there.
 */
export async function fuzzMigrations(seed: number, count: number): Promise<Complaint | undefined> {
  const workshop = new Workshop();
  const steps: string[] = [];
  try {
    await workshop.apply(
      migrations.CreateModel({
        name: "First",
        fields: {
          id: models.AutoField({ primaryKey: true }),
          number: models.IntegerField({ default: 3 }),
          text: models.CharField({ maxLength: 20, unique: true }),
          real: models.FloatField({ null: true }),
          parent: models.ForeignKey("self", { onDelete: models.CASCADE, null: true }),
        },
      }),
    );
    const rows = [1, 2, 5].map((id) => ({ id, number: id, text: String(id), real: id / 2 }));
    await workshop.insert("lib_first", ...rows);
    const pictures = [await schemaPicture(workshop.database)];
    const before = await workshop.rows("lib_first");
    const edits = new RandomEdits(workshop, seed);
    for (let tries = 0; steps.length < count && tries < 10 * count; tries += 1) {
      const operation = edits.next();
      if (operation === undefined) continue;
      steps.push(`${operation.describe()} ${JSON.stringify(operation.deconstruct().args, shown)}`);
      await workshop.apply(operation);
      pictures.push(await schemaPicture(workshop.database));
    }
    pictures.pop();
    for (const picture of pictures.toReversed()) {
      steps.push("undo");
      await workshop.undo();
      const now = await schemaPicture(workshop.database);
      if (!isDeepStrictEqual(now, picture))
        return { seed, steps, problem: { expected: picture, got: now } };
    }
    const after = (await workshop.rows("lib_first")).map((row) => sorted(row));
    const first = before.map((row) => sorted(row));
    return isDeepStrictEqual(after, first)
      ? undefined
      : { seed, steps, problem: { expected: first, got: after } };
  } catch (error) {
    return { seed, steps, problem: error };
  }
}

function sorted(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "deconstruct" in value
    ? (value as { deconstruct(): unknown }).deconstruct()
    : value;
}
