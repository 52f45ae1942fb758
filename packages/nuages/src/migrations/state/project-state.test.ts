import { describe, expect, it } from "vitest";

import { F, models, Q } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { model, state } from "../testing/states.ts";
import { StateError } from "./errors.ts";
import { ModelState } from "./model-state.ts";
import type { ProjectState } from "./project-state.ts";

const name = () => models.CharField({ maxLength: 20 });
const toAuthor = (options: object = {}) =>
  models.ForeignKey("lib.Author", { onDelete: models.CASCADE, ...options });
const author = () => model("Author", { name: name() });
const fieldNames = (of: ProjectState, modelName: string): string[] => [
  ...of.model("lib", modelName).fields.keys(),
];

describe("ProjectState", () => {
  it("is cloned without its models, which are never changed [MIG-02]", () => {
    const before = state(author());
    const after = before.clone();
    after.addField("lib", "author", { name: "born", field: models.DateField() as never });

    expect(fieldNames(before, "Author")).toEqual(["id", "name"]);
    expect(fieldNames(after, "AUTHOR")).toEqual(["id", "name", "born"]);
  });

  it("renames a model with the relations, models between and bases that name it [MIG-08]", () => {
    const credit = model("Credit", { author: toAuthor() });
    const book = model("Book", {
      author: toAuthor(),
      authors: models.ManyToManyField("lib.author", { through: "lib.Credit" }),
      other: models.ForeignKey("self", { onDelete: models.CASCADE }),
    });
    const poet = model("Poet", {}, { fields: {}, bases: ["lib.Author"] });
    const changed = state(author(), credit, book, poet);
    changed.renameModel("lib", "author", "Writer");
    changed.renameModel("lib", "credit", "Share");

    const { fields } = changed.model("lib", "Book");
    expect(fields.get("author")?.deconstruct().args).toEqual(["lib.writer"]);
    expect(fields.get("authors")?.deconstruct()).toMatchObject({
      args: ["lib.writer"],
      options: { through: "lib.share" },
    });
    expect(fields.get("other")?.deconstruct().args).toEqual(["self"]);
    expect(changed.model("lib", "Poet").bases).toEqual(["lib.Writer"]);
    expect(changed.models.has("lib.author")).toBe(false);
  });

  it("renames a field in lists, indexes, conditions, keys and generated columns [MIG-09]", () => {
    const changed = state(
      model(
        "Author",
        {
          name: models.CharField({ maxLength: 20, unique: true }),
          age: models.IntegerField(),
          double: models.GeneratedField({
            expression: F("age").times(2),
            outputField: models.IntegerField(),
            dbPersist: true,
          }),
        },
        {
          options: {
            uniqueTogether: [["name", "age"]],
            orderWithRespectTo: "name",
            indexes: [
              new models.Index({
                name: "i",
                fields: ["-name", "age"],
                condition: Q({ name__gt: "a" }),
              }),
            ],
            constraints: [
              new models.CheckConstraint({
                name: "c",
                condition: Q({ age__gt: F("name") }).or(Q({ name: "x" }).not()),
              }),
              new models.CheckConstraint({ name: "d", condition: Q({ age__gt: 1 }) }),
            ],
          },
        },
      ),
      model("Book", { author: toAuthor({ toField: "name" }) }),
    );
    const [, untouched] = changed.model("lib", "author").constraints;
    changed.renameField("lib", "author", { oldName: "name", newName: "title" });

    const { options, fields } = changed.model("lib", "Author");
    expect([...fields.keys()]).toEqual(["id", "title", "age", "double"]);
    expect(options["uniqueTogether"]).toEqual([["title", "age"]]);
    expect(options["orderWithRespectTo"]).toBe("title");
    expect(
      sameValue(options["indexes"], [
        new models.Index({
          name: "i",
          fields: ["-title", "age"],
          condition: Q({ title__gt: "a" }),
        }),
      ]),
    ).toBe(true);
    expect(
      sameValue(
        changed.model("lib", "Author").constraint("c"),
        new models.CheckConstraint({
          name: "c",
          condition: Q({ age__gt: F("title") }).or(Q({ title: "x" }).not()),
        }),
      ),
    ).toBe(true);
    expect(changed.model("lib", "Author").constraint("d")).toBe(untouched);
    expect(changed.model("lib", "Book").field("author").options["toField"]).toBe("title");
    changed.renameField("lib", "author", { oldName: "age", newName: "years" });
    expect(
      sameValue(
        changed.model("lib", "Author").field("double").deconstruct().options["expression"],
        F("years").times(2),
      ),
    ).toBe(true);
  });

  it("keeps no default that was for the rows that were there [MIG-09]", () => {
    const changed = state(author());
    const field = models.IntegerField({ default: 1 }) as never;
    changed.addField("lib", "author", { name: "a", field, preserveDefault: false });
    changed.addField("lib", "author", { name: "b", field });
    changed.alterField("lib", "author", { name: "b", field, preserveDefault: false });

    const { fields } = changed.model("lib", "Author");
    expect([fields.get("a")?.hasDefault, fields.get("b")?.hasDefault]).toEqual([false, false]);
  });

  it("sets options, and unsets those that are to be left out [MIG-11]", () => {
    const changed = state(model("Author", {}, { options: { ordering: ["id"], verboseName: "x" } }));
    changed.alterModelOptions("lib", "author", {
      options: { verboseName: "y" },
      optionKeys: ["ordering", "verboseName"],
    });

    expect(changed.model("lib", "author").options).toEqual({
      verboseName: "y",
      indexes: [],
      constraints: [],
    });
  });

  it.each([
    [
      "a model",
      (of: ProjectState) => of.removeModel("lib", "auther"),
      /no model lib.auther.*"lib.author"/s,
    ],
    [
      "a field",
      (of: ProjectState) => of.removeField("lib", "author", "nmae"),
      /lib.author has no field named "nmae".*"name"/s,
    ],
    [
      "an index",
      (of: ProjectState) => of.removeIndex("lib", "author", "j"),
      /lib.author has no index named "j"/,
    ],
    [
      "a constraint",
      (of: ProjectState) => of.removeConstraint("lib", "author", "j"),
      /lib.author has no constraint named "j"/,
    ],
    [
      "a name that is taken",
      (of: ProjectState) => of.renameField("lib", "author", { oldName: "id", newName: "name" }),
      /The field "name" is there already/,
    ],
    [
      "a model that is there",
      (of: ProjectState) => of.addModel(author()),
      /The model is there already/,
    ],
  ])("says what is wrong when an operation names %s [MIG-05]", (_, change, message) => {
    const changed = state(author());

    expect(() => change(changed)).toThrow(StateError);
    expect(() => change(changed)).toThrow(message);
  });

  it("refuses indexes without a name, which would have another after each change [MIG-10]", () => {
    const options = { indexes: [new models.Index({ fields: ["id"] })] };

    expect(() => model("Author", {}, { options })).toThrow(/index of lib.author.*has no name/);
  });
});

class Base extends models.Model<Base>()(
  { made: models.DateTimeField({ autoNowAdd: true }) },
  {
    abstract: true,
    appLabel: "zoo",
    indexes: [new models.Index({ fields: ["made"] })],
    constraints: [
      new models.UniqueConstraint({ name: "%(app_label)s_%(class)s_u", fields: ["made"] }),
    ],
  },
) {}

class Keeper extends models.Model<Keeper>()(
  { name: models.CharField({ maxLength: 9 }) },
  { appLabel: "zoo", verboseName: { toString: () => "keeper" }, ordering: ["name"] },
) {}

class Animal extends models.Model<Animal>().extends(Base)({
  keeper: models.ForeignKey(() => Keeper, { onDelete: models.CASCADE, relatedName: "animals" }),
  friends: models.ManyToManyField("self"),
}) {
  speak(): string {
    return "!";
  }
}

class BigCat extends models.Model<BigCat>().extends(Keeper)({}, { appLabel: "zoo" }) {}
class Tamer extends models.Model<Tamer>().extends(Keeper)({}, { proxy: true, appLabel: "zoo" }) {}

describe("ModelState.fromModel", () => {
  it("holds fields of abstract bases, keys, relations as labels and named indexes [MIG-28]", () => {
    const taken = ModelState.fromModel(Animal);

    expect([...taken.fields].map(([key, field]) => [key, field.deconstruct()])).toMatchObject([
      [
        "id",
        {
          type: "BigAutoField",
          options: { primaryKey: true, serialize: false, verboseName: "ID" },
        },
      ],
      ["made", { type: "DateTimeField", options: { autoNowAdd: true } }],
      [
        "keeper",
        { args: ["zoo.keeper"], options: { onDelete: "CASCADE", relatedName: "animals" } },
      ],
      ["friends", { type: "ManyToManyField", args: ["zoo.animal"], options: {} }],
    ]);
    expect(taken.fields.values().every((field) => field.model === undefined)).toBe(true);
    expect(taken.indexes[0]?.name).toMatch(/^zoo_animal_made_[0-9a-f]{6}_idx$/);
    expect(taken.constraints[0]?.name).toBe("zoo_animal_u");
    expect(taken.bases).toEqual([]);
  });

  it("names parents, and leaves what they pass on to them [MIG-28]", () => {
    const child = ModelState.fromModel(BigCat as never);
    const proxy = ModelState.fromModel(Tamer as never);

    expect(child.bases).toEqual(["zoo.Keeper"]);
    expect([...child.fields].map(([key, field]) => [key, field.deconstruct()])).toEqual([
      [
        "keeperPtr",
        {
          name: "",
          type: "OneToOneField",
          args: ["zoo.keeper"],
          options: {
            autoCreated: true,
            onDelete: "CASCADE",
            parentLink: true,
            primaryKey: true,
            serialize: false,
          },
        },
      ],
    ]);
    expect(child.options).toEqual({ indexes: [], constraints: [] });
    expect([proxy.fields.size, proxy.bases, proxy.options["proxy"]]).toEqual([
      0,
      ["zoo.Keeper"],
      true,
    ]);
    expect(ModelState.fromModel(Keeper as never).options["verboseName"]).toBe("keeper");
  });

  it("leaves the model as it was [MIG-28]", () => {
    const before = Animal.meta.getFields().map((field) => field.label);
    ModelState.fromModel(Animal);

    expect(Animal.meta.getFields().map((field) => field.label)).toEqual(before);
  });
});
