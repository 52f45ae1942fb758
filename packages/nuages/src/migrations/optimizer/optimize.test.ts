import { describe, expect, it } from "vitest";

import { type AnyFieldType, models } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import type { HistoricalOptions } from "../operations/create-model.ts";
import * as m from "../migrations.ts";
import type { Operation } from "../operation.ts";
import { optimize } from "./optimize.ts";

const id = models.AutoField({ primaryKey: true });
const whole = models.IntegerField({ default: 1 });
const text = models.TextField({ default: "" });
const create = (
  fields: Readonly<Record<string, AnyFieldType>> = {},
  options: HistoricalOptions = {},
  name = "Foo",
) => m.CreateModel({ name, fields: { id, ...fields }, options });
const toFoo = models.ForeignKey("lib.Foo", { onDelete: models.CASCADE });
const index = (name = "i") => new models.Index({ name, fields: ["a"] });
const unique = (name = "u", options: object = {}) =>
  new models.UniqueConstraint({ name, fields: ["a"], ...options });
const add = (name = "a", field: AnyFieldType = whole) =>
  m.AddField({ modelName: "foo", name, field });
const remove = (name = "a") => m.RemoveField({ modelName: "foo", name });
const rename = (oldName: string, newName: string) =>
  m.RenameField({ modelName: "foo", oldName, newName });
const alter = (name = "a", field: AnyFieldType = text) =>
  m.AlterField({ modelName: "foo", name, field });
const step = m.RunTS(m.RunTS.noop);
const gone = m.DeleteModel({ name: "Foo" });
const together = (...uniqueTogether: string[][]) =>
  m.AlterUniqueTogether({ name: "foo", uniqueTogether });
const elidable = m.RunSQL("SELECT 1", { elidable: true });

/** Operations, and what they come to. */
const CASES: readonly (readonly [string, readonly Operation[], readonly Operation[]])[] = [
  ["a model that is made and deleted", [create(), gone], []],
  [
    "a model that is made, renamed and deleted",
    [create(), m.RenameModel({ oldName: "Foo", newName: "Bar" }), m.DeleteModel({ name: "bar" })],
    [],
  ],
  [
    "a proxy that is made and deleted",
    [m.CreateModel({ name: "Foo", fields: {}, options: { proxy: true } }), gone],
    [m.CreateModel({ name: "Foo", fields: {}, options: { proxy: true } }), gone],
  ],
  [
    "a model that is renamed twice",
    [m.RenameModel({ oldName: "A", newName: "B" }), m.RenameModel({ oldName: "b", newName: "C" })],
    [m.RenameModel({ oldName: "A", newName: "C" })],
  ],
  ["a field that is added to a new model", [create(), add()], [create({ a: whole })]],
  [
    "a field that is altered in a new model",
    [create({ a: whole }), alter()],
    [create({ a: text })],
  ],
  [
    "a field that is renamed in a new model",
    [
      create({ a: whole, b: whole }, { uniqueTogether: [["a", "b"]], orderWithRespectTo: "a" }),
      rename("a", "c"),
    ],
    [create({ c: whole, b: whole }, { uniqueTogether: [["c", "b"]], orderWithRespectTo: "c" })],
  ],
  [
    "a field that is removed from a new model",
    [
      create(
        { a: whole, b: whole },
        { uniqueTogether: [["a", "b"], ["a"]], orderWithRespectTo: "a" },
      ),
      remove(),
    ],
    [create({ b: whole }, { uniqueTogether: [["b"]] })],
  ],
  [
    "options of a new model",
    [
      create({}, { ordering: ["id"], managed: true, dbTable: "x" }),
      m.AlterModelOptions({ name: "foo", options: { verboseName: "y" } }),
    ],
    [create({}, { dbTable: "x", verboseName: "y" })],
  ],
  [
    "table, comment and order of a new model",
    [
      create(),
      m.AlterModelTable({ name: "foo", table: "t" }),
      m.AlterModelTableComment({ name: "foo", tableComment: "c" }),
      m.AlterOrderWithRespectTo({ name: "foo", orderWithRespectTo: "a" }),
    ],
    [create({}, { dbTable: "t", dbTableComment: "c", orderWithRespectTo: "a" })],
  ],
  [
    "options of a new model that are unset",
    [create({}, { dbTable: "t" }), m.AlterModelTable({ name: "foo", table: null })],
    [create()],
  ],
  [
    "managers of a new model",
    [create(), m.AlterModelManagers({ name: "foo", managers: { all: new models.Manager() } })],
    [create().with({ managers: { all: new models.Manager() } })],
  ],
  [
    "indexes of a new model",
    [
      create({ a: whole }),
      m.AddIndex({ modelName: "foo", index: index() }),
      m.RenameIndex({ modelName: "foo", oldName: "i", newName: "j" }),
    ],
    [create({ a: whole }, { indexes: [index("j")] })],
  ],
  [
    "constraints of a new model",
    [
      create({ a: whole }),
      m.AddConstraint({ modelName: "foo", constraint: unique() }),
      m.AddConstraint({ modelName: "foo", constraint: unique("v") }),
      m.RemoveConstraint({ modelName: "foo", name: "v" }),
      m.AlterConstraint({
        modelName: "foo",
        name: "u",
        constraint: unique("u", { violationErrorCode: "x" }),
      }),
    ],
    [create({ a: whole }, { constraints: [unique("u", { violationErrorCode: "x" })] })],
  ],
  ["a field that is added and altered", [add(), alter()], [add("a", text)]],
  ["a field that is added and removed", [add(), remove()], []],
  ["a field that is added and renamed", [add(), rename("a", "b")], [add("b")]],
  ["a field that is altered twice", [alter("a", whole), alter()], [alter()]],
  ["a field that is altered and removed", [alter(), remove()], [remove()]],
  [
    "a field that is altered and renamed",
    [alter(), rename("a", "b")],
    [rename("a", "b"), alter("b")],
  ],
  ["a field that is renamed twice", [rename("a", "b"), rename("b", "c")], [rename("a", "c")]],
  ["a field that is removed before its model", [remove(), gone], [gone]],
  [
    "names that are exchanged",
    [rename("a", "x"), rename("b", "a"), rename("x", "b")],
    [rename("a", "x"), rename("b", "a"), rename("x", "b")],
  ],
  [
    "an index that is added and removed",
    [
      m.AddIndex({ modelName: "foo", index: index() }),
      m.RemoveIndex({ modelName: "foo", name: "i" }),
    ],
    [],
  ],
  [
    "an index that is renamed twice",
    [
      m.RenameIndex({ modelName: "foo", oldFields: ["a"], newName: "i" }),
      m.RenameIndex({ modelName: "foo", oldName: "i", newName: "j" }),
    ],
    [m.RenameIndex({ modelName: "foo", oldFields: ["a"], newName: "j" })],
  ],
  [
    "a constraint that is added and altered",
    [
      m.AddConstraint({ modelName: "foo", constraint: unique() }),
      m.AlterConstraint({
        modelName: "foo",
        name: "u",
        constraint: unique("u", { violationErrorCode: "x" }),
      }),
    ],
    [m.AddConstraint({ modelName: "foo", constraint: unique("u", { violationErrorCode: "x" }) })],
  ],
  [
    "a constraint that is altered and removed",
    [
      m.AlterConstraint({ modelName: "foo", name: "u", constraint: unique() }),
      m.RemoveConstraint({ modelName: "foo", name: "u" }),
    ],
    [m.RemoveConstraint({ modelName: "foo", name: "u" })],
  ],
  ["lists that are set twice", [together(["a"]), together(["b"])], [together(["b"])]],
  [
    "lists of two kinds",
    [
      together(["a"]),
      m.AlterIndexTogether({ name: "foo", indexTogether: [["a"]] }),
      together(["b"]),
    ],
    [m.AlterIndexTogether({ name: "foo", indexTogether: [["a"]] }), together(["b"])],
  ],
  [
    "a table that is renamed before its model goes",
    [m.AlterModelTable({ name: "foo", table: "x" }), gone],
    [gone],
  ],
  [
    "a relation to a model that comes later",
    [
      create(),
      create({}, {}, "Bar"),
      m.AddField({
        modelName: "foo",
        name: "bar",
        field: models.ForeignKey("lib.Bar", { onDelete: models.CASCADE }),
      }),
    ],
    [
      create({}, {}, "Bar"),
      create({ bar: models.ForeignKey("lib.Bar", { onDelete: models.CASCADE }) }),
    ],
  ],
  [
    "a relation that keeps both in place",
    [
      create(),
      create({ foo: toFoo }, {}, "Bar"),
      m.AddField({
        modelName: "foo",
        name: "bar",
        field: models.ForeignKey("lib.Bar", { onDelete: models.CASCADE }),
      }),
    ],
    [
      create(),
      create({ foo: toFoo }, {}, "Bar"),
      m.AddField({
        modelName: "foo",
        name: "bar",
        field: models.ForeignKey("lib.Bar", { onDelete: models.CASCADE }),
      }),
    ],
  ],
  ["code between", [create(), step, gone], [create(), step, gone]],
  ["SQL between", [add(), m.RunSQL("SELECT 1"), remove()], [add(), m.RunSQL("SELECT 1"), remove()]],
  ["steps that may be left out", [add(), elidable, remove()], []],
  [
    "operations of other models between",
    [create(), create({}, {}, "Bar"), add()],
    [create({}, {}, "Bar"), create({ a: whole })],
  ],
  ["nothing", [], []],
];

describe("defaults for rows that are there", () => {
  const oneOff = (field: AnyFieldType) =>
    m.AddField({ modelName: "foo", name: "a", field, preserveDefault: false });
  const plain = models.IntegerField({ helpText: "?" });

  it("stay with a field that is altered before it was ever there [MIG-24] [MIG-32]", () => {
    expect(
      sameValue(
        [...optimize([oneOff(whole), alter("a", plain)], "lib")],
        [oneOff(models.IntegerField({ helpText: "?", default: 1 }))],
      ),
    ).toBe(true);
    const typed = [oneOff(whole), alter("a", models.CharField({ maxLength: 3 }))];
    expect(optimize(typed, "lib")).toEqual(typed);
  });

  it("do not become defaults for good [MIG-24]", () => {
    const altered = m.AlterField({
      modelName: "foo",
      name: "a",
      field: whole,
      preserveDefault: false,
    });

    expect(optimize([add("a", models.IntegerField({ null: true })), altered], "lib")).toMatchObject(
      [{ preserveDefault: false }],
    );
    expect(optimize([oneOff(whole), rename("a", "b")], "lib")).toMatchObject([
      { name: "b", preserveDefault: false },
    ]);
  });
});

describe("a model that is renamed", () => {
  it("takes its relations to itself along [MIG-24]", () => {
    const own = (to: string) => ({
      next: models.ForeignKey(to, { onDelete: models.CASCADE }),
      other: models.ManyToManyField("self"),
    });
    const renaming = m.RenameModel({ oldName: "Foo", newName: "Bar" });

    expect(
      sameValue(
        [...optimize([create(own("lib.Foo")), renaming], "lib")],
        [create(own("lib.bar"), {}, "Bar")],
      ),
    ).toBe(true);
    expect(
      sameValue(
        [...optimize([create(own("shop.Foo")), renaming], "lib")],
        [create(own("shop.Foo"), {}, "Bar")],
      ),
    ).toBe(true);
  });
});

describe("optimize()", () => {
  it.each(CASES)("makes the least of %s [MIG-24]", (_, operations, expected) => {
    const made = optimize(operations, "lib");

    expect(made.map((each) => each.describe())).toEqual(expected.map((each) => each.describe()));
    expect(sameValue([...made], [...expected])).toBe(true);
  });

  it("lets operations of your own say what they come to [MIG-15] [MIG-24]", () => {
    class Counted extends m.RunTS {
      readonly count: number;
      constructor(count: number) {
        super(m.RunTS.noop);
        this.count = count;
      }
      override reduce(later: Operation, appLabel: string): boolean | readonly Operation[] {
        return later instanceof Counted
          ? [new Counted(this.count + later.count)]
          : super.reduce(later, appLabel);
      }
    }

    expect(optimize([new Counted(1), new Counted(2), new Counted(3)], "lib")).toMatchObject([
      { count: 6 },
    ]);
  });
});
