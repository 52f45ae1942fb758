import { describe, expect, it } from "vitest";

import { Temporal } from "../../utils/temporal.ts";
import {
  Avg,
  Count,
  Exists,
  F,
  FieldError,
  InvalidUse,
  InvalidValue,
  Max,
  Min,
  OuterRef,
  Q,
  Subquery,
  Sum,
  Value,
  models,
  type RelatedManager,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "reading" };

class Writer extends models.Model<Writer>()(
  { name: models.CharField({ maxLength: 20 }), born: models.IntegerField({ null: true }) },
  label,
) {
  declare bookSet: RelatedManager<Book>;
}

class Genre extends models.Model<Genre>()({ name: models.CharField({ maxLength: 9 }) }, label) {
  declare bookSet: RelatedManager<Book>;
}

class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 20 }),
    pages: models.IntegerField(),
    day: models.DateField({ null: true }),
    writer: models.ForeignKey(() => Writer, { onDelete: models.CASCADE }),
    editor: models.ForeignKey(() => Writer, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "edited",
    }),
    genres: models.ManyToManyField(() => Genre),
  },
  { ...label, ordering: ["title"] },
) {}

async function shelf() {
  const database = await memoryDatabase(Writer, Genre, Book);
  const eco = await Writer.objects.create({ name: "Eco", born: 1932 });
  const calvino = await Writer.objects.create({ name: "Calvino" });
  const [novel, essay] = (await Genre.objects.bulkCreate([
    new Genre({ name: "novel" }),
    new Genre({ name: "essay" }),
  ])) as [Genre, Genre];
  const book = (title: string, pages: number, writer: Writer, editor: Writer | null = null) =>
    Book.objects.create({
      title,
      pages,
      writer,
      editor,
      day: Temporal.PlainDate.from("1980-05-17"),
    });
  const rose = await book("Rose", 500, eco, calvino);
  const cities = await book("Cities", 150, calvino);
  const diary = await book("Diary", 300, eco);
  await rose.genres.add(novel);
  await diary.genres.add(novel, essay);
  return {
    eco,
    calvino,
    rose,
    cities,
    diary,
    novel,
    essay,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const titles = async (rows: PromiseLike<readonly { title: string }[]>) =>
  (await rows).map(({ title }) => title);

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
