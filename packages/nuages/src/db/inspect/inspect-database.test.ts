import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { SqliteDatabase } from "../backends/sqlite/sqlite-database.ts";
import { connections, createTables, inspectDatabase, InvalidValue } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { libraryModels } from "../testing/library.ts";

const repository = resolve(import.meta.dirname, "../../../../..");
let database: SqliteDatabase;

beforeEach(() => {
  database = new SqliteDatabase("default", { name: ":memory:", options: {} });
  connections.set("default", database);
});

afterEach(() => database.close());

/** The models for a schema, without the words at the top. */
async function inspected(schema: readonly string[], options = {}): Promise<string> {
  await database.script(schema);
  const source = await inspectDatabase(options);
  return source.slice(source.indexOf('"nuages/db";') + 14);
}

describe("inspectDatabase()", () => {
  it("makes a model for each table, with keys, lengths, nulls and uniqueness [CLI-31]", async () => {
    const source = await inspected([
      'CREATE TABLE "shop_maker" ("id" integer PRIMARY KEY AUTOINCREMENT, "full_name" varchar(80) NOT NULL UNIQUE)',
      `CREATE TABLE "shop_item" ("code" char(8) NOT NULL PRIMARY KEY, "maker_id" bigint NOT NULL REFERENCES "shop_maker" ("id"),
        "price" decimal(9, 2) NULL, "extra" text NULL CHECK ((JSON_VALID("extra") OR "extra" IS NULL)), UNIQUE ("maker_id", "price"))`,
    ]);

    expect(source).toBe(`export class ShopItem extends models.Model<ShopItem>()(
  {
    code: models.CharField({ maxLength: 8, primaryKey: true }),
    maker: models.ForeignKey(() => ShopMaker, { onDelete: models.DO_NOTHING }),
    price: models.DecimalField({ maxDigits: 9, decimalPlaces: 2, null: true, blank: true }),
    extra: models.JSONField({ null: true, blank: true }),
  },
  { managed: false, dbTable: "shop_item", uniqueTogether: [["maker", "price"]] },
) {}

export class ShopMaker extends models.Model<ShopMaker>()(
  {
    fullName: models.CharField({ maxLength: 80, unique: true }),
  },
  { managed: false, dbTable: "shop_maker" },
) {}
`);
  });

  it("says what was guessed and renamed [CLI-31]", async () => {
    const source = await inspected([
      'CREATE TABLE "1 odd-table" ("Two Words" weird, "9lives" int, "save" int, "a_b" int, "aB" int, "sum" decimal)',
    ]);

    expect(source).toContain("class Model1OddTable extends models.Model<Model1OddTable>");
    expect(source).toContain("    // The database names no primary key");
    expect(source).toContain(
      "    // Field renamed to remove unsuitable characters.\n    // This field type is a guess.\n    TwoWords".replace(
        "TwoWords",
        "twoWords",
      ),
    );
    expect(source).toContain(
      'number9lives: models.IntegerField({ null: true, blank: true, dbColumn: "9lives" })',
    );
    expect(source).toContain("    // Field renamed because it was a reserved word.\n    saveField");
    expect(source).toContain("    // Field renamed because of name conflict.\n    aB2");
    expect(source).toContain("maxDigits: 10, decimalPlaces: 5");
  });

  it("writes one-to-one relations, other targets, second relations and itself [CLI-31]", async () => {
    const source = await inspected([
      'CREATE TABLE "node" ("id" integer PRIMARY KEY, "slug" text NOT NULL UNIQUE, "parent" integer REFERENCES "node" ("id"), "next_id" integer UNIQUE REFERENCES "node")',
      'CREATE TABLE "link" ("id" integer PRIMARY KEY, "node_id" text NOT NULL REFERENCES "node" ("slug"), "gone_id" integer REFERENCES "missing" ("id"))',
    ]);

    expect(source).toContain(
      '    parent: models.ForeignKey(() => Node, {\n      onDelete: models.DO_NOTHING,\n      null: true,\n      blank: true,\n      dbColumn: "parent",\n    }),',
    );
    expect(source).toContain("next: models.OneToOneField(() => Node, {");
    expect(source).toContain('relatedName: "nodeNextSet"');
    expect(source).toContain(
      'node: models.ForeignKey(() => Node, { onDelete: models.DO_NOTHING, toField: "slug" })',
    );
    expect(source).toContain(
      '    // A foreign key to "missing", which has no model here.\n    goneId: models.IntegerField',
    );
  });

  it("writes keys of several columns in their order [CLI-31]", async () => {
    const source = await inspected([
      'CREATE TABLE "t" ("a" int NOT NULL, "b" int NOT NULL, PRIMARY KEY ("b", "a"))',
    ]);

    expect(source).toContain('    pk: models.CompositePrimaryKey("b", "a"),');
  });

  it("gives the tables that are named, and views on demand [CLI-31]", async () => {
    const schema = [
      'CREATE TABLE "a" ("id" integer PRIMARY KEY)',
      'CREATE VIEW "b" AS SELECT "id" FROM "a"',
    ];
    const tables = await inspected(schema);

    expect(tables).not.toContain("class B");
    expect(await inspectDatabase({ includeViews: true })).toContain(
      "// A view: its rows can only be read.\nexport class B",
    );
    expect(await inspectDatabase({ tables: ["b"] })).not.toContain("class A ");
    await expect(inspectDatabase({ tables: ["c"] })).rejects.toThrow(InvalidValue);
  });

  it("cannot be made to write code by names of the database", async () => {
    const evil = '"},) {} evil();//\u2028 evil();\n*/ evil()';
    const source = await inspected([
      `CREATE TABLE "${evil.replaceAll('"', '""')}" ("id" integer PRIMARY KEY, "${evil.replaceAll('"', '""')}" int REFERENCES "x${evil.replaceAll('"', '""')}")`,
    ]);

    expect(source.split(/[\n\u2028]/).filter((line) => /^\s*evil\(/.test(line))).toEqual([]);
    expect(source).not.toContain("\u2028");
  });

  it("writes models that pass type check, formatter and linter [CLI-31]", async () => {
    await using _ = await memoryDatabase(...libraryModels);
    await createTables({ models: libraryModels });
    const folder = mkdtempSync(join(repository, "packages/nuages/.inspect-"));
    try {
      const file = join(folder, "models.ts");
      const source = await inspectDatabase();
      writeFileSync(file, source);
      const config = {
        extends: join(repository, "tsconfig.json"),
        compilerOptions: { noEmit: true },
        include: ["models.ts"],
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      mkdirSync(join(folder, "node_modules"), { recursive: true });
      const bin = join(repository, "node_modules/.bin");

      const types = spawnSync(join(bin, "tsc"), ["-p", folder], { encoding: "utf8" });
      execFileSync(join(bin, "oxfmt"), [file]);

      expect(types.stdout).toBe("");
      expect(readFileSync(file, "utf8")).toBe(source);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
