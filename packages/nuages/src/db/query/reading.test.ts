import { describe, expect, it } from "vitest";

import { Temporal } from "../../utils/temporal.ts";
import { F, InvalidUse, InvalidValue, Q } from "../index.ts";
import { statementsOf } from "../testing/database.ts";
import { Book, Writer, shelf, titles } from "../testing/shelf.ts";

describe("filters across relations", () => {
  it("take objects, keys and paths, forwards and backwards [QS-33]", async () => {
    await using world = await shelf();

    expect(await titles(Book.objects.filter({ writer: world.eco }))).toEqual(["Diary", "Rose"]);
    expect(await titles(Book.objects.filter({ writer: world.eco.id }))).toEqual(["Diary", "Rose"]);
    expect(await titles(Book.objects.filter({ writerId: world.eco.id }))).toEqual([
      "Diary",
      "Rose",
    ]);
    expect(await titles(Book.objects.filter({ writer__pk: world.eco.id }))).toHaveLength(2);
    expect(await titles(Book.objects.filter({ writer__in: [world.calvino] }))).toEqual(["Cities"]);
    expect(await Writer.objects.filter({ book__title: "Rose" }).count()).toBe(1);
    expect(await Writer.objects.filter({ ["edited__title" as "name"]: "Rose" }).count()).toBe(1);
  });

  it("mean one related row in one call, any rows in two [QS-33]", async () => {
    await using _ = await shelf();
    const one = Writer.objects.filter({ book__title: "Rose", book__pages: 300 });
    const two = Writer.objects.filter({ book__title: "Rose" }).filter({ book__pages: 300 });

    expect(await one.count()).toBe(0);
    expect(await two.count()).toBe(1);
  });

  it("give a row for each match of a many-valued relation [QS-33] [QS-08]", async () => {
    await using _ = await shelf();
    const rows = Writer.objects.filter({ book__pages__gt: 1, name: "Eco" });

    expect(await rows.count()).toBe(2);
    expect(await rows.distinct().count()).toBe(1);
  });

  it("exclude rows with a related one that fits, whatever the others are [QS-06]", async () => {
    await using _ = await shelf();

    expect(await titles(Book.objects.exclude({ genres__name: "essay" }))).toEqual([
      "Cities",
      "Rose",
    ]);
    expect(await titles(Book.objects.exclude({ editor__name: "Calvino" }))).toEqual([
      "Cities",
      "Diary",
    ]);
    expect(await titles(Book.objects.filter(Q({ genres__name: "novel" }).not()))).toEqual([
      "Cities",
    ]);
  });

  it("join as few rows as the condition allows [QS-33]", async () => {
    await using _ = await shelf();
    const sql = (rows: { sql(): Promise<string> }) => rows.sql();

    expect(await sql(Book.objects.filter({ writer__pk: 1 }))).not.toContain("JOIN");
    expect(await sql(Book.objects.filter({ writer__name: "x" }))).toContain("INNER JOIN");
    expect(await sql(Book.objects.filter({ editor__name__isnull: true }))).toContain("LEFT OUTER");
    expect(
      await sql(Book.objects.filter(Q({ editor__name: "x" }).or(Q({ title: "y" })))),
    ).toContain("LEFT OUTER JOIN");
  });

  it("take a queryset as a subquery [QS-30] [QS-40]", async () => {
    await using _ = await shelf();
    const old = Writer.objects.filter({ born__lt: 1940 });

    const sent = await statementsOf(async () => {
      expect(await titles(Book.objects.filter({ writer__in: old }))).toEqual(["Diary", "Rose"]);
    });

    expect(sent).toHaveLength(1);
  });
});

describe("lookups", () => {
  it("compare, list, range and ask for null [QS-29] [QS-30]", async () => {
    await using _ = await shelf();
    const named = (where: object) => titles(Book.objects.filter(where as { title: string }));

    expect(await named({ pages__gt: 300 })).toEqual(["Rose"]);
    expect(await named({ pages__gte: 300 })).toEqual(["Diary", "Rose"]);
    expect(await named({ pages__lt: 300 })).toEqual(["Cities"]);
    expect(await named({ pages__range: [150, 300] })).toEqual(["Cities", "Diary"]);
    expect(await named({ title__in: ["Rose", "Nothing"] })).toEqual(["Rose"]);
    expect(await named({ editor__isnull: true })).toEqual(["Cities", "Diary"]);
    expect(await named({ editor: null })).toEqual(["Cities", "Diary"]);
    expect(await named({ editor__isnull: false })).toEqual(["Rose"]);
  });

  it("take wildcards of LIKE as plain characters [QS-29]", async () => {
    await using world = await shelf();
    await Book.objects.create({ title: "50% _off\\", pages: 1, writer: world.eco });
    const found = (where: object) => titles(Book.objects.filter(where as { title: string }));

    expect(await found({ title__contains: "%" })).toEqual(["50% _off\\"]);
    expect(await found({ title__contains: "_" })).toEqual(["50% _off\\"]);
    expect(await found({ title__endswith: "\\" })).toEqual(["50% _off\\"]);
    expect(await found({ title__startswith: "5_" })).toEqual([]);
    expect(await found({ title__iexact: "r_se" })).toEqual([]);
  });

  it("match regular expressions [QS-31]", async () => {
    await using _ = await shelf();

    expect(await titles(Book.objects.filter({ title__regex: "^R.s" }))).toEqual(["Rose"]);
    expect(await titles(Book.objects.filter({ title__iregex: "^r" }))).toEqual(["Rose"]);
  });

  it("refuse null, and isnull with anything but true and false [QS-30]", () => {
    expect(() => Book.objects.filter({ pages__gt: null as never })).toThrow(InvalidValue);
    expect(() => Book.objects.filter({ editor__isnull: 1 as never })).toThrow(InvalidValue);
  });

  it("refuse a value of another kind, naming the field [QS-36] [ADV-115]", async () => {
    await using _ = await shelf();

    await expect((async () => Book.objects.filter({ pages: "many" as never }))()).rejects.toThrow(
      /reading\.Book\.pages/,
    );
    await expect(
      (async () => Book.objects.filter({ title: { $ne: 1 } as never }))(),
    ).rejects.toThrow(/reading\.Book\.title/);
  });
});

describe("rows", () => {
  it("are plain objects with computed values, in the order of the arguments [QS-09]", async () => {
    await using _ = await shelf();
    const [first] = await Book.objects.values("pages", "title", { twice: F("pages").times(2) });

    expect(Object.entries(first ?? {})).toEqual([
      ["pages", 150],
      ["title", "Cities"],
      ["twice", 300],
    ]);
  });

  it("are repeated for each match of a many-valued relation [QS-09]", async () => {
    await using _ = await shelf();

    expect(
      await Book.objects.orderBy("title", "genres__name").valuesList("title", "genres__name"),
    ).toEqual([
      ["Cities", null],
      ["Diary", "essay"],
      ["Diary", "novel"],
      ["Rose", "novel"],
    ]);
  });

  it("refuse contradictory options of valuesList() [QS-09]", () => {
    expect(() => Book.objects.valuesList("title", { flat: true, named: true } as never)).toThrow(
      InvalidUse,
    );
    expect(() => Book.objects.valuesList("title", "pages", { flat: true } as never)).toThrow(
      InvalidUse,
    );
  });

  it("have days, months and years of a date field [QS-12]", async () => {
    await using world = await shelf();
    await Book.objects.create({
      title: "x",
      pages: 1,
      writer: world.eco,
      day: Temporal.PlainDate.from("1981-02-03"),
    });

    expect((await Book.objects.dates("day", "year")).map(String)).toEqual([
      "1980-01-01",
      "1981-01-01",
    ]);
    expect((await Book.objects.dates("day", "month", "DESC")).map(String)).toEqual([
      "1981-02-01",
      "1980-05-01",
    ]);
  });

  it("leave fields out, and read them when they are asked for [QS-14]", async () => {
    await using world = await shelf();
    const [book] = await Book.objects.filter({ pk: world.rose.pk }).only("title");

    const sent = await statementsOf(async () => {
      expect(book?.title).toBe("Rose");
      expect(await (book?.pages as unknown as Promise<number>)).toBe(500);
      expect(book?.pages).toBe(500);
    });

    expect(sent).toHaveLength(1);
  });

  it("are ordered by paths, expressions and nulls [QS-07] [QS-43]", async () => {
    await using _ = await shelf();

    expect(await titles(Book.objects.orderBy("writer__name", "-pages"))).toEqual([
      "Cities",
      "Rose",
      "Diary",
    ]);
    expect(
      await titles(Book.objects.orderBy(F("editor").asc({ nullsFirst: true }), "title")),
    ).toEqual(["Cities", "Diary", "Rose"]);
    expect(await Book.objects.orderBy("?").count()).toBe(3);
    expect(await titles(Book.objects.orderBy("pages").reverse())).toEqual([
      "Rose",
      "Diary",
      "Cities",
    ]);
  });
});
