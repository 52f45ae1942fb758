import { describe, expect, it } from "vitest";

import { availableTags, error, type CheckMessage } from "../checks/index.ts";
import { checkModels } from "./checks.ts";
import { configure, overrideSettings } from "../conf/index.ts";
import { Count, F, Now, Q, RawSQL, models, registerModels } from "./index.ts";
import type { ModelClass } from "./models/model-class.ts";

configure({ secretKey: "x" });

let apps = 0;

/** A label that no other test uses. */
function freshLabel() {
  apps += 1;
  return { appLabel: `checks${apps}` };
}

const run = (...classes: readonly unknown[]) => checkModels(classes as readonly ModelClass[]);
const summary = (found: readonly CheckMessage[]) =>
  found.map(({ id, msg, subject }) => `${subject}: ${id}: ${msg}`);

describe("checks of models", () => {
  it("are registered for the command [SET-43]", () => {
    expect(availableTags()).toContain("models");
  });

  it("are content with a model as it should be [SET-43]", () => {
    const label = freshLabel();
    class Other extends models.Model<Other>()(
      { name: models.CharField({ maxLength: 5 }) },
      label,
    ) {}
    class Fine extends models.Model<Fine>()(
      {
        name: models.CharField({ maxLength: 5 }),
        other: models.ForeignKey(() => Other, { onDelete: models.CASCADE }),
        day: models.DateField(),
        data: models.JSONField(),
        others: models.ManyToManyField(() => Other, { relatedName: "fines" }),
      },
      {
        ...label,
        ordering: [
          "-other__name",
          "pk",
          "otherId",
          "?",
          "day__year",
          "data__key",
          F("name").desc({ nullsLast: true }),
        ],
        uniqueTogether: ["name", "other"],
        constraints: [
          new models.UniqueConstraint({ name: "u", fields: ["name"] }),
          new models.CheckConstraint({ name: "c", condition: Q({ name__gt: "a", id__gt: 0 }) }),
        ],
        indexes: [new models.Index({ name: "i", fields: ["-name", "day"] })],
      },
    ) {}
    registerModels(Other, Fine);

    expect(run(Other, Fine)).toEqual([]);
  });

  it("show what fields find [SET-42]", () => {
    class Bad extends models.Model<Bad>()(
      { name: models.CharField({ maxLength: 0 }) },
      freshLabel(),
    ) {}

    expect(run(Bad).map(({ id }) => id)).toEqual(["fields.E121"]);
  });

  it("find names that would end in paths as something else [SET-43]", () => {
    const label = freshLabel();
    class Ends_ extends models.Model<Ends_>()({}, label) {}
    class Has__Two extends models.Model<Has__Two>()({}, label) {}

    expect(run(Ends_, Has__Two).map(({ id }) => id)).toEqual(["models.E023", "models.E024"]);
  });

  it("find a field called id that is not the key [SET-43]", () => {
    class Wrong extends models.Model<Wrong>()(
      { id: models.IntegerField(), code: models.IntegerField({ primaryKey: true }) },
      freshLabel(),
    ) {}

    expect(run(Wrong).map(({ id, msg }) => [id, msg])).toEqual([
      [
        "models.E004",
        "'id' can only be used as a field name if the field also sets 'primaryKey: true'.",
      ],
    ]);
  });

  it("find two primary keys [SET-43]", () => {
    class Two extends models.Model<Two>()(
      {
        a: models.IntegerField({ primaryKey: true }),
        b: models.IntegerField({ primaryKey: true }),
      },
      freshLabel(),
    ) {}

    expect(run(Two).map(({ id }) => id)).toEqual(["models.E026"]);
  });

  it("find two fields with one column [SET-43]", () => {
    class Twice extends models.Model<Twice>()(
      { a: models.IntegerField(), b: models.IntegerField({ dbColumn: "a" }) },
      freshLabel(),
    ) {}

    expect(run(Twice).map(({ id, msg, hint }) => [id, msg, hint])).toEqual([
      [
        "models.E007",
        "Field 'b' has column name 'a' that is used by another field.",
        "Specify a 'dbColumn' for the field.",
      ],
    ]);
  });

  it("find an order by something that is not there [SET-43]", () => {
    const label = freshLabel();
    class Other extends models.Model<Other>()({}, label) {}
    class Unordered extends models.Model<Unordered>()(
      { other: models.ForeignKey(() => Other, { onDelete: models.CASCADE }) },
      { ...label, ordering: ["-nope", "other__nope", F("missing").asc()] },
    ) {}

    expect(summary(run(Unordered))).toEqual(
      ["nope", "other__nope", "missing"].map(
        (path) =>
          `${label.appLabel}.Unordered: models.E015: 'ordering' refers to the nonexistent field, related field, or lookup '${path}'.`,
      ),
    );
  });

  it("find an order that is no list, or two kinds of order [SET-43]", () => {
    const label = freshLabel();
    class Text extends models.Model<Text>()(
      { name: models.CharField({ maxLength: 5 }) },
      { ...label, ordering: "name" as never },
    ) {}
    class Both extends models.Model<Both>()(
      { name: models.CharField({ maxLength: 5 }) },
      { ...label, ordering: ["name"], orderWithRespectTo: "name" },
    ) {}

    expect(run(Text, Both).map(({ id }) => id)).toEqual(["models.E014", "models.E021"]);
  });

  it("find options about fields that are missing or many-valued [SET-43]", () => {
    const label = freshLabel();
    class Options extends models.Model<Options>()(
      { tags: models.ManyToManyField(() => Options) },
      {
        ...label,
        uniqueTogether: [["tags", "nope"]],
        constraints: [new models.CheckConstraint({ name: "c", condition: Q({ gone__gt: 1 }) })],
        indexes: [new models.Index({ fields: ["-lost"], name: "i" })],
      },
    ) {}

    expect(run(Options).map(({ id, msg }) => `${id}: ${msg}`)).toEqual([
      "models.E013: 'uniqueTogether' refers to a ManyToManyField 'tags', but ManyToManyFields are not permitted in 'uniqueTogether'.",
      "models.E012: 'uniqueTogether' refers to the nonexistent field 'nope'.",
      "models.E012: 'constraints' refers to the nonexistent field 'gone'.",
      "models.E012: 'indexes' refers to the nonexistent field 'lost'.",
    ]);
  });

  it("find options about fields of a parent's table [SET-43]", () => {
    const label = freshLabel();
    class Parent extends models.Model<Parent>()({ name: models.IntegerField() }, label) {}
    class Child extends models.Model<Child>().extends(Parent)(
      {},
      { ...label, indexes: [new models.Index({ fields: ["name"], name: "x" })] },
    ) {}

    expect(run(Child).map(({ id, hint }) => [id, hint])).toEqual([
      ["models.E016", "This issue may be caused by multi-table inheritance."],
    ]);
  });

  it("find uniqueTogether that is no list [SET-43]", () => {
    class Text extends models.Model<Text>()({}, { ...freshLabel(), uniqueTogether: 3 as never }) {}

    expect(run(Text).map(({ id }) => id)).toEqual(["models.E010"]);
  });

  it("find fields that two parents have [SET-43]", () => {
    const label = freshLabel();
    class A extends models.Model<A>()(
      { aId: models.AutoField(), name: models.IntegerField() },
      label,
    ) {}
    class B extends models.Model<B>()(
      { bId: models.AutoField(), name: models.IntegerField() },
      label,
    ) {}
    class Both extends models.Model<Both>().extends(A, B)({}, label) {}

    expect(run(Both).map(({ id, msg }) => `${id}: ${msg}`)).toEqual([
      `models.E005: The field 'name' from parent model '${label.appLabel}.A' clashes with the field 'name' from parent model '${label.appLabel}.B'.`,
    ]);
  });

  it("find two relations that share the rows between [SET-43]", () => {
    const label = freshLabel();
    class Band extends models.Model<Band>()({}, label) {}
    class Player extends models.Model<Player>()(
      {
        a: models.ManyToManyField(() => Band, { through: () => Seat, relatedName: "+" }),
        b: models.ManyToManyField(() => Band, { through: () => Seat, relatedName: "+" }),
      },
      label,
    ) {}
    class Seat extends models.Model<Seat>()(
      {
        band: models.ForeignKey(() => Band, { onDelete: models.CASCADE }),
        player: models.ForeignKey(() => Player, { onDelete: models.CASCADE }),
      },
      label,
    ) {}

    expect(run(Band, Player, Seat).map(({ id }) => id)).toEqual(["models.E003"]);
  });

  it("find one table of several models [SET-43] [MOD-38]", () => {
    const label = freshLabel();
    class A extends models.Model<A>()({}, { ...label, dbTable: "same" }) {}
    class B extends models.Model<B>()({}, { ...label, dbTable: "same" }) {}
    class Proxy extends models.Model<Proxy>().extends(A)({}, { ...label, proxy: true }) {}
    class Unmanaged extends models.Model<Unmanaged>()(
      {},
      { ...label, dbTable: "same", managed: false },
    ) {}
    const { appLabel } = label;

    expect(summary(run(A, B, Proxy, Unmanaged))).toEqual([
      `same: models.E028: dbTable 'same' is used by multiple models: ${appLabel}.A, ${appLabel}.B.`,
    ]);
    using _ = overrideSettings({ databaseRouters: [{}] });
    expect(run(A, B)).toMatchObject([
      { id: "models.W035", hint: expect.stringContaining(`'${appLabel}.A', '${appLabel}.B'`) },
    ]);
  });

  it("find a table between two models that is taken [SET-42]", () => {
    const label = freshLabel();
    class A extends models.Model<A>()({}, { ...label, dbTable: "taken" }) {}
    class B extends models.Model<B>()(
      {
        one: models.ManyToManyField(() => A, { dbTable: "taken", relatedName: "+" }),
        two: models.ManyToManyField(() => A, { dbTable: "between", relatedName: "+" }),
        three: models.ManyToManyField(() => A, { dbTable: "between", relatedName: "+" }),
        four: models.ManyToManyField(() => A, { relatedName: "+" }),
      },
      label,
    ) {}
    const { appLabel } = label;

    expect(summary(run(A, B))).toEqual([
      `${appLabel}.B.one: fields.E340: The field's intermediary table 'taken' clashes with the table name of '${appLabel}.A'.`,
      `${appLabel}.B.two: fields.E340: The field's intermediary table 'between' clashes with the table name of '${appLabel}.B.three'.`,
      `${appLabel}.B.three: fields.E340: The field's intermediary table 'between' clashes with the table name of '${appLabel}.B.two'.`,
    ]);
    using _ = overrideSettings({ databaseRouters: [{}] });
    expect(run(A, B).map(({ id }) => id)).toEqual(["fields.W344", "fields.W344", "fields.W344"]);
  });

  it("find constraints that no single table can keep, and raw SQL that only the database checks [SET-43]", () => {
    const label = freshLabel();
    class Other extends models.Model<Other>()({ n: models.IntegerField() }, label) {}
    class Bound extends models.Model<Bound>()(
      {
        other: models.ForeignKey(() => Other, { onDelete: models.CASCADE }),
        n: models.IntegerField(),
        day: models.DateField(),
      },
      {
        ...label,
        constraints: [
          new models.CheckConstraint({ name: "a", condition: Q({ other__n: F("n") }) }),
          new models.CheckConstraint({ name: "b", condition: Q({ n: F("other__n") }) }),
          new models.CheckConstraint({ name: "c", condition: Q({ day__year__gt: 1, otherId: 1 }) }),
          new models.CheckConstraint({ name: "d", condition: Q({ n: RawSQL("1 + 1", []) }) }),
        ],
      },
    ) {}
    registerModels(Other, Bound);

    expect(run(Bound).map(({ id, msg }) => `${id}: ${msg}`)).toEqual([
      "models.E041: 'constraints' refers to the joined field 'other__n'.",
      "models.E041: 'constraints' refers to the joined field 'other__n'.",
      "models.W045: Check constraint 'd' contains RawSQL() expression and won't be validated during the model fullClean().",
    ]);
  });

  it("find a getter in the place of a relation's key [SET-43]", () => {
    const label = freshLabel();
    class Other extends models.Model<Other>()({}, label) {}
    class Bad extends models.Model<Bad>()(
      { other: models.ForeignKey(() => Other, { onDelete: models.CASCADE }) },
      label,
    ) {}
    Object.defineProperty(Bad.prototype, "otherId", { get: () => 1, configurable: true });
    registerModels(Other, Bad);

    expect(run(Bad).map(({ id, msg }) => `${id}: ${msg}`)).toEqual([
      "models.E025: The property 'otherId' clashes with a related field accessor.",
    ]);
  });

  it("find defaults of the database that read other columns or rows [SET-42] [MOD-04]", () => {
    const label = freshLabel();
    class Defaulted extends models.Model<Defaulted>()(
      {
        a: models.IntegerField({ dbDefault: F("b") }),
        b: models.IntegerField({ dbDefault: Count("id") }),
        c: models.DateTimeField({ dbDefault: Now() }),
        d: models.IntegerField({ dbDefault: 5 }),
      },
      label,
    ) {}

    expect(run(Defaulted).map(({ id, subject }) => `${subject} ${id}`)).toEqual([
      `${label.appLabel}.Defaulted.a fields.E012`,
      `${label.appLabel}.Defaulted.b fields.E012`,
    ]);
  });

  it("find what is wrong with the field of a computed column, and a key of several columns with another name [SET-42]", () => {
    const label = freshLabel();
    class Computed extends models.Model<Computed>()(
      {
        key: models.CompositePrimaryKey("a", "b"),
        a: models.IntegerField(),
        b: models.IntegerField(),
        c: models.GeneratedField({
          expression: F("a"),
          outputField: models.CharField({ maxLength: 0 }),
          dbPersist: true,
        }),
        d: models.GeneratedField({
          expression: F("a"),
          outputField: models.IntegerField({ maxLength: 3 } as never),
          dbPersist: true,
        }),
      },
      label,
    ) {}

    expect(run(Computed).map(({ id, msg }) => `${id}: ${msg}`)).toEqual([
      "fields.E013: 'CompositePrimaryKey' must be named 'pk'.",
      "fields.E223: GeneratedField.outputField has errors:\n'maxLength' must be a positive integer. (fields.E121)",
      "fields.W224: GeneratedField.outputField has warnings:\n'maxLength' is ignored when used with IntegerField. (fields.W122)",
    ]);
  });

  it("find names of indexes and constraints that are taken [SET-43] [MOD-48]", () => {
    const label = freshLabel();
    const index = () => new models.Index({ name: "same", fields: ["n"] });
    const check = (name: string) =>
      new models.CheckConstraint({ name, condition: Q({ n__gt: 0 }) });
    class A extends models.Model<A>()(
      { n: models.IntegerField() },
      { ...label, indexes: [index()], constraints: [check("one"), check("one")] },
    ) {}
    class B extends models.Model<B>()(
      { n: models.IntegerField() },
      { ...label, indexes: [index()], constraints: [check("%(class)s_n")] },
    ) {}

    expect(run(A, B).map(({ id }) => id)).toEqual(["models.E030", "models.E031"]);
  });

  it("find names of indexes that are too long for some database [SET-43] [MOD-49]", () => {
    class Long extends models.Model<Long>()(
      { n: models.IntegerField() },
      { ...freshLabel(), indexes: [new models.Index({ name: "x".repeat(31), fields: ["n"] })] },
    ) {}

    expect(run(Long).map(({ id }) => id)).toEqual(["models.E034"]);
  });

  it("ask the model, which may say more [SET-41]", () => {
    const label = freshLabel();
    class Own extends models.Model<Own>()({}, label) {
      static override check(): CheckMessage[] {
        return [...super.check(), error({ id: "own.E001", msg: "Own.", obj: this })];
      }
    }

    expect(summary(run(Own))).toEqual([`${label.appLabel}.Own: own.E001: Own.`]);
  });

  it("find a check() that is no method [SET-43]", () => {
    class Odd extends models.Model<Odd>()({}, freshLabel()) {
      static override check = true as never;
    }

    expect(run(Odd).map(({ id }) => id)).toEqual(["models.E020"]);
  });
});
