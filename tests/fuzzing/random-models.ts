import { type AnyFieldType, F, models, Q } from "nuages/db";
import { ModelState, ProjectState } from "nuages/migrations";

/** Names are few, so that two random states have many in common. */
const MODELS = ["lib.Author", "lib.Book", "lib.Copy", "shop.Order", "shop.Item"] as const;
const FIELDS = ["a", "b", "c", "d", "e"] as const;

const COLUMNS: readonly (() => AnyFieldType)[] = [
  () => models.CharField({ maxLength: 20 }),
  () => models.CharField({ maxLength: 30, null: true, choices: [["x", "X"]] }),
  () => models.TextField({ blank: true, helpText: "words" }),
  () => models.IntegerField(),
  () => models.IntegerField({ default: 3, dbIndex: true }),
  () => models.DecimalField({ maxDigits: 6, decimalPlaces: 2, null: true }),
];

/** Columns that a server cannot turn into others. */
const RIGID: readonly (() => AnyFieldType)[] = [
  () => models.BooleanField({ default: false, verboseName: "is it?" }),
  () => models.DateTimeField({ autoNowAdd: true }),
  () => models.UUIDField({ null: true, unique: true }),
];

/** Makes random states of models of two apps. */
export class RandomModels {
  readonly #random: () => number;
  readonly #columns: readonly (() => AnyFieldType)[];

  /** @param rigid Also columns that a server cannot turn into others. */
  constructor(random: () => number, { rigid }: { readonly rigid: boolean }) {
    this.#random = random;
    this.#columns = rigid ? [...COLUMNS, ...RIGID] : COLUMNS;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  #some<T>(items: readonly T[], share = 0.5): T[] {
    return items.filter(() => this.#random() < share);
  }

  /** A state of models of both apps, or of one. */
  state(appLabel = ""): ProjectState {
    const labels = this.#some(
      MODELS.filter((label) => label.startsWith(appLabel)),
      0.7,
    );
    return new ProjectState(labels.map((label) => this.#model(label, labels)));
  }

  #model(label: string, labels: readonly string[]): ModelState {
    const [appLabel = "", name = ""] = label.split(".");
    const names = this.#some(FIELDS);
    const fields: Record<string, AnyFieldType> = { id: models.AutoField({ primaryKey: true }) };
    for (const field of names) fields[field] = this.#field(labels);
    const plain = names.filter((field) => {
      const declared = fields[field];
      return declared !== undefined && !("to" in declared);
    });
    return new ModelState({ appLabel, name, fields, options: this.#options(name, plain) });
  }

  #field(labels: readonly string[]): AnyFieldType {
    const target = this.#pick(labels);
    const kind = this.#below(10);
    if (kind === 0) return models.ManyToManyField(target, { relatedName: "+" });
    const options = { onDelete: models.CASCADE, null: true, relatedName: "+" } as const;
    if (kind === 1) return models.ForeignKey(target, options);
    if (kind === 2) return models.OneToOneField(target, options);
    return this.#pick(this.#columns)();
  }

  #options(model: string, plain: readonly string[]): Record<string, unknown> {
    const options: Record<string, unknown> = {};
    const [first, second] = this.#some(plain, 0.8);
    if (this.#below(4) === 0) options["verboseName"] = this.#pick(["one", "another"]);
    if (this.#below(6) === 0) options["dbTable"] = `t_${model.toLowerCase()}${this.#below(2)}`;
    if (first === undefined) return options;
    if (this.#below(3) === 0)
      options["indexes"] = [
        new models.Index({ name: `${model.toLowerCase()}_i${this.#below(2)}`, fields: [first] }),
      ];
    if (this.#below(4) === 0)
      options["constraints"] = [
        new models.CheckConstraint({
          name: `${model.toLowerCase()}_c`,
          condition: Q({ [`${first}__isnull`]: false }).or(Q({ [`${first}__isnull`]: true })),
        }),
      ];
    if (second !== undefined && this.#below(3) === 0) options["uniqueTogether"] = [[first, second]];
    if (this.#below(5) === 0) options["ordering"] = [F(first).desc()];
    return options;
  }
}
