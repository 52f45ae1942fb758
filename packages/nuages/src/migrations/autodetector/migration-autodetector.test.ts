import { describe, expect, it } from "vitest";

import { overrideSettings } from "../../conf/index.ts";
import { type AnyFieldType, F, models, Q } from "../../db/index.ts";
import { AddField } from "../operations/add-field.ts";
import type { AlterField } from "../operations/alter-field.ts";
import { CreateModel } from "../operations/create-model.ts";
import { detected, model, state, TestQuestioner } from "../testing/states.ts";

const name = () => models.CharField({ maxLength: 200 });
const toAuthor = () => models.ForeignKey("lib.Author", { onDelete: models.CASCADE });
const author = (fields: Readonly<Record<string, AnyFieldType>> = { name: name() }) =>
  model("Author", fields);

describe("models", () => {
  it("are created, those that others point at first [MIG-17]", async () => {
    const book = model("Book", { author: toAuthor() });
    const { steps, drafts } = await detected(state(), state(book, author()));

    expect(steps).toEqual(["lib: + Create model Author", "lib: + Create model Book"]);
    expect(drafts.map(({ initial }) => initial)).toEqual([true]);
  });

  it("are deleted once nothing points at them [MIG-17]", async () => {
    const book = model("Book", { author: toAuthor() });
    const { steps } = await detected(state(author(), book), state());

    expect(steps).toEqual([
      "lib: - Remove field author from book",
      "lib: - Delete model Author",
      "lib: - Delete model Book",
    ]);
  });

  it("that need each other are made one without the other's key [MIG-20]", async () => {
    const writer = model("Writer", {
      best: models.ForeignKey("lib.Book", { onDelete: models.CASCADE, null: true }),
    });
    const book = model("Book", {
      writer: models.ForeignKey("lib.Writer", { onDelete: models.CASCADE }),
    });
    const { steps } = await detected(state(), state(writer, book));

    expect(steps).toEqual([
      "lib: + Create model Book",
      "lib: + Create model Writer",
      "lib: + Add field writer to book",
    ]);
  });

  it("of two apps that need each other are split over three migrations [MIG-20]", async () => {
    const writer = model("Writer", {
      best: models.ForeignKey("shop.Book", { onDelete: models.CASCADE, null: true }),
    });
    const book = model(
      "Book",
      { writer: models.ForeignKey("lib.Writer", { onDelete: models.CASCADE }) },
      { appLabel: "shop" },
    );
    const { drafts } = await detected(state(), state(writer, book));

    expect(
      drafts.map((draft) => [
        draft.appLabel,
        draft.name,
        draft.dependencies,
        draft.operations.length,
      ]),
    ).toEqual([
      ["lib", "auto_1", [], 1],
      [
        "lib",
        "auto_2",
        [
          ["shop", "auto_1"],
          ["lib", "auto_1"],
        ],
        1,
      ],
      ["shop", "auto_1", [["lib", "auto_1"]], 1],
    ]);
  });

  it("are renamed when the developer says so, with what points at them [MIG-17] [MIG-18]", async () => {
    const before = state(author(), model("Book", { author: toAuthor() }));
    const after = state(
      model("Writer", { name: name() }),
      model("Book", { author: models.ForeignKey("lib.Writer", { onDelete: models.CASCADE }) }),
    );
    const yes = await detected(before, after, new TestQuestioner({ renameModel: true }));
    const no = await detected(before, after);

    expect(yes.steps).toEqual(["lib: ~ Rename model Author to Writer"]);
    expect(yes.asked).toEqual(["rename Author Writer"]);
    expect(no.steps).toEqual([
      "lib: + Create model Writer",
      "lib: ~ Alter field author on book",
      "lib: - Delete model Author",
    ]);
  });

  it("that depend on a setting depend on it, whichever model it names [MIG-04]", async () => {
    using _ = overrideSettings({ authUserModel: "people.User" });
    const user = model("User", {}, { appLabel: "people" });
    const note = model("Note", {
      owner: models.ForeignKey(models.swappable("AUTH_USER_MODEL"), { onDelete: models.CASCADE }),
    });
    const { drafts } = await detected(state(), state(note, user));

    expect(drafts.map(({ appLabel, dependencies }) => [appLabel, dependencies])).toEqual([
      ["lib", [{ setting: "AUTH_USER_MODEL" }]],
      ["people", []],
    ]);
  });

  it("without a table of ours keep to themselves: unmanaged ones and proxies [MIG-22]", async () => {
    const unmanaged = (fields: Readonly<Record<string, AnyFieldType>>) =>
      model("Old", fields, { options: { managed: false } });
    const changed = await detected(
      state(unmanaged({ a: name() })),
      state(unmanaged({ b: models.TextField() })),
    );
    expect(changed.steps).toEqual([]);

    const proxy = model("Vip", {}, { fields: {}, options: { proxy: true }, bases: ["lib.Author"] });
    expect((await detected(state(author()), state(author(), proxy))).steps).toEqual([
      "lib: + Create proxy model Vip",
    ]);
    expect((await detected(state(author(), proxy), state(author()))).steps).toEqual([
      "lib: - Delete model Vip",
    ]);
  });
});

describe("fields", () => {
  it("are added, removed and altered in the order in which they can be [MIG-17]", async () => {
    const before = author({ name: name(), old: name() });
    const after = author({
      name: models.TextField(),
      born: models.DateField({ null: true }),
    });

    expect((await detected(state(before), state(after))).steps).toEqual([
      "lib: - Remove field old from author",
      "lib: + Add field born to author",
      "lib: ~ Alter field name on author",
    ]);
  });

  it("that were renamed are asked for when they are alike [MIG-17] [MIG-18]", async () => {
    const [before, after] = [state(author()), state(author({ fullName: name() }))];
    const yes = await detected(before, after, new TestQuestioner({ rename: true }));

    expect(yes.asked).toEqual(["rename author.name fullName"]);
    expect(yes.steps).toEqual(["lib: ~ Rename field name on author to fullName"]);
    const other = state(author({ fullName: models.CharField({ maxLength: 99 }) }));
    expect((await detected(before, other, new TestQuestioner({ rename: true }))).asked).toEqual([
      "addition author.fullName",
    ]);
  });

  it("that keep their column under another name alter the field first [MIG-17]", async () => {
    const after = author({ fullName: models.CharField({ maxLength: 200, dbColumn: "name" }) });
    const { steps } = await detected(
      state(author()),
      state(after),
      new TestQuestioner({ rename: true }),
    );

    expect(steps).toEqual([
      "lib: ~ Alter field name on author",
      "lib: ~ Rename field name on author to fullName",
    ]);
  });

  it("that are renamed do not change keys that name them [MIG-17]", async () => {
    const code = () => models.CharField({ maxLength: 9, unique: true });
    const book = (toField: string) =>
      model("Book", {
        author: models.ForeignKey("lib.Author", { onDelete: models.CASCADE, toField }),
      });
    const { steps } = await detected(
      state(author({ slug: code() }), book("slug")),
      state(author({ code: code() }), book("code")),
      new TestQuestioner({ rename: true }),
    );

    expect(steps).toEqual(["lib: ~ Rename field slug on author to code"]);
  });

  it("that may not be null need a value for the rows that are there [MIG-18]", async () => {
    const { asked, drafts } = await detected(
      state(author({})),
      state(author()),
      new TestQuestioner({ value: "?" }),
    );
    const [operation] = drafts[0]?.operations ?? [];

    expect(asked).toEqual(["addition author.name"]);
    expect(operation).toBeInstanceOf(AddField);
    expect(operation).toMatchObject({
      preserveDefault: false,
      field: { options: { default: "?" } },
    });
  });

  it.each([
    ["null", models.CharField({ maxLength: 1, null: true })],
    ["a default", models.IntegerField({ default: 0 })],
    ["a default of the database", models.IntegerField({ dbDefault: 0 })],
    ["blank text", models.TextField({ blank: true })],
    ["autoNow", models.DateTimeField({ autoNow: true })],
    ["many to many", models.ManyToManyField("lib.Author")],
    [
      "a generated column",
      models.GeneratedField({
        expression: F("id"),
        outputField: models.IntegerField(),
        dbPersist: true,
      }),
    ],
  ])("that fill rows by themselves are not asked for: %s [MIG-18]", async (_, field) => {
    const { asked, drafts } = await detected(state(author({})), state(author({ field })));

    expect(asked).toEqual([]);
    expect(drafts[0]?.operations).toMatchObject([{ preserveDefault: true }]);
  });

  it("with autoNowAdd and unique callable defaults have questions of their own [MIG-19]", async () => {
    const after = author({
      made: models.DateTimeField({ autoNowAdd: true }),
      token: models.UUIDField({ unique: true, default: () => crypto.randomUUID() }),
    });

    expect((await detected(state(author({})), state(after))).asked).toEqual([
      "autoNowAdd author.made",
      "uniqueCallable author.token",
    ]);
  });

  it("that lose NULL ask for a value, or leave it to the developer [MIG-18]", async () => {
    const before = state(author({ name: models.CharField({ maxLength: 200, null: true }) }));
    const given = await detected(before, state(author()), new TestQuestioner({ value: "" }));
    const left = await detected(before, state(author()));

    expect(given.asked).toEqual(["alteration author.name"]);
    expect(given.drafts[0]?.operations).toMatchObject([
      { preserveDefault: false, field: { options: { default: "" } } },
    ]);
    expect(left.drafts[0]?.operations).toMatchObject([{ preserveDefault: true }]);
    const [altered] = left.drafts[0]?.operations ?? [];
    expect((altered as AlterField).field.hasDefault).toBe(false);
  });

  it("that become many-to-many, or are it no more, are removed and added [MIG-21]", async () => {
    const one = state(author({ friends: models.IntegerField({ default: 0 }) }));
    const many = state(author({ friends: models.ManyToManyField("lib.Author") }));

    expect((await detected(one, many)).steps).toEqual([
      "lib: - Remove field friends from author",
      "lib: + Add field friends to author",
    ]);
  });

  it.each([
    ["choices", { choices: [["a", "A"]] as const }],
    ["help", { helpText: "Family name first" }],
    ["the name for people", { verboseName: "full name" }],
  ])("are altered when only %s is another [MIG-22]", async (_, options) => {
    const after = author({ name: models.CharField({ maxLength: 200, ...options }) });

    expect((await detected(state(author()), state(after))).steps).toEqual([
      "lib: ~ Alter field name on author",
    ]);
  });

  it("are not altered by another spelling of the same target [MIG-22]", async () => {
    const book = (to: unknown) =>
      model("Book", { author: models.ForeignKey(to, { onDelete: models.CASCADE }) });
    const own = (to: unknown) =>
      model("Author", { rival: models.ForeignKey(to, { onDelete: models.CASCADE, null: true }) });

    expect(
      (
        await detected(
          state(own("self"), book("Author")),
          state(own("lib.author"), book("lib.Author")),
        )
      ).steps,
    ).toEqual([]);
  });
});

describe("what belongs to a model", () => {
  const shelf = (options: Readonly<Record<string, unknown>>) =>
    state(model("Shelf", { a: name(), b: name() }, { options }));
  const index = (title: string) => new models.Index({ name: title, fields: ["a"] });
  const check = (options: object) =>
    new models.CheckConstraint({ name: "c", condition: Q({ a__gt: "a" }), ...options });

  it.each([
    ["options", { ordering: ["a"] }, ["~ Change Meta options on shelf"]],
    ["the table", { dbTable: "shelves" }, ["~ Rename table for shelf to shelves"]],
    ["the comment", { dbTableComment: "x" }, ["~ Alter shelf table comment"]],
    [
      "uniqueTogether",
      { uniqueTogether: [["a", "b"]] },
      ["~ Alter unique_together for shelf (1 constraint(s))"],
    ],
    ["an index", { indexes: [index("i")] }, ["+ Create index i on field(s) a of model shelf"]],
    ["a constraint", { constraints: [check({})] }, ["+ Create constraint c on model shelf"]],
  ])("is found when it changes: %s [MIG-17]", async (_, options, steps) => {
    const forwards = await detected(shelf({}), shelf(options));
    expect(forwards.steps).toEqual(steps.map((step) => `lib: ${step}`));
    const back = await detected(shelf(options), shelf({}));
    expect(back.steps).toHaveLength(1);
    expect((await detected(shelf(options), shelf(options))).steps).toEqual([]);
  });

  it("lets indexes be renamed without asking [MIG-21]", async () => {
    const { steps, asked } = await detected(
      shelf({ indexes: [index("i")] }),
      shelf({ indexes: [index("j")] }),
    );

    expect(steps).toEqual(["lib: ~ Rename index i on shelf to j"]);
    expect(asked).toEqual([]);
  });

  it("alters a constraint of which only the message is another [MIG-10]", async () => {
    const { steps } = await detected(
      shelf({ constraints: [check({})] }),
      shelf({ constraints: [check({ violationErrorMessage: "No!" })] }),
    );

    expect(steps).toEqual(["lib: ~ Alter constraint c on shelf"]);
  });

  it("lets go of a list before its field, and takes it when the field is there [MIG-17]", async () => {
    const before = state(
      model("Shelf", { a: name(), b: name() }, { options: { uniqueTogether: [["a", "b"]] } }),
    );
    const after = state(
      model(
        "Shelf",
        { a: name(), c: models.IntegerField({ default: 0 }) },
        {
          options: {
            uniqueTogether: [["a", "c"]],
            indexes: [new models.Index({ name: "x", fields: ["c"] })],
          },
        },
      ),
    );

    expect((await detected(before, after)).steps).toEqual([
      "lib: ~ Alter unique_together for shelf (0 constraint(s))",
      "lib: + Add field c to shelf",
      "lib: ~ Alter unique_together for shelf (1 constraint(s))",
      "lib: + Create index x on field(s) c of model shelf",
      "lib: - Remove field b from shelf",
    ]);
  });

  it("compares managers by class and order [MIG-17]", async () => {
    class People extends models.Manager<unknown> {
      override readonly useInMigrations = true;
    }
    const shelfWith = (managers: Readonly<Record<string, object>>) =>
      state(model("Shelf", {}, { managers }));

    expect((await detected(shelfWith({}), shelfWith({ people: new People() }))).steps).toEqual([
      "lib: ~ Change managers on shelf",
    ]);
    expect(
      (await detected(shelfWith({ people: new People() }), shelfWith({ people: new People() })))
        .steps,
    ).toEqual([]);
  });
});

describe("columns made of others", () => {
  it("come after those [MIG-20]", async () => {
    const after = author({
      doubled: models.GeneratedField({
        expression: F("zeta").times(2),
        outputField: models.IntegerField(),
        dbPersist: true,
      }),
      zeta: models.IntegerField({ default: 1 }),
    });

    expect((await detected(state(author({})), state(after))).steps).toEqual([
      "lib: + Add field zeta to author",
      "lib: + Add field doubled to author",
    ]);
  });
});

describe("a model that is made", () => {
  it("has its relations, lists and indexes from the start where it can [MIG-24]", async () => {
    const book = model(
      "Book",
      { title: name(), author: toAuthor() },
      {
        options: {
          uniqueTogether: [["title", "author"]],
          indexes: [new models.Index({ name: "i", fields: ["author"] })],
        },
      },
    );
    const { drafts } = await detected(state(), state(book, author()));
    const made = drafts[0]?.operations[1];

    expect(drafts[0]?.operations).toHaveLength(2);
    expect(made).toBeInstanceOf(CreateModel);
    expect([...(made as CreateModel).fields.keys()]).toEqual(["id", "title", "author"]);
    expect(Object.keys((made as CreateModel).options)).toEqual(["indexes", "uniqueTogether"]);
  });
});
