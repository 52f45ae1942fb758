import { models, NotSupportedError, Q } from "nuages/db";
import { InvalidOperation, migrations } from "nuages/migrations";
import { describe, expect, it } from "vitest";

import { Workshop } from "../lib/migration-workshop.ts";
import { schemaPicture } from "../lib/schema-picture.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const setup = migrations.CreateModel({
  name: "Book",
  fields: {
    id: models.AutoField({ primaryKey: true }),
    title: models.CharField({ maxLength: 100 }),
    pages: models.IntegerField(),
  },
});
const index = new models.Index({ name: "by_title", fields: ["title"] });
const thick = new models.CheckConstraint({ name: "thick", condition: Q({ pages__gt: 9 }) });

const [sqlite, postgresql] = servers;

async function library(): Promise<Workshop> {
  const workshop = new Workshop();
  await workshop.apply(setup);
  await workshop.insert("lib_book", { id: 1, title: "x", pages: 5 });
  return workshop;
}

describe.skipIf(postgresql?.isThere !== true)("operations for PostgreSQL", () => {
  it("make and drop an index while others write [MIG-16]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = await library();
    const before = await schemaPicture(workshop.database);
    const add = migrations.AddIndexConcurrently({ modelName: "book", index });
    const remove = migrations.RemoveIndexConcurrently({ modelName: "book", name: "by_title" });

    expect(await workshop.sqlOf(add)).toEqual([
      'CREATE INDEX CONCURRENTLY "by_title" ON "lib_book" ("title");',
    ]);
    await workshop.applyPiecemeal(add);
    const { lib_book: lines = [] } = await schemaPicture(workshop.database);
    expect(lines.filter((line) => line.includes("(title)"))).toHaveLength(1);
    expect(await workshop.sqlOf(remove)).toEqual(['DROP INDEX CONCURRENTLY IF EXISTS "by_title";']);
    await workshop.applyPiecemeal(remove);
    expect(await schemaPicture(workshop.database)).toEqual(before);
    expect([add.describe(), remove.describe()]).toEqual([
      "Concurrently create index by_title on field(s) title of model book",
      "Concurrently remove index by_title from book",
    ]);
  });

  it("do not work concurrently inside a transaction [MIG-16]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = await library();

    await expect(
      workshop.apply(migrations.AddIndexConcurrently({ modelName: "book", index })),
    ).rejects.toThrow(NotSupportedError);
  });

  it("add a condition for new rows, and look at the old ones later [MIG-16]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = await library();

    await workshop.apply(
      migrations.AddConstraintNotValid({ modelName: "book", constraint: thick }),
    );

    const insert = workshop.insert("lib_book", { id: 2, title: "y", pages: 5 });
    await expect(insert).rejects.toThrow("thick");
    const validate = migrations.ValidateConstraint({ modelName: "book", name: "thick" });
    await expect(workshop.apply(validate)).rejects.toThrow("violated by some row");
    await workshop.database.execute("UPDATE lib_book SET pages = 100", []);
    await workshop.apply(validate);
    const { lib_book: lines = [] } = await schemaPicture(workshop.database);
    expect(lines).toContain("CHECK ((pages > 9))");
  });

  it("make extensions and collations [MIG-16]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = await library();
    const collation = { name: "any_case", locale: "und-u-ks-level2", provider: "icu" } as const;

    await workshop.apply(
      migrations.CreateExtension("pg_trgm"),
      migrations.CreateCollation({ ...collation, deterministic: false }),
    );

    const [found] = await workshop.database.query(
      "SELECT similarity('word', 'words') > 0.5, 'A' = 'a' COLLATE any_case",
      [],
    );
    expect(found).toEqual([true, true]);
    await workshop.undo();
    await expect(workshop.database.query("SELECT similarity('a', 'b')", [])).rejects.toThrow(
      "similarity",
    );
  });
});

describe("operations for PostgreSQL on another database", () => {
  it("do what they are a quicker way of, or nothing [MIG-16]", async () => {
    if (sqlite === undefined) return;
    await using _database = await testDatabase(sqlite);
    const workshop = await library();
    await workshop.database.execute("UPDATE lib_book SET pages = 100", []);

    const statements = await workshop.sqlOf(
      migrations.CreateExtension("pg_trgm"),
      migrations.CreateCollation({ name: "c", locale: "C" }),
      migrations.AddIndexConcurrently({ modelName: "book", index }),
      migrations.AddConstraintNotValid({ modelName: "book", constraint: thick }),
      migrations.ValidateConstraint({ modelName: "book", name: "thick" }),
    );

    expect(statements[0]).toBe('CREATE INDEX "by_title" ON "lib_book" ("title");');
    expect(statements[1]).toContain('CONSTRAINT "thick" CHECK ("pages" > 9)');
    expect(statements.some((statement) => /pg_trgm|COLLATION|VALID/.test(statement))).toBe(false);
  });

  it("only conditions are added without looking at the rows", () => {
    const constraint = new models.UniqueConstraint({ name: "one", fields: ["title"] });

    expect(() => migrations.AddConstraintNotValid({ modelName: "book", constraint })).toThrow(
      InvalidOperation,
    );
  });
});
