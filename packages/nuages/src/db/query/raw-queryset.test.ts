import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DateTime } from "../../utils/datetime.ts";
import { FieldDoesNotExist, InvalidUse, InvalidValue } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

let database: AsyncDisposable;
let eco: Author;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  eco = await Author.objects.create({ firstName: "Umberto", age: 48 });
  await Author.objects.create({ firstName: "Italo", age: null, mentor: eco });
});

afterEach(() => database[Symbol.asyncDispose]());

describe("raw()", () => {
  it("gives instances of the model [QS-60]", async () => {
    const authors = await Author.objects.raw("SELECT * FROM library_author ORDER BY id");

    expect(authors.map((author) => [author.pk, author.firstName, author.age])).toEqual([
      [eco.pk, "Umberto", 48],
      [eco.pk + 1, "Italo", null],
    ]);
    expect(authors[0]).toBeInstanceOf(Author);
  });

  it("asks once, and only when awaited [QS-60]", async () => {
    const statements = await statementsOf(async () => {
      const authors = Author.objects.raw("SELECT id FROM library_author");
      expect(await statementsOf(async () => void authors.db)).toEqual([]);
      await authors;
      await authors;
    });

    expect(statements).toEqual(["SELECT id FROM library_author"]);
  });

  it("binds the values of %s and leaves %% as a percent sign [QS-60]", async () => {
    const name = "x' OR '1'='1";

    const none = await Author.objects.raw("SELECT * FROM library_author WHERE first_name = %s", [
      name,
    ]);
    const some = await Author.objects.raw(
      "SELECT * FROM library_author WHERE first_name LIKE 'U%%' AND age = %s",
      [48],
    );

    expect(none).toEqual([]);
    expect(some.map(({ firstName }) => firstName)).toEqual(["Umberto"]);
  });

  it("binds named values, one of them at several places [QS-60]", async () => {
    const [author] = await Author.objects.raw(
      "SELECT * FROM library_author WHERE first_name = %(name)s OR first_name = %(name)s",
      { name: "Italo" },
    );

    expect(author?.firstName).toBe("Italo");
  });

  it("makes values of other kinds fit the database [QS-60]", async () => {
    const created = DateTime.from("2026-01-02T03:04:05.678901Z");
    const [row] = await Author.objects.raw<{ moment: string; yes: number }>(
      "SELECT id, %s AS moment, %s AS yes FROM library_author ORDER BY id",
      [created, true],
    );

    expect([row?.moment, row?.yes]).toEqual(["2026-01-02 03:04:05.678901", 1]);
  });

  it.each([
    ["too few values", "SELECT id FROM library_author WHERE id IN (%s, %s)", [1]],
    ["too many values", "SELECT id FROM library_author WHERE id = %s", [1, 2]],
    ["a place that has inherited values only", "SELECT %(toString)s", { name: 1 }],
    ["undefined", "SELECT id FROM library_author WHERE id = %s", [undefined]],
    ["an object", "SELECT id FROM library_author WHERE id = %s", [{ id: 1 }]],
  ])("refuses %s [QS-60]", async (_, sql, params) => {
    await expect(Author.objects.raw(sql, params).at(0)).rejects.toThrow(InvalidValue);
  });

  it.each([
    ["SELECT %s", { name: 1 }],
    ["SELECT %(name)s", [1]],
  ])("refuses %s with values of the other kind [QS-60]", async (sql, params) => {
    await expect(Author.objects.raw(sql, params).at(0)).rejects.toThrow(InvalidUse);
  });

  it("loads fields that were not selected when they are asked for [QS-60]", async () => {
    const [author] = await Author.objects.raw("SELECT id FROM library_author ORDER BY id");

    expect([...(author?.getDeferredFields() ?? [])]).toEqual(["firstName", "age", "mentorId"]);
    const name: unknown = author?.firstName;
    expect(await (name as Promise<string>)).toBe("Umberto");
  });

  it("gives further columns as attributes [QS-60]", async () => {
    const authors = await Author.objects.raw<{ letters: number }>(
      "SELECT length(first_name) AS letters, id, first_name FROM library_author ORDER BY id",
    );

    expect(authors.map(({ firstName, letters }) => [firstName, letters])).toEqual([
      ["Umberto", 7],
      ["Italo", 5],
    ]);
  });

  it.each(["save", "__proto__", "mentor", "constructor"])(
    "refuses a further column named %s [ADV-128]",
    async (name) => {
      const sql = `SELECT id, 1 AS "${name}" FROM library_author`;

      await expect(Author.objects.raw(sql).at(0)).rejects.toThrow(InvalidValue);
    },
  );

  it("takes columns of other names by translations [QS-60]", async () => {
    const authors = Author.objects.raw(
      "SELECT id AS number, first_name AS first FROM library_author",
      [],
      {
        translations: { number: "id", first: "firstName" },
      },
    );

    expect(await authors.columns()).toEqual(["id", "first_name"]);
    expect((await authors.at(0))?.firstName).toBe("Umberto");
    expect(await authors.at(2)).toBeUndefined();
  });

  it("refuses rows without the primary key [QS-60]", async () => {
    const authors = Author.objects.raw("SELECT first_name FROM library_author");

    await expect(authors.at(0)).rejects.toThrow(FieldDoesNotExist);
    await expect(authors.at(0)).rejects.toThrow("Raw query must include the primary key.");
  });

  it("reads dates and relations as the fields do [QS-60]", async () => {
    const created = await Book.objects.create({ title: "Baudolino", pages: 500, author: eco });

    const [book] = await Book.objects.raw("SELECT * FROM library_book").prefetchRelated("author");

    expect(book?.created).toEqual(created.created);
    expect(await statementsOf(async () => void (await book?.author))).toEqual([]);
  });

  it("gives instances that can be saved [QS-60]", async () => {
    const [author] = await Author.objects.raw("SELECT * FROM library_author ORDER BY id");
    if (author === undefined) throw new Error("no author");
    author.age = 49;

    await author.save();

    expect(await Author.objects.get({ pk: eco.pk })).toMatchObject({ age: 49 });
  });

  it("cannot be written as JSON before it was awaited [QS-60]", () => {
    expect(() => JSON.stringify({ authors: Author.objects.raw("SELECT 1") })).toThrow(InvalidUse);
  });
});
