import { describe, expect, it } from "vitest";

import { overrideSettings } from "../../conf/index.ts";
import { F, models } from "../../db/index.ts";
import { ModelState } from "../state/model-state.ts";
import { detected, model, state, TestQuestioner } from "../testing/states.ts";
import { UnresolvableDependencies } from "./errors.ts";
import { sortOperations } from "./sort-operations.ts";
import { RunSQL } from "../operations/run-sql.ts";
import { AddField } from "../operations/add-field.ts";

const to = (target: unknown, options: object = {}) =>
  models.ForeignKey(target, { onDelete: models.CASCADE, ...options });
const user = () => to(models.swappable("AUTH_USER_MODEL"));
const of = (appLabel: string, name: string, fields: ModelState["fields"] | object = {}) =>
  model(name, fields as never, { appLabel });

describe("models that a setting names", () => {
  it("come before others of their app [MIG-20]", async () => {
    using _ = overrideSettings({ authUserModel: "lib.Zed" });
    const { steps } = await detected(state(), state(of("lib", "Aardvark"), of("lib", "Zed")));

    expect(steps).toEqual(["lib: + Create model Zed", "lib: + Create model Aardvark"]);
  });

  it("may need models that need them, in another app [MIG-20]", async () => {
    using _ = overrideSettings({ authUserModel: "a.Tenant" });
    const tenant = of("a", "Tenant", { home: to("b.Address", { null: true }) });
    const address = of("b", "Address", { tenant: user() });
    const { drafts } = await detected(state(), state(tenant, address));

    expect(
      drafts.map(({ appLabel, name, dependencies }) => [appLabel, name, dependencies]),
    ).toEqual([
      ["a", "auto_1", []],
      [
        "a",
        "auto_2",
        [
          ["b", "auto_1"],
          ["a", "auto_1"],
        ],
      ],
      ["b", "auto_1", [{ setting: "AUTH_USER_MODEL" }]],
    ]);
  });

  it("may be in the app that needs them, or need themselves [MIG-20]", async () => {
    using _ = overrideSettings({ authUserModel: "a.Person" });
    const person = of("a", "Person", { parent: user() });
    const { drafts, steps } = await detected(state(), state(person));

    expect(steps).toEqual(["a: + Create model Person"]);
    expect(drafts[0]?.dependencies).toEqual([]);
  });
});

describe("what operations need", () => {
  it("is the other end of a key that is a relation [MIG-20]", async () => {
    const profile = new ModelState({
      appLabel: "lib",
      name: "Profile",
      fields: { person: to("lib.Zed", { primaryKey: true }) },
    });
    const { steps } = await detected(state(), state(profile, model("Zed")));

    expect(steps).toEqual(["lib: + Create model Zed", "lib: + Create model Profile"]);
  });

  it("is that the base let go of a field that its child has now [MIG-20]", async () => {
    const title = models.CharField({ maxLength: 9, default: "" });
    const child = model("Book", {}, { fields: { title }, bases: ["lib.Readable"] });
    const { steps } = await detected(
      state(model("Readable", { title })),
      state(model("Readable"), child),
    );

    expect(steps).toEqual(["lib: - Remove field title from readable", "lib: + Create model Book"]);
  });

  it("is the model between, and both its ends [MIG-20]", async () => {
    const author = model("Author", {
      publishers: models.ManyToManyField("lib.Publisher", { through: "lib.Contract" }),
    });
    const contract = model("Contract", {
      author: to("lib.Author"),
      publisher: to("lib.Publisher"),
    });
    const { steps } = await detected(state(), state(author, model("Publisher"), contract));

    expect(steps).toEqual([
      "lib: + Create model Author",
      "lib: + Create model Publisher",
      "lib: + Create model Contract",
      "lib: + Add field publishers to author",
    ]);
    const back = await detected(state(author, model("Publisher"), contract), state());
    expect(back.steps.indexOf("lib: - Remove field publishers from author")).toBeLessThan(
      back.steps.indexOf("lib: - Delete model Contract"),
    );
  });

  it("is that nothing points at a model that goes, or that it points elsewhere [MIG-20]", async () => {
    const { steps } = await detected(
      state(model("Author"), model("Book", { writer: to("lib.Author") })),
      state(
        model("Person", { extra: models.IntegerField() }),
        model("Book", { writer: to("lib.Person") }),
      ),
    );

    expect(steps).toEqual([
      "lib: + Create model Person",
      "lib: ~ Alter field writer on book",
      "lib: - Delete model Author",
    ]);
  });

  it("is a table for what pointed at a proxy that has one now [MIG-22]", async () => {
    const review = (options: object = {}) => model("Review", { by: to("lib.Vip", options) });
    const proxy = model("Vip", {}, { fields: {}, options: { proxy: true }, bases: ["lib.Author"] });
    const child = model("Vip", { rank: models.IntegerField({ default: 0 }) });
    const { steps } = await detected(
      state(model("Author"), proxy, review()),
      state(model("Author"), child, review()),
    );

    expect(steps).toEqual([
      "lib: - Delete model Vip",
      "lib: + Create model Vip",
      "lib: ~ Alter field by on review",
    ]);
  });

  it("is the column of a new relation for a column made of it [MIG-20]", async () => {
    const { steps } = await detected(
      state(model("Book"), model("Author")),
      state(
        model("Book", {
          code: models.GeneratedField({
            expression: F("writer_id").plus(1),
            outputField: models.IntegerField(),
            dbPersist: true,
          }),
          writer: to("lib.Author", { null: true }),
        }),
        model("Author"),
      ),
    );

    expect(steps).toEqual(["lib: + Add field writer to book", "lib: + Add field code to book"]);
  });

  it("is a model under its new name, also in another app [MIG-20]", async () => {
    const { steps, drafts } = await detected(
      state(of("zoo", "Copy"), of("lib", "Author")),
      state(of("zoo", "Book"), of("lib", "Author"), of("lib", "Item", { of: to("zoo.Book") })),
      new TestQuestioner({ renameModel: true }),
    );

    expect(steps).toEqual(["lib: + Create model Item", "zoo: ~ Rename model Copy to Book"]);
    expect(drafts.map(({ dependencies }) => dependencies)).toEqual([[["zoo", "auto_1"]], []]);
  });

  it("is found where it stands, also in an app that has migrations already [MIG-04]", async () => {
    const { drafts } = await detected(
      state(of("shop", "Order")),
      state(of("shop", "Order"), of("lib", "Book", { order: to("shop.Order") })),
    );

    expect(drafts.map(({ dependencies }) => dependencies)).toEqual([[["shop", "__first__"]]]);
  });
});

describe("sortOperations()", () => {
  it("names operations that need each other [MIG-20]", () => {
    const add = (name: string) =>
      new AddField({ modelName: "book", name, field: models.IntegerField() });
    const needs = (field: string) => [{ kind: "create", model: "lib.book", field } as const];

    expect(() =>
      sortOperations("lib", [
        { operation: add("a"), dependencies: needs("b") },
        { operation: add("b"), dependencies: needs("a") },
        { operation: new RunSQL(""), dependencies: [] },
      ]),
    ).toThrow(UnresolvableDependencies);
    expect(() =>
      sortOperations("lib", [
        { operation: add("a"), dependencies: needs("b") },
        { operation: add("b"), dependencies: needs("a") },
      ]),
    ).toThrow(/lib: Add field a to book, Add field b to book/);
  });
});
