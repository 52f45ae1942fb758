import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { OuterRef, Subquery } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  const ann = await Author.objects.create({ firstName: "Ann", age: 30 });
  const bob = await Author.objects.create({ firstName: "Bob", age: 50 });
  await Book.objects.create({ title: "Short", pages: 50, author: ann });
  await Book.objects.create({ title: "Long", pages: 500, author: ann });
  await Book.objects.create({ title: "Middle", pages: 150, author: bob });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

describe("extra()", () => {
  it("selects values under names that later steps know [QS-16]", async () => {
    const books = await Book.objects
      .extra({ select: { isLong: "pages > %s", half: "pages / 2" }, selectParams: [100] })
      .filter({ pages__lt: 200 })
      .orderBy("-half");

    expect(books.map(({ title, isLong, half }) => [title, isLong, half])).toEqual([
      ["Middle", 1, 75],
      ["Short", 0, 25],
    ]);
    const rows = Book.objects.extra({ select: { half: "pages / 2" } }).orderBy("pages");
    expect(await rows.valuesList("half", { flat: true })).toEqual([25, 75, 250]);
  });

  it("adds conditions, each by itself, with values in their order [QS-16]", async () => {
    const rows = Book.objects
      .filter({ pages__gt: 0 })
      .extra({ where: ["pages < %s OR pages > %s", "title <> %s"], params: [100, 400, "Long"] });

    expect(await rows.valuesList("title", { flat: true })).toEqual(["Short"]);
    expect(await rows.sql()).toContain(
      'WHERE ("library_book"."pages" > ? AND (pages < ? OR pages > ?) AND (title <> ?))',
    );
  });

  it("reads further tables [QS-16]", async () => {
    const rows = Book.objects.extra({
      tables: ["library_author"],
      where: ["library_author.id = library_book.author_id", "library_author.age > %s"],
      params: [40],
    });

    expect(await rows.valuesList("title", { flat: true })).toEqual(["Middle"]);
    expect(await rows.count()).toBe(1);
    expect(await rows.update({ pages: 151 })).toBe(1);
    expect(await Book.objects.filter({ pages: 151 }).count()).toBe(1);
  });

  it("orders by paths, by its own names and by columns of its tables [QS-16]", async () => {
    const titles = (orderBy: readonly string[]): PromiseLike<unknown[]> =>
      Book.objects
        .extra({
          tables: ["library_author"],
          where: ["library_author.id = library_book.author_id"],
          select: { half: "pages / 2" },
          orderBy,
        })
        .valuesList("title", { flat: true });

    expect(await titles(["-library_author.age", "-half"])).toEqual(["Middle", "Long", "Short"]);
    expect(await titles(["author__firstName", "pages"])).toEqual(["Short", "Long", "Middle"]);
  });

  it("keeps values and names out of the text [QS-16] [ADV-003]", async () => {
    const evil = "x' OR 1=1 --";
    expect(await Book.objects.extra({ where: ["title = %s"], params: [evil] })).toEqual([]);
    expect(() => Book.objects.extra({ select: { 'a"; DROP TABLE x': "1" } })).toThrow(
      "Column aliases cannot contain",
    );
    const tables = Book.objects.extra({ tables: ['x"; DROP TABLE library_book; --'] });
    expect(await tables.sql()).toContain(
      'FROM "library_book" , "x""; DROP TABLE library_book; --"'.replace(" ,", ","),
    );
    expect(() => Book.objects.extra({ orderBy: ['title"; --'] })).toThrow("has no field");
    const order = Book.objects.extra({ orderBy: ['library_book.pages"; DROP TABLE x --'] });
    expect(await order.sql()).toContain('"library_book"."pages""; DROP TABLE x --" ASC');
  });

  it("refuses values that have no place, and querysets that are sliced or combined [QS-16]", () => {
    expect(() => Book.objects.extra({ where: ["pages > %s"] })).toThrow(
      "extra() has 1 places for values (%s), but 0 params.",
    );
    expect(() => Book.objects.extra({ select: { a: "1" }, selectParams: [1] })).toThrow(
      "extra() has 0 places for values (%s), but 1 selectParams.",
    );
    expect(() => Book.objects.extra({ select: { title: "1" } })).toThrow(
      'The annotation "title" conflicts with a field on the model.',
    );
    expect(() => Book.objects.extra({ orderBy: ["a.b.c"] })).toThrow('cannot order by "a.b.c"');
    expect(() =>
      Book.objects
        .all()
        .slice(0, 1)
        .extra({ where: ["1"] }),
    ).toThrow("slice");
    expect(() => Book.objects.union(Book.objects.all()).extra({ where: ["1"] })).toThrow("union()");
  });

  it("stands in subqueries and in merged querysets [QS-16]", async () => {
    const longest = Subquery(
      Book.objects
        .filter({ author: OuterRef("pk") })
        .extra({ select: { double: "pages * 2" } })
        .orderBy("-pages")
        .values("double")
        .slice(0, 1),
    );
    const [ann] = await Author.objects.annotate({ longest }).orderBy("firstName");
    expect(ann?.longest).toBe(1_000);

    const either = Book.objects
      .extra({ where: ["pages < 100"] })
      .or(Book.objects.filter({ title: "Long" }));
    expect(await either.count()).toBe(2);
  });
});
