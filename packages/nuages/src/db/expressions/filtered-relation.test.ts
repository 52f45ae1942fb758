import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Count, F, FieldError, FilteredRelation, InvalidValue, Q, Sum } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, libraryModels, Publisher } from "../testing/library.ts";

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  const ann = await Author.objects.create({ firstName: "Ann", age: 30 });
  const bob = await Author.objects.create({ firstName: "Bob", mentor: ann });
  await Author.objects.create({ firstName: "Cid" });
  const press = await Publisher.objects.create({ name: "Press", owner: ann });
  await Book.objects.create({ title: "Short", pages: 50, author: ann });
  await Book.objects.create({ title: "Long", pages: 500, author: ann, publisher: press });
  await Book.objects.create({ title: "Middle", pages: 150, author: bob });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const long = FilteredRelation("book", { condition: { book__pages__gt: 100 } });

describe("FilteredRelation()", () => {
  it("joins the rows that fulfil its condition, and keeps those without any [QS-45]", async () => {
    const rows = Author.objects
      .annotate({ long })
      .annotate({ n: Count("long"), pages: Sum("long__pages") })
      .orderBy("pk");

    expect(await rows.valuesList("firstName", "n", "pages")).toEqual([
      ["Ann", 1, 500],
      ["Bob", 1, 150],
      ["Cid", 0, null],
    ]);
    expect(await rows.sql()).toContain(
      'LEFT OUTER JOIN "library_book" "long" ON ("library_author"."id" = "long"."author_id" AND ("long"."pages" > ?))',
    );
  });

  it("is filtered by, besides the relation itself [QS-45]", async () => {
    const rows = Author.objects
      .alias({ long })
      .filter({ long__title: "Long", book__title: "Short" });
    expect(await rows.valuesList("firstName", { flat: true })).toEqual(["Ann"]);

    const none = Author.objects.alias({ long }).filter({ long: null });
    expect(await none.valuesList("firstName", { flat: true })).toEqual(["Cid"]);
    const others = Author.objects.alias({ long }).exclude({ long__pages__gt: 200 }).orderBy("pk");
    expect(await others.valuesList("firstName", { flat: true })).toEqual(["Bob", "Cid"]);
  });

  it("takes conditions with Q(), expressions and other tables of the same relation [QS-45]", async () => {
    const condition = Q({ book__pages__gt: F("age") }).and(
      Q({ book__title__startswith: "L" }).not(),
    );
    const rows = Author.objects.alias({ some: FilteredRelation("book", { condition }) });

    expect(
      await rows.filter({ some__isnull: false }).valuesList("firstName", { flat: true }),
    ).toEqual(["Ann"]);
  });

  it("stands twice in one query, and in a subquery [QS-45]", async () => {
    const short = FilteredRelation("book", { condition: { book__pages__lt: 100 } });
    const both = Author.objects
      .alias({ long, short })
      .filter({ long__isnull: false, short__isnull: false });
    expect(await both.valuesList("firstName", { flat: true })).toEqual(["Ann"]);
    expect(await Book.objects.filter({ author__in: both }).count()).toBe(2);
  });

  it("is loaded along by selectRelated() where it leads to one row [QS-45]", async () => {
    const [book] = await Book.objects
      .annotate({
        press: FilteredRelation("publisher", { condition: { publisher__name: "Press" } }),
      })
      .filter({ press__name: "Press" })
      .selectRelated("publisher");

    expect(book?.publisher?.name).toBe("Press");
  });

  it("refuses what is no relation, and conditions of other relations [QS-45]", () => {
    expect(() => FilteredRelation("")).toThrow(InvalidValue);
    const add = (relation: string, condition: object): unknown =>
      Author.objects.annotate({ x: FilteredRelation(relation, { condition }) } as never);
    expect(() => add("bok", {})).toThrow(FieldError);
    expect(() => add("book__title", {})).toThrow(InvalidValue);
    expect(() => add("book", { students__age: 3 })).toThrow("nested relations deeper");
    expect(() => Author.objects.annotate({ "a.b": long } as never)).toThrow("periods");
  });
});
