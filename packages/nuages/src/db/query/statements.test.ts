import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, isConfigured } from "../../conf/index.ts";
import { subscribe } from "../../instrumentation/index.ts";
import {
  atomic,
  connections,
  IntegrityError,
  OperationalError,
  querySpan,
  setRollback,
} from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, libraryModels } from "../testing/library.ts";

if (!isConfigured()) configure({ databases: { default: { engine: "sqlite", name: ":memory:" } } });
let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  await Author.objects.create({ firstName: "Ann", age: 30 });
  await Author.objects.create({ firstName: "Bob" });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const INSERT = "INSERT INTO library_author (first_name, age) VALUES (?, ?)";

describe("statements of one's own", () => {
  it("give rows as arrays, with the names of their columns where they are asked for [QS-61]", async () => {
    const db = connections.get();

    expect(
      await db.query("SELECT first_name, age FROM library_author WHERE age > ?", [20]),
    ).toEqual([["Ann", 30]]);
    expect(
      await db.queryNamed("SELECT first_name AS name, 7 % 4 AS rest FROM library_author", []),
    ).toEqual({
      columns: ["name", "rest"],
      rows: [
        ["Ann", 3],
        ["Bob", 3],
      ],
    });
    const streamed: unknown[] = [];
    for await (const [name] of db.stream("SELECT first_name FROM library_author", [], 1))
      streamed.push(name);
    expect(streamed).toEqual(["Ann", "Bob"]);
  });

  it("change rows, one by one and many at once [QS-61]", async () => {
    const db = connections.get();

    expect(await db.execute(INSERT, ["Cid", 40])).toMatchObject({ changes: 1, lastId: 3 });
    expect(
      await db.executeMany?.(INSERT, [
        ["Dan", 1],
        ["Eve", 2],
      ]),
    ).toEqual([4, 5]);
    expect((await db.execute("UPDATE library_author SET age = ?", [9])).changes).toBe(5);
    expect(await Author.objects.filter({ age: 9 }).count()).toBe(5);
    const { rows } = await db.execute(`${INSERT} RETURNING id`, ["Fay", 3], { returning: true });
    expect(rows).toEqual([[6]]);
  });

  it("take part in the transaction around them [QS-61]", async () => {
    await atomic(async () => {
      await connections.get().execute(INSERT, ["Cid", 40]);
      expect(await connections.get().query("SELECT COUNT(*) FROM library_author", [])).toEqual([
        [3],
      ]);
      setRollback(true);
    });

    expect(await Author.objects.count()).toBe(2);
  });

  it("bind values, and refuse a second statement [QS-61] [ADV-164]", async () => {
    const db = connections.get();
    const evil = "x'); DROP TABLE library_author; --";

    await db.execute(INSERT, [evil, null]);

    expect(await Author.objects.filter({ firstName: evil }).count()).toBe(1);
    await expect(db.query("SELECT 1; DELETE FROM library_author", [])).rejects.toThrow(
      /statement/i,
    );
    await expect(db.query("SELECT * FROM nowhere", [])).rejects.toThrow(OperationalError);
    expect(await Author.objects.count()).toBe(3);
  });

  it("are found by their alias [QS-61]", () => {
    expect(connections.get()).toBe(connections.get("default"));
    expect(() => connections.get("defualt")).toThrow(/"defualt"[\s\S]*default/);
  });
});

describe("the span of queries", () => {
  it("shows each statement with its values and database, and the error it ended with [QS-67]", async () => {
    const seen: unknown[] = [];
    const stop = subscribe(querySpan, {
      start: ({ payload }) => void seen.push(["start", payload.alias, payload.sql, payload.params]),
      error: ({ error }) => void seen.push(["error", (error as Error).constructor]),
      end: () => void seen.push(["end"]),
    });

    await Author.objects.filter({ age__gt: 20 }).count();
    await connections
      .get()
      .execute("INSERT INTO library_author (id, first_name) VALUES (1, 'x')", [])
      .catch(() => {});
    stop();
    await Author.objects.count();

    expect(seen[0]).toEqual([
      "start",
      "default",
      'SELECT COUNT(*) AS "__count" FROM "library_author" WHERE "library_author"."age" > ?',
      [20],
    ]);
    expect(seen).toContainEqual(["error", IntegrityError]);
    expect(seen.filter((entry) => (entry as string[])[0] === "start")).toHaveLength(2);
  });
});
