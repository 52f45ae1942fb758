import { describe, expect, it } from "vitest";

import { availableTags, error, type CheckMessage } from "../checks/index.ts";
import { checkModels } from "./checks.ts";
import { F, Q, models, registerModels } from "./index.ts";
import type { ModelClass } from "./models/model-class.ts";

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

  it("find one table of several models, those between included [SET-43] [MOD-38]", () => {
    const label = freshLabel();
    class A extends models.Model<A>()({}, { ...label, dbTable: "same" }) {}
    class B extends models.Model<B>()(
      { many: models.ManyToManyField(() => A, { dbTable: "same", relatedName: "+" }) },
      label,
    ) {}
    class Proxy extends models.Model<Proxy>().extends(A)({}, { ...label, proxy: true }) {}
    class Unmanaged extends models.Model<Unmanaged>()(
      {},
      { ...label, dbTable: "same", managed: false },
    ) {}
    const { appLabel } = label;

    expect(summary(run(A, B, Proxy, Unmanaged))).toEqual([
      `same: models.E028: dbTable 'same' is used by multiple models: ${appLabel}.A, ${appLabel}.B_many.`,
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
