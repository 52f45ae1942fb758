import { describe, expect, it } from "vitest";

import { models } from "../../db/index.ts";
import * as migrations from "../migrations.ts";
import { MigratedDatabase } from "../testing/database.ts";
import { InvalidOperation } from "./errors.ts";
import { splitSql } from "./split-sql.ts";

describe("RunSQL", () => {
  it("runs a script, statement by statement, and back [MIG-13]", async () => {
    await using database = new MigratedDatabase();
    const back = await database.apply(
      migrations.RunSQL(
        "CREATE TABLE a (t text); -- first; not a statement\nINSERT INTO a VALUES ('x;y');\n",
        { reverseSql: ["DROP TABLE a"] },
      ),
    );

    expect(await database.query("SELECT t FROM a")).toEqual([["x;y"]]);
    await back();
    expect(await database.schema()).toEqual([]);
  });

  it("takes statements with the values of their parameters [MIG-13]", async () => {
    await using database = new MigratedDatabase();
    await database.apply(
      migrations.RunSQL([
        "CREATE TABLE a (t text, n int)",
        ["INSERT INTO a VALUES (?, ?)", ["it's; 100%", 3]],
        ["INSERT INTO a VALUES ('y', 4)", null],
      ]),
    );

    expect(await database.query("SELECT t, n FROM a ORDER BY n")).toEqual([
      ["it's; 100%", 3],
      ["y", 4],
    ]);
  });

  it("says what it changes of the models [MIG-13]", async () => {
    await using database = new MigratedDatabase();
    await database.apply(
      migrations.RunSQL("CREATE TABLE lib_book (id integer primary key)", {
        stateOperations: [
          migrations.CreateModel({
            name: "Book",
            fields: { id: models.AutoField({ primaryKey: true }) },
          }),
        ],
      }),
    );

    expect([...database.state.models.keys()]).toEqual(["lib.book"]);
  });

  it("cannot be taken back without reverseSql; noop is enough [MIG-13]", async () => {
    await using database = new MigratedDatabase();
    const oneWay = await database.apply(migrations.RunSQL(migrations.RunSQL.noop));
    const both = await database.apply(
      migrations.RunSQL(migrations.RunSQL.noop, { reverseSql: migrations.RunSQL.noop }),
    );

    await expect(oneWay()).rejects.toThrow(/not reversible.*reverseSql/s);
    await expect(both()).resolves.toBeUndefined();
    await expect(
      migrations.RunSQL("").databaseBackwards("lib", {} as never, {} as never, {} as never),
    ).rejects.toThrow(InvalidOperation);
  });

  it.each([
    ["a number", 3],
    ["a list with one", ["SELECT 1", 3]],
    ["a statement with three parts", [["SELECT 1", [], []]]],
    ["parameters that are no list", [["SELECT 1", "x"]]],
    ["nothing", undefined],
  ])("refuses %s [MIG-13]", (_, sql) => {
    expect(() => migrations.RunSQL(sql as never)).toThrow(InvalidOperation);
  });
});

describe("splitSql()", () => {
  it.each<[string, readonly string[]]>([
    ["SELECT 1", ["SELECT 1"]],
    ["SELECT 1;;\n SELECT 2 ;", ["SELECT 1", "SELECT 2"]],
    ["-- a; b\n/* c; d */ ;", []],
    [`SELECT 'a;''b', "c;", \`d;\``, [`SELECT 'a;''b', "c;", \`d;\``]],
    ["SELECT 1 - 2 / 3; SELECT $1", ["SELECT 1 - 2 / 3", "SELECT $1"]],
    [
      "CREATE FUNCTION f() AS $body$ BEGIN; $x$; END; $body$; SELECT 1",
      ["CREATE FUNCTION f() AS $body$ BEGIN; $x$; END; $body$", "SELECT 1"],
    ],
    ["DO $$ a; $$; SELECT 'never ended; x", ["DO $$ a; $$", "SELECT 'never ended", "x"]],
  ])("cuts %j [MIG-13]", (script, statements) => {
    expect(splitSql(script)).toEqual(statements);
  });

  it("takes long scripts, also hostile ones, in time that grows with them", () => {
    const quotes = `${"$".repeat(20_000)}${"'".repeat(20_001)}${"/*".repeat(20_000)}`;

    expect(splitSql("SELECT 1;".repeat(20_000))).toHaveLength(20_000);
    expect(splitSql(quotes).join("").length).toBeGreaterThan(0);
  });
});
