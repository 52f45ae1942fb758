import { describe, expect, it } from "vitest";

import { F, InvalidUse, IntegrityError, atomic } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

async function library(): Promise<AsyncDisposable> {
  const database = await memoryDatabase(...libraryModels);
  const author = await Author.objects.create({ firstName: "Umberto", age: 84 });
  for (const [title, pages] of [
    ["Rose", 500],
    ["Island", 400],
    ["Baron", 300],
  ] as const)
    await Book.objects.create({ title, pages, author });
  return database;
}

describe("updateReturning()", () => {
  it("gives the objects as the update left them, in one statement [QS-23]", async () => {
    await using _ = await library();
    let books: Book[] = [];

    const sent = await statementsOf(async () => {
      books = await Book.objects
        .filter({ pages__gte: 400 })
        .updateReturning({ pages: F("pages").plus(1) });
    });

    const pages = new Map(books.map((book) => [book.title, book.pages]));
    expect([pages.get("Rose"), pages.get("Island"), pages.size]).toEqual([501, 401, 2]);
    expect(sent).toHaveLength(1);
    expect(books[0]).toBeInstanceOf(Book);
  });

  it("finds its rows across relations [QS-23]", async () => {
    await using _ = await library();

    const books = await Book.objects
      .filter({ author__firstName: "Umberto", pages__lt: 400 })
      .updateReturning({ level: "U09" });

    expect(books.map(({ title, level }) => [title, level])).toEqual([["Baron", "U09"]]);
  });

  it("is empty without rows, and asks nothing where there can be none [QS-23]", async () => {
    await using _ = await library();

    expect(await Book.objects.filter({ title: "?" }).updateReturning({ pages: 1 })).toEqual([]);
    const sent = await statementsOf(async () => {
      expect(await Book.objects.none().updateReturning({ pages: 1 })).toEqual([]);
    });
    expect(sent).toEqual([]);
  });

  it("is refused after a slice, as update() is [QS-23]", async () => {
    await using _ = await library();

    await expect(Book.objects.all().slice(0, 1).updateReturning({ pages: 1 })).rejects.toThrow(
      InvalidUse,
    );
  });

  it("belongs to the transaction around it [QS-62]", async () => {
    await using _ = await library();

    await expect(
      atomic(async () => {
        await Book.objects.all().updateReturning({ pages: 1 });
        throw new IntegrityError("undo");
      }),
    ).rejects.toThrow("undo");

    expect(await Book.objects.filter({ pages: 1 }).count()).toBe(0);
  });
});

describe("deleteReturning()", () => {
  it("gives the objects that were deleted, with their keys [QS-24]", async () => {
    await using _ = await library();

    const books = await Book.objects.filter({ pages__gte: 400 }).orderBy("pages").deleteReturning();

    expect(books.map(({ title }) => title)).toEqual(["Island", "Rose"]);
    expect(books.every(({ pk }) => typeof pk === "number")).toBe(true);
    expect(await Book.objects.count()).toBe(1);
  });

  it("takes the first rows of an order [QS-24]", async () => {
    await using _ = await library();

    const [taken] = await Book.objects.orderBy("pages").slice(0, 1).deleteReturning();

    expect(taken?.title).toBe("Baron");
    expect(await Book.objects.count()).toBe(2);
  });
});
