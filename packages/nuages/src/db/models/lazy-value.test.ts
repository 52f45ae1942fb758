import { describe, expect, it } from "vitest";

import { InvalidUse } from "../errors.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

async function rose() {
  const database = await memoryDatabase(...libraryModels);
  const author = await Author.objects.create({ firstName: "Umberto" });
  await Book.objects.create({ title: "Rose", pages: 500, author });
  return database;
}

describe("JSON.stringify()", () => {
  it("refuses a relation that is not loaded, by its name", async () => {
    await using _ = await rose();
    const book = await Book.objects.get({ title: "Rose" });

    expect(() => JSON.stringify({ writer: book.author })).toThrow(InvalidUse);
    expect(() => JSON.stringify({ writer: book.author })).toThrow(/"writer".*\n.*Await it first/);
  });

  it("refuses querysets and managers", async () => {
    await using _ = await rose();
    const author = await Author.objects.get({ firstName: "Umberto" });

    expect(() => JSON.stringify({ books: Book.objects.all() })).toThrow(
      /"books": it is a queryset/,
    );
    expect(() => JSON.stringify(Book.objects)).toThrow(/a manager/);
    expect(() => JSON.stringify({ books: author.bookSet })).toThrow(/"books": it is a manager/);
  });

  it("takes what was awaited", async () => {
    await using _ = await rose();
    const book = await Book.objects.get({ title: "Rose" });
    const author = await book.author;

    const text = JSON.stringify({ author: book.author, all: await Author.objects.all() });

    expect(JSON.parse(text)).toEqual({
      author: { id: author.id, firstName: "Umberto", age: null, mentorId: null },
      all: [{ id: author.id, firstName: "Umberto", age: null, mentorId: null }],
    });
  });
});

describe("a deferred field [QS-14]", () => {
  it("is asked for when it is awaited, and an ordinary attribute then", async () => {
    await using _ = await rose();
    const book = await Book.objects.only("title").get({ title: "Rose" });

    const read = await statementsOf(async () => void book.pages);
    const awaited = await statementsOf(async () =>
      expect(await Promise.resolve(book.pages)).toBe(500),
    );

    expect(read).toHaveLength(0);
    expect(awaited).toHaveLength(1);
    expect(book.pages).toBe(500);
  });

  it("is refused by JSON while it is not loaded", async () => {
    await using _ = await rose();
    const book = await Book.objects.only("title").get({ title: "Rose" });

    expect(() => JSON.stringify({ pages: book.pages })).toThrow(/"pages".*not loaded/);
  });

  it("may be the key of a relation", async () => {
    await using _ = await rose();
    const book = await Book.objects.only("title").get({ title: "Rose" });

    expect((await book.author).firstName).toBe("Umberto");
  });
});
