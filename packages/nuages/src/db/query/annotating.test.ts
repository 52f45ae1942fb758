import { describe, expect, it } from "vitest";

import {
  Avg,
  Count,
  Exists,
  F,
  FieldError,
  InvalidValue,
  Max,
  Min,
  OuterRef,
  Q,
  Subquery,
  Sum,
  Value,
} from "../index.ts";
import { Book, Writer, shelf } from "../testing/shelf.ts";

describe("annotate(), alias() and aggregate()", () => {
  it("group by the row, by values, filter before and after [QS-47]", async () => {
    await using _ = await shelf();
    const perWriter = Writer.objects.annotate({ n: Count("book") }).orderBy("name");
    const perEditor = Book.objects
      .orderBy("writer__name")
      .values("writer__name")
      .annotate({ total: Sum("pages") });

    expect((await perWriter).map(({ name, n }) => [name, n])).toEqual([
      ["Calvino", 1],
      ["Eco", 2],
    ]);
    expect(await perEditor).toEqual([
      { writer__name: "Calvino", total: 150 },
      { writer__name: "Eco", total: 800 },
    ]);
    expect(await perWriter.filter({ n__gt: 1 }).count()).toBe(1);
    expect(
      (await Writer.objects.filter({ book__pages__gt: 300 }).annotate({ n: Count("book") })).map(
        ({ n }) => n,
      ),
    ).toEqual([1]);
  });

  it("count several many-valued relations multiplied, unless distinct [QS-47]", async () => {
    await using _ = await shelf();
    const eco = Writer.objects.filter({ name: "Eco" });
    const [plain] = await eco.annotate({ a: Count("book"), b: Count("book__genres") });
    const [distinct] = await eco.annotate({ a: Count("book", { distinct: true }) });

    expect([plain?.a, plain?.b, distinct?.a]).toEqual([3, 3, 2]);
  });

  it("leave the order of the model out of the groups [QS-48]", async () => {
    await using _ = await shelf();

    expect(
      await Book.objects
        .values("writer")
        .annotate({ n: Count("id") })
        .orderBy("n"),
    ).toHaveLength(2);
  });

  it("compute over all rows, filtered or with a default [QS-46]", async () => {
    await using _ = await shelf();
    const result = await Book.objects.aggregate({
      least: Min("pages"),
      most: Max("pages"),
      mean: Avg("pages"),
      thick: Count("id", { filter: Q({ pages__gt: 200 }) }),
    });

    expect(result).toEqual({ least: 150, most: 500, mean: 950 / 3, thick: 2 });
    expect(await Book.objects.none().aggregate({ a: Sum("pages"), n: Count("id") })).toEqual({
      a: null,
      n: 0,
    });
    expect(
      await Book.objects.filter({ pages: 1 }).aggregate({ a: Sum("pages", { default: 0 }) }),
    ).toEqual({
      a: 0,
    });
  });

  it("refuse the name of a field [QS-10]", () => {
    expect(() => Book.objects.annotate({ title: Value(1) } as never)).toThrow(InvalidValue);
  });

  it("keep an alias out of the rows [QS-10]", async () => {
    await using _ = await shelf();
    const [book] = await Book.objects.alias({ twice: F("pages").times(2) }).filter({ twice: 1000 });

    expect(book?.title).toBe("Rose");
    expect("twice" in (book ?? {})).toBe(false);
  });

  it("take subqueries that look at the outer row [QS-40]", async () => {
    await using _ = await shelf();
    const books = Book.objects.filter({ writer: OuterRef("pk") });
    const rows = await Writer.objects
      .annotate({ longest: Subquery(books.orderBy("-pages").values("title").slice(0, 1)) })
      .filter(Exists(books.filter({ pages__gt: 400 })));

    expect(rows.map(({ name, longest }) => [name, longest])).toEqual([["Eco", "Rose"]]);
    expect(
      await Writer.objects.filter(Exists(books.filter({ pages__gt: 400 })).not()).count(),
    ).toBe(1);
  });
});

describe("selectRelated()", () => {
  it("loads nothing without names but what is never null [QS-11]", async () => {
    await using _ = await shelf();
    const sql = await Book.objects.selectRelated().sql();

    expect(sql).toContain('"reading_writer"."name"');
    expect(sql.match(/JOIN/g)).toHaveLength(1);
  });

  it("is forgotten with null, and refuses many-valued relations [QS-11]", async () => {
    await using _ = await shelf();

    expect(await Book.objects.selectRelated("writer").selectRelated(null).sql()).not.toContain(
      "JOIN",
    );
    await expect((async () => Book.objects.selectRelated("genres" as never))()).rejects.toThrow(
      FieldError,
    );
  });
});
