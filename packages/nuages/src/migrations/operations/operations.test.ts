import { describe, expect, it } from "vitest";

import { Lower, models, Q } from "../../db/index.ts";
import * as migrations from "../migrations.ts";
import { Operation, type DeconstructedOperation } from "../operation.ts";
import { MigratedDatabase } from "../testing/database.ts";

const id = () => models.AutoField({ primaryKey: true });
const title = () => models.CharField({ maxLength: 50 });
const toAuthor = () => models.ForeignKey("lib.Author", { onDelete: models.CASCADE });
const index = (name = "i") => new models.Index({ name, fields: ["title"] });
const constraint = (name = "c") =>
  new models.CheckConstraint({ name, condition: Q({ title__gt: "a" }) });
const noop = migrations.RunTS.noop;

/** Each operation with its line in listings and its part of a migration's name. */
const SAID: readonly (readonly [Operation, said: string, fragment: string | undefined])[] = [
  [migrations.CreateModel({ name: "Book", fields: { id: id() } }), "+ Create model Book", "book"],
  [
    migrations.CreateModel({
      name: "Vip",
      fields: {},
      options: { proxy: true },
      bases: ["lib.Book"],
    }),
    "+ Create proxy model Vip",
    "vip",
  ],
  [migrations.DeleteModel({ name: "Book" }), "- Delete model Book", "delete_book"],
  [
    migrations.RenameModel({ oldName: "Book", newName: "Work" }),
    "~ Rename model Book to Work",
    "rename_book_work",
  ],
  [
    migrations.AlterModelTable({ name: "book", table: "books" }),
    "~ Rename table for book to books",
    "alter_book_table",
  ],
  [
    migrations.AlterModelTable({ name: "book", table: null }),
    "~ Rename table for book to (default)",
    "alter_book_table",
  ],
  [
    migrations.AlterModelTableComment({ name: "book", tableComment: "x" }),
    "~ Alter book table comment",
    "alter_book_table_comment",
  ],
  [
    migrations.AlterUniqueTogether({ name: "book", uniqueTogether: ["a", "b"] }),
    "~ Alter unique_together for book (1 constraint(s))",
    "alter_book_unique_together",
  ],
  [
    migrations.AlterIndexTogether({ name: "book", indexTogether: null }),
    "~ Alter index_together for book (0 constraint(s))",
    "alter_book_index_together",
  ],
  [
    migrations.AlterOrderWithRespectTo({ name: "book", orderWithRespectTo: null }),
    "~ Set order_with_respect_to on book to None",
    "alter_book_order_with_respect_to",
  ],
  [
    migrations.AlterModelOptions({ name: "book", options: {} }),
    "~ Change Meta options on book",
    "alter_book_options",
  ],
  [
    migrations.AlterModelManagers({ name: "book", managers: {} }),
    "~ Change managers on book",
    "alter_book_managers",
  ],
  [
    migrations.AddField({ modelName: "book", name: "dueBack", field: models.DateField() }),
    "+ Add field dueBack to book",
    "book_due_back",
  ],
  [
    migrations.RemoveField({ modelName: "book", name: "dueBack" }),
    "- Remove field dueBack from book",
    "remove_book_due_back",
  ],
  [
    migrations.AlterField({ modelName: "book", name: "dueBack", field: models.DateField() }),
    "~ Alter field dueBack on book",
    "alter_book_due_back",
  ],
  [
    migrations.RenameField({ modelName: "book", oldName: "dueBack", newName: "dueOn" }),
    "~ Rename field dueBack on book to dueOn",
    "rename_due_back_book_due_on",
  ],
  [
    migrations.AddIndex({ modelName: "book", index: index("Book_I") }),
    "+ Create index Book_I on field(s) title of model book",
    "book_book_i",
  ],
  [
    migrations.AddIndex({
      modelName: "book",
      index: new models.Index({ name: "l", expressions: [Lower("title")] }),
    }),
    "+ Create index l on Lower(F(title)) on model book",
    "book_l",
  ],
  [
    migrations.RemoveIndex({ modelName: "book", name: "I" }),
    "- Remove index I from book",
    "remove_book_i",
  ],
  [
    migrations.RenameIndex({ modelName: "book", oldName: "i", newName: "j" }),
    "~ Rename index i on book to j",
    "rename_i_j",
  ],
  [
    migrations.RenameIndex({ modelName: "book", oldFields: ["dueBack", "b"], newName: "j" }),
    "~ Rename unnamed index for ('dueBack', 'b') on book to j",
    "rename_book_due_back_b_j",
  ],
  [
    migrations.AddConstraint({ modelName: "book", constraint: constraint() }),
    "+ Create constraint c on model book",
    "book_c",
  ],
  [
    migrations.RemoveConstraint({ modelName: "book", name: "c" }),
    "- Remove constraint c from model book",
    "remove_book_c",
  ],
  [
    migrations.AlterConstraint({ modelName: "book", name: "c", constraint: constraint() }),
    "~ Alter constraint c on book",
    "alter_book_c",
  ],
  [migrations.RunTS(noop), "p Raw TypeScript operation", undefined],
  [migrations.RunSQL("SELECT 1"), "s Raw SQL operation", undefined],
  [
    migrations.SeparateDatabaseAndState({}),
    "? Custom state/database change combination",
    undefined,
  ],
];

describe("operations", () => {
  it.each(SAID)("say what they do: %#, $1 [MIG-03] [MIG-15]", (operation, said, fragment) => {
    expect(operation.formattedDescription()).toBe(said);
    expect(operation.migrationNameFragment).toBe(fragment);
  });

  it.each(SAID)("are made again of their call: %#, $1 [MIG-38]", (operation) => {
    const { name, args } = operation.deconstruct();
    const make = (migrations as unknown as Record<string, (...given: unknown[]) => Operation>)[
      name
    ];
    const again = make?.(...args);

    expect(again).toBeInstanceOf(operation.constructor);
    expect(again?.deconstruct()).toEqual(operation.deconstruct());
    expect(again?.describe()).toBe(operation.describe());
  });
});

describe("names in operations", () => {
  it("tell what an operation may touch [MIG-24]", () => {
    const add = migrations.AddField({ modelName: "Book", name: "author", field: toAuthor() });
    const create = migrations.CreateModel({
      name: "Poet",
      fields: { id: id() },
      bases: ["lib.Author"],
    });

    expect([add.referencesModel("AUTHOR", "lib"), add.referencesModel("author", "shop")]).toEqual([
      true,
      false,
    ]);
    expect([
      add.referencesField("book", "author", "lib"),
      add.referencesField("book", "title", "lib"),
      add.referencesField("author", "id", "lib"),
    ]).toEqual([true, false, true]);
    expect([create.referencesModel("author", "lib"), create.referencesModel("x", "lib")]).toEqual([
      true,
      false,
    ]);
    expect(migrations.DeleteModel({ name: "a" }).referencesModel()).toBe(true);
    expect(migrations.RunSQL("").referencesModel("b", "lib")).toBe(true);
    expect(migrations.RunSQL("").referencesField("b", "c", "lib")).toBe(true);
  });
});

const author = () =>
  migrations.CreateModel({
    name: "Author",
    fields: { id: id(), name: models.CharField({ maxLength: 20 }) },
  });
const book = (options: Readonly<Record<string, unknown>> = {}) =>
  migrations.CreateModel({
    name: "Book",
    fields: {
      id: id(),
      author: toAuthor(),
      title: title(),
      tags: models.ManyToManyField("lib.Author", { relatedName: "+" }),
    },
    options,
  });

describe("on a database", () => {
  it.each<[string, readonly Operation[], RegExp]>([
    ["CreateModel", [migrations.CreateModel({ name: "New", fields: { id: id() } })], /"lib_new"/],
    [
      "RenameModel",
      [migrations.RenameModel({ oldName: "Author", newName: "Writer" })],
      /"lib_writer"/,
    ],
    [
      "AddField",
      [
        migrations.AddField({
          modelName: "book",
          name: "pages",
          field: models.IntegerField({ default: 1 }),
          preserveDefault: false,
        }),
      ],
      /"pages" integer NOT NULL/,
    ],
    [
      "AddField of a relation to many",
      [
        migrations.AddField({
          modelName: "book",
          name: "readers",
          field: models.ManyToManyField("lib.Author", { relatedName: "+" }),
        }),
      ],
      /"lib_book_readers"/,
    ],
    [
      "AlterField",
      [migrations.AlterField({ modelName: "book", name: "title", field: models.TextField() })],
      /"title" text NOT NULL/,
    ],
    [
      "RenameField",
      [migrations.RenameField({ modelName: "book", oldName: "title", newName: "mainTitle" })],
      /"main_title"/,
    ],
    [
      "AlterModelTable",
      [migrations.AlterModelTable({ name: "book", table: "works" })],
      /"works_tags"/,
    ],
    [
      "AlterUniqueTogether",
      [migrations.AlterUniqueTogether({ name: "book", uniqueTogether: [["title", "author"]] })],
      /uniq/,
    ],
    [
      "AlterOrderWithRespectTo",
      [migrations.AlterOrderWithRespectTo({ name: "book", orderWithRespectTo: "author" })],
      /"_order"/,
    ],
    ["AddIndex", [migrations.AddIndex({ modelName: "book", index: index() })], /CREATE INDEX "i"/],
    [
      "AddConstraint",
      [migrations.AddConstraint({ modelName: "book", constraint: constraint() })],
      /CONSTRAINT "c"/,
    ],
    [
      "operations one after another",
      [
        migrations.AddIndex({ modelName: "book", index: index() }),
        migrations.RenameIndex({ modelName: "book", oldName: "i", newName: "j" }),
        migrations.RenameField({ modelName: "book", oldName: "title", newName: "name" }),
      ],
      /"j" ON "lib_book" \("name"\)/,
    ],
    [
      "SeparateDatabaseAndState",
      [
        migrations.SeparateDatabaseAndState({
          databaseOperations: [
            migrations.RunSQL("CREATE TABLE apart (a int)", { reverseSql: "DROP TABLE apart" }),
          ],
          stateOperations: [migrations.CreateModel({ name: "Apart", fields: { id: id() } })],
        }),
      ],
      /CREATE TABLE apart/,
    ],
  ])(
    "are applied and taken back: %s [MIG-08] [MIG-09] [MIG-10] [MIG-11] [MIG-14]",
    async (_, operations, made) => {
      await using database = new MigratedDatabase();
      await database.apply(author(), book());
      const before = await database.schema();
      const back = await database.apply(...operations);

      expect((await database.schema()).join("\n")).toMatch(made);
      await back();
      expect(await database.schema()).toEqual(before);
    },
  );

  it.each<[string, readonly Operation[], readonly Operation[]]>([
    ["DeleteModel", [author(), book()], [migrations.DeleteModel({ name: "Book" })]],
    [
      "RemoveField",
      [author(), book()],
      [migrations.RemoveField({ modelName: "book", name: "title" })],
    ],
    [
      "RemoveIndex",
      [author(), book({ indexes: [index()] })],
      [migrations.RemoveIndex({ modelName: "book", name: "i" })],
    ],
    [
      "RemoveConstraint",
      [author(), book({ constraints: [constraint()] })],
      [migrations.RemoveConstraint({ modelName: "book", name: "c" })],
    ],
  ])(
    "remove, and make again when they are taken back: %s [MIG-08] [MIG-09] [MIG-10]",
    async (_, setup, operations) => {
      await using database = new MigratedDatabase();
      await database.apply(...setup);
      const before = await database.schema();
      const back = await database.apply(...operations);

      expect(await database.schema()).not.toEqual(before);
      await back();
      expect(await database.schema()).toEqual(before);
    },
  );

  it.each<[string, Operation]>([
    [
      "AlterModelOptions",
      migrations.AlterModelOptions({ name: "book", options: { ordering: ["title"] } }),
    ],
    [
      "AlterModelManagers",
      migrations.AlterModelManagers({ name: "book", managers: { all: new models.Manager() } }),
    ],
    [
      "AlterConstraint",
      migrations.AlterConstraint({
        modelName: "book",
        name: "c",
        constraint: new models.CheckConstraint({
          name: "c",
          condition: Q({ title__gt: "a" }),
          violationErrorMessage: "No!",
        }),
      }),
    ],
    [
      "operations on a proxy",
      migrations.CreateModel({
        name: "Vip",
        fields: {},
        options: { proxy: true },
        bases: ["lib.Book"],
      }),
    ],
    [
      "operations on an unmanaged model",
      migrations.CreateModel({ name: "Old", fields: { id: id() }, options: { managed: false } }),
    ],
  ])("leave the tables as they are: %s [MIG-11] [MIG-22]", async (_, operation) => {
    await using database = new MigratedDatabase();
    await database.apply(author(), book({ constraints: [constraint()] }));
    const before = await database.schema();
    const back = await database.apply(operation);

    expect(await database.schema()).toEqual(before);
    await back();
    expect(await database.schema()).toEqual(before);
  });

  it("change what points at a renamed model [MIG-08]", async () => {
    await using database = new MigratedDatabase();
    await database.apply(author(), book());
    await database.apply(migrations.RenameModel({ oldName: "Author", newName: "Writer" }));
    const schema = (await database.schema()).join("\n");

    expect(schema).not.toMatch(/author"? \("id"\)/);
    expect(schema).toMatch(/"writer_id" integer NOT NULL REFERENCES "lib_writer" \("id"\)/);
  });

  it("keep the rows [MIG-09]", async () => {
    await using database = new MigratedDatabase();
    await database.apply(
      author(),
      migrations.RunTS(async (apps) => {
        const Author = apps.getModel("lib", "Author");
        await Author.objects.create({ name: "Ada" });
      }),
    );
    await database.apply(
      migrations.RenameField({ modelName: "author", oldName: "name", newName: "fullName" }),
      migrations.AddField({
        modelName: "author",
        name: "age",
        field: models.IntegerField({ default: 36 }),
        preserveDefault: false,
      }),
      migrations.AlterField({ modelName: "author", name: "fullName", field: models.TextField() }),
    );

    expect(await database.query("SELECT full_name, age FROM lib_author")).toEqual([["Ada", 36]]);
  });
});

/** A step of one's own. */
class Comment extends Operation {
  readonly table: string;

  constructor(table: string) {
    super();
    this.table = table;
  }

  override stateForwards(): void {}

  override async databaseForwards(
    _appLabel: string,
    editor: Parameters<Operation["databaseForwards"]>[1],
  ): Promise<void> {
    await editor.execute(`CREATE TABLE ${editor.quoteName(this.table)} (a int)`);
  }

  override async databaseBackwards(
    _appLabel: string,
    editor: Parameters<Operation["databaseForwards"]>[1],
  ): Promise<void> {
    await editor.execute(`DROP TABLE ${editor.quoteName(this.table)}`);
  }

  override describe(): string {
    return `Make ${this.table}`;
  }

  override deconstruct(): DeconstructedOperation {
    return { name: "Comment", args: [this.table] };
  }
}

describe("an operation of your own", () => {
  it("is applied, taken back and left where it stands [MIG-15]", async () => {
    await using database = new MigratedDatabase();
    const back = await database.apply(new Comment("own"));

    expect(await database.schema()).toEqual(['CREATE TABLE "own" (a int)']);
    await back();
    expect(await database.schema()).toEqual([]);
    const own = new Comment("own");
    expect(own.formattedDescription()).toBe("? Make own");
    expect([own.reversible, own.reducesToSql, own.atomic, own.elidable]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(own.reduce(author(), "lib")).toBe(false);
  });
});
