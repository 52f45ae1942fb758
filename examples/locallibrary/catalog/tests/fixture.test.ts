import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Author, Book, BookInstance, Genre, Language } from "../models.ts";
import { demoLibrary } from "./site.ts";

describe("the fixture of the demo", () => {
  let site: AsyncDisposable;

  beforeAll(async () => {
    site = await demoLibrary();
  });

  afterAll(async () => {
    await site[Symbol.asyncDispose]();
  });

  it("loads every row", async () => {
    expect(await Genre.objects.count()).toBe(28);
    expect(await Language.objects.count()).toBe(45);
    expect(await Author.objects.count()).toBe(484);
    expect(await Book.objects.count()).toBe(633);
    expect(await BookInstance.objects.count()).toBe(1364);
  });

  it("keeps dates, relations and choices", async () => {
    const book = await Book.objects.selectRelated("author").get({ title: "A Christmas Carol" });
    const genres = await book.genre.valuesList("name", { flat: true });

    expect(String(book.author)).toBe("Charles Dickens");
    expect(book.author.dateOfBirth?.toString()).toBe("1812-02-07");
    expect(genres).toEqual(["Fantasy", "Fiction"]);
    expect(await book.bookInstanceSet.filter({ status: "a" }).exists()).toBe(true);
  });

  it("has a genre, an author and a copy for every book", async () => {
    expect(await Book.objects.filter({ genre__isnull: true }).count()).toBe(0);
    expect(await Author.objects.filter({ book__isnull: true }).count()).toBe(0);
    expect(await Book.objects.filter({ bookInstance__isnull: true }).count()).toBe(0);
  });

  it("gives a date to bring it back to every copy that is on loan, and to no other", async () => {
    const loans = BookInstance.objects.filter({ status: "o" });

    expect(await loans.filter({ dueBack__isnull: true }).count()).toBe(0);
    expect(
      await BookInstance.objects
        .exclude({ status: "o" })
        .filter({ dueBack__isnull: false })
        .count(),
    ).toBe(0);
  });

  it("has valid values only", async () => {
    const rows = [...(await Book.objects.all()), ...(await Author.objects.all())];

    await expect(Promise.all(rows.map((row) => row.cleanFields()))).resolves.toHaveLength(
      633 + 484,
    );
  });
});
