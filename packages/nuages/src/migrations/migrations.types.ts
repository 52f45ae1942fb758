import { models } from "../db/index.ts";
import { defineMigration } from "./migration.ts";
import * as migrations from "./migrations.ts";
import { defineMigrationHints } from "./questioner/migration-hints.ts";

const id = models.BigAutoField({ primaryKey: true });
const author = models.ForeignKey("catalog.Author", { onDelete: models.CASCADE });

export default defineMigration({
  initial: true,
  atomic: false,
  dependencies: [["auth", "0001_initial"], migrations.swappableDependency("AUTH_USER_MODEL")],
  runBefore: [["shop", "0002_orders"]],
  operations: [
    migrations.CreateModel({
      name: "Book",
      fields: { id, author, tags: models.ManyToManyField("catalog.Tag") },
      options: {
        ordering: ["title"],
        uniqueTogether: [["author", "title"]],
        indexTogether: [["a"]],
      },
      bases: ["catalog.Publication"],
      managers: { objects: new models.Manager() },
    }),
    migrations.AddField({
      modelName: "book",
      name: "author",
      field: author,
      preserveDefault: false,
    }),
    migrations.RunTS(
      async (apps, editor) => {
        await apps.getModel("catalog", "Book").objects.count();
        await editor.execute("SELECT 1");
      },
      { reverseCode: migrations.RunTS.noop, atomic: true, hints: { target: 1 }, elidable: true },
    ),
    migrations.RunSQL(["SELECT 1", ["SELECT ?", [1]]], { reverseSql: migrations.RunSQL.noop }),
    new migrations.DeleteModel({ name: "Book" }),
  ],
});

// An operation is told from others by its class.
const [first] = [migrations.DeleteModel({ name: "a" }), migrations.RunSQL("")];
if (first instanceof migrations.DeleteModel) first.name satisfies string;

// @ts-expect-error a field lacks
migrations.AddField({ modelName: "book", name: "title" });
// @ts-expect-error an option of another name
migrations.RemoveField({ modelName: "book", fieldName: "title" });
// @ts-expect-error what is no field
migrations.AddField({ modelName: "book", name: "title", field: "CharField" });
// @ts-expect-error a field by its class alone
migrations.CreateModel({ name: "Book", fields: { title: models.Index } });
// @ts-expect-error an option that models do not have
migrations.CreateModel({ name: "Book", fields: { id }, options: { orderBy: ["title"] } });
// @ts-expect-error an option that another operation sets
migrations.AlterModelOptions({ name: "book", options: { dbTable: "x" } });
// @ts-expect-error a table is a text or null
migrations.AlterModelTable({ name: "book", table: 3 });
// @ts-expect-error code is a function
migrations.RunTS("code");
// @ts-expect-error a statement is a text, or a text and a list
migrations.RunSQL([["SELECT ?", "x"]]);
// @ts-expect-error a list holds operations
migrations.SeparateDatabaseAndState({ stateOperations: [{ name: "Book" }] });
// @ts-expect-error an index in place of its name
migrations.RemoveIndex({ modelName: "book", name: new models.Index({ name: "i", fields: ["a"] }) });
// @ts-expect-error operations are listed
defineMigration({ dependencies: [] });
// @ts-expect-error a dependency has two parts
defineMigration({ dependencies: [["auth"]], operations: [] });

defineMigrationHints({ models: { A: "B" }, fields: { B: { x: "y" } }, values: { B: { z: 3 } } });
// @ts-expect-error names lead to names
defineMigrationHints({ fields: { B: ["x", "y"] } });
