import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Avg, Count, F, Max, NotSupportedError, Q, Rank, Subquery, Sum, Window } from "../index.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
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
  vi.restoreAllMocks();
  await database[Symbol.asyncDispose]();
});

describe("aggregate()", () => {
  it("compiles a statement once, whatever the values of its filters", async () => {
    const ask = (age: number): Promise<{ n: number; most: number | null }> =>
      Book.objects.filter({ author__age: age }).aggregate({ n: Count("id"), most: Max("pages") });
    expect(await ask(30)).toEqual({ n: 2, most: 500 });
    const compiled = vi.spyOn(SelectCompiler.prototype, "statement");

    expect(await ask(50)).toEqual({ n: 1, most: 150 });
    expect(await ask(99)).toEqual({ n: 0, most: null });

    expect(compiled).not.toHaveBeenCalled();
  });

  it("tells statements apart that differ in an option or in a name", async () => {
    expect(await Book.objects.aggregate({ n: Count("author") })).toEqual({ n: 3 });
    expect(await Book.objects.aggregate({ n: Count("author", { distinct: true }) })).toEqual({
      n: 2,
    });
    expect(await Book.objects.aggregate({ m: Count("author") })).toEqual({ m: 3 });
    const long = (pages: number): Promise<{ n: number }> =>
      Book.objects.aggregate({ n: Count("id", { filter: { pages__gt: pages } }) });
    expect([await long(100), await long(400)]).toEqual([{ n: 2 }, { n: 1 }]);
  });

  it("computes over annotations, and anew what cannot be known again", async () => {
    const ask = (): Promise<{ mean: number | null }> =>
      Author.objects.annotate({ books: Count("book") }).aggregate({ mean: Avg("books") });
    expect([await ask(), await ask()]).toEqual([{ mean: 1.5 }, { mean: 1.5 }]);

    const age = (firstName: string): Promise<{ total: unknown }> => {
      const one = Author.objects.filter({ firstName }).values("age");
      return Book.objects
        .alias({ age: Subquery(one) })
        .annotate({ a: F("age") })
        .aggregate({ total: Sum("a") });
    };
    expect([await age("Ann"), await age("Bob")]).toEqual([{ total: 90 }, { total: 150 }]);
  });

  it("knows the values over no rows without asking [QS-46]", async () => {
    const statements = await statementsOf(async () => {
      const rows = Book.objects.none();
      expect(await rows.aggregate({ n: Count("id"), sum: Sum("pages") })).toEqual({
        n: 0,
        sum: null,
      });
      expect(await rows.aggregate({ sum: Sum("pages", { default: 7 }) })).toEqual({ sum: 7 });
    });

    expect(statements).toEqual([]);
  });
});

describe("conditions over aggregates", () => {
  it("stay whole when they are joined by xor() [QS-47]", async () => {
    const counted = Author.objects.annotate({ books: Count("book") });
    const names = async (condition: Parameters<typeof counted.filter>[0]): Promise<string[]> =>
      await counted.filter(condition).orderBy("age").valuesList("firstName", { flat: true });
    const many = Q({ books__gte: 2 });

    expect(await names(many.xor(Q({ age: 30 })))).toEqual([]);
    expect(await names(many.xor(Q({ age: 50 })))).toEqual(["Ann", "Bob"]);
    expect(await names(many.xor(Q({ age: 50 })).not())).toEqual([]);
    expect(await names(many.and(Q({ age: 30 })))).toEqual(["Ann"]);
  });

  it("are refused beside windows over grouped rows, where the rows would differ [QS-47]", async () => {
    const rows = Author.objects
      .annotate({ books: Count("book"), place: Window(Rank(), { orderBy: "age" }) })
      .filter(Q({ place: 1 }).or(Q({ age: 50 })));

    await expect((async () => await rows)()).rejects.toThrow(NotSupportedError);
  });
});

describe("conditions over windows", () => {
  it("stand beside those over other tables and over years [QS-50]", async () => {
    await Book.objects
      .filter({ title: "Short" })
      .update({ published: new Date("1971-05-01T12:00:00Z") });
    const placed = Author.objects.annotate({ place: Window(Rank(), { orderBy: "age" }) });
    const names = async (rows: typeof placed): Promise<string[]> =>
      await rows.orderBy("firstName").valuesList("firstName", { flat: true });
    const second = Q({ place: 2 });
    const long = Q({ book__pages__gt: 400 });

    expect(await names(placed.exclude(second.or(Q({ book__pages__gt: 1000 }))))).toEqual(["Ann"]);
    expect(await names(placed.filter(second.or(long.not())))).toEqual(["Bob"]);
    expect(
      await Book.objects
        .annotate({ place: Window(Rank(), { orderBy: "-pages" }) })
        .filter(Q({ place: 1 }).or(Q({ published__year: 1971 })))
        .orderBy("title")
        .valuesList("title", { flat: true }),
    ).toEqual(["Long", "Short"]);
  });
});
