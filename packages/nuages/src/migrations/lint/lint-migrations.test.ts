import { describe, expect, it } from "vitest";

import { type AnyFieldType, connections, models } from "../../db/index.ts";
import { SqliteDatabase } from "../../db/backends/sqlite/sqlite-database.ts";
import { Q, withSchemaEditor } from "../../db/index.ts";
import { applyMigration } from "../executor/apply-migration.ts";
import { Migration } from "../migration.ts";
import * as migrations from "../migrations.ts";
import type { Operation } from "../operation.ts";
import { ProjectState } from "../state/project-state.ts";
import { lintMessage } from "./finding.ts";
import { lintMigrations, type LintOptions } from "./lint-migrations.ts";

const setup = new Migration("lib", "0001_initial", {
  operations: [
    migrations.CreateModel({
      name: "Book",
      fields: {
        id: models.AutoField({ primaryKey: true }),
        title: models.CharField({ maxLength: 100 }),
        pages: models.IntegerField({ null: true }),
      },
    }),
  ],
});

interface Given {
  readonly rows?: number;
  readonly backwards?: boolean;
  readonly options?: Partial<LintOptions>;
}

/** Ids of what is found about operations on a table of books. */
async function found(
  operations: readonly Operation[],
  { rows = 1, backwards = false, options = {} }: Given = {},
): Promise<string[]> {
  const database = new SqliteDatabase("default", { name: ":memory:", options: {} });
  connections.set("default", database);
  const state = new ProjectState();
  await withSchemaEditor({}, (editor) => applyMigration(setup, state, editor));
  for (let count = 0; count < rows; count += 1)
    await database.execute("INSERT INTO lib_book (title) VALUES ('x')", []);
  const migration = new Migration("lib", "0002_change", { operations });
  const findings = await lintMigrations([{ migration, backwards }], {
    database,
    stateBefore: () => state,
    ...options,
  });
  await database.close();
  return findings.map(({ id }) => id.replace("migrations.", ""));
}

const add = (field: AnyFieldType): Operation =>
  migrations.AddField({ modelName: "book", name: "more", field });
const alter = (name: string, field: AnyFieldType): Operation =>
  migrations.AlterField({ modelName: "book", name, field });

describe("lintMigrations()", () => {
  it.each<[string, string[], Operation]>([
    ["a column that rows have no value for", ["W101"], add(models.IntegerField())],
    [
      "a column that running code does not fill",
      ["W102"],
      add(models.IntegerField({ default: 1 })),
    ],
    [
      "a unique column with one value for all",
      ["W102", "W103"],
      add(models.IntegerField({ default: 1, unique: true })),
    ],
    ["a lost column", ["W110"], migrations.RemoveField({ modelName: "book", name: "pages" })],
    ["a lost table", ["W111"], migrations.DeleteModel({ name: "Book" })],
    [
      "another name of a column",
      ["W120"],
      migrations.RenameField({ modelName: "book", oldName: "title", newName: "name" }),
    ],
    [
      "another column of a field",
      ["W120"],
      alter("title", models.CharField({ maxLength: 100, dbColumn: "name" })),
    ],
    [
      "another name of a table",
      ["W121"],
      migrations.RenameModel({ oldName: "Book", newName: "Volume" }),
    ],
    ["a shorter text", ["W130"], alter("title", models.CharField({ maxLength: 50 }))],
    ["smaller numbers", ["W130"], alter("pages", models.SmallIntegerField({ null: true }))],
    ["no negative numbers", ["W130"], alter("pages", models.PositiveIntegerField({ null: true }))],
    ["numbers in place of texts", ["W130"], alter("title", models.IntegerField())],
    ["NOT NULL", ["W131"], alter("pages", models.IntegerField())],
    [
      "a unique column",
      ["W132"],
      alter("title", models.CharField({ maxLength: 100, unique: true })),
    ],
    [
      "fields that are unique together",
      ["W132"],
      migrations.AlterUniqueTogether({ name: "book", uniqueTogether: [["title", "pages"]] }),
    ],
    [
      "a rule for all rows",
      ["W133"],
      migrations.AddConstraint({
        modelName: "book",
        constraint: new models.CheckConstraint({ name: "thick", condition: Q({ pages__gt: 9 }) }),
      }),
    ],
  ])("names %s", async (_title, ids, operation) => {
    expect(await found([operation])).toEqual(ids);
  });

  it.each<[string, Operation]>([
    ["a column that may be empty", add(models.IntegerField({ null: true }))],
    ["a column that the database fills", add(models.IntegerField({ dbDefault: 1 }))],
    ["a longer text", alter("title", models.CharField({ maxLength: 200 }))],
    ["a text without limit", alter("title", models.TextField())],
    ["larger numbers", alter("pages", models.BigIntegerField({ null: true }))],
    ["NOT NULL with a default", alter("pages", models.IntegerField({ default: 0 }))],
    [
      "another name of a field with the same column",
      migrations.SeparateDatabaseAndState({
        stateOperations: [
          migrations.RenameField({ modelName: "book", oldName: "title", newName: "name" }),
        ],
      }),
    ],
    ["options", migrations.AlterModelOptions({ name: "Book", options: { ordering: ["title"] } })],
    [
      "an index",
      migrations.AddIndex({
        modelName: "book",
        index: new models.Index({ name: "by_title", fields: ["title"] }),
      }),
    ],
  ])("says nothing about %s", async (_title, operation) => {
    expect(await found([operation])).toEqual([]);
  });

  it("leaves out tables without rows, but not what breaks code that is running", async () => {
    const operations = [
      alter("pages", models.SmallIntegerField()),
      add(models.IntegerField({ default: 1 })),
    ];

    expect(await found(operations, { rows: 0 })).toEqual(["W102"]);
    expect(await found(operations, { rows: 0, options: { assumeRows: true } })).toEqual([
      "W130",
      "W131",
      "W211",
      "W102",
      "W211",
    ]);
  });

  it("leaves out tables that the plan makes", async () => {
    const operations = [
      migrations.CreateModel({
        name: "Shelf",
        fields: { id: models.AutoField({ primaryKey: true }), width: models.IntegerField() },
      }),
      migrations.AlterField({
        modelName: "shelf",
        name: "width",
        field: models.SmallIntegerField(),
      }),
    ];

    expect(await found(operations, { options: { assumeRows: true } })).toEqual([]);
  });

  it("names what taking back a migration loses", async () => {
    const operations = [
      add(models.IntegerField({ null: true })),
      migrations.CreateModel({
        name: "Shelf",
        fields: { id: models.AutoField({ primaryKey: true }) },
      }),
    ];

    expect(await found(operations, { backwards: true, options: { assumeRows: true } })).toEqual([
      "W111",
      "W110",
    ]);
  });

  it("names tables that are made anew from a size on", async () => {
    const operations = [alter("pages", models.IntegerField({ default: 0 }))];

    expect(await found(operations, { rows: 20 })).toEqual([]);
    expect(await found(operations, { rows: 20, options: { largeTable: 20 } })).toEqual(["W211"]);
  });

  it("knows a table under the name that the plan gives it", async () => {
    const operations = [
      migrations.RenameModel({ oldName: "Book", newName: "Volume" }),
      migrations.RemoveField({ modelName: "volume", name: "pages" }),
    ];

    expect(await found(operations)).toEqual(["W121", "W110"]);
  });

  it("findings are messages of checks", () => {
    const message = lintMessage({
      id: "migrations.W101",
      kind: "fails",
      message: "It fails.",
      advice: "Do otherwise.",
      migration: ["lib", "0002_change"],
      operation: "Add field more to book",
    });

    expect(message.toString()).toBe(
      "lib.0002_change: (migrations.W101) Add field more to book: It fails.\n\tHINT: Do otherwise.",
    );
  });
});
