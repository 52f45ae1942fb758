import { describe, expect, it, vi } from "vitest";

import { Count, CTE, Exists, F, OuterRef, Q, Sum, Value } from "../index.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

const mentors = CTE.recursive(
  "chain",
  Author.objects.filter({ mentor: null }).values("id", { depth: Value(0) }),
  (above) =>
    Author.objects
      .with(above.on({ id: "mentor" }))
      .values("id", { depth: F("chain__depth").plus(1) }),
);

const totals = () =>
  CTE(
    "totals",
    Book.objects
      .orderBy()
      .values("author")
      .annotate({ pages: Sum("pages") }),
  );

describe("common tables", () => {
  it("stand once in front of the statement, however often they are read", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const table = totals();

    const rows = Author.objects
      .with(table.on({ author: "id" }))
      .filter({ id__in: table.rows().filter({ pages__gt: 10 }).values("author") })
      .values("id");

    expect(await rows.sql()).toBe(
      'WITH "totals" ("author", "pages") AS (SELECT "library_book"."author_id" AS "author", SUM("library_book"."pages") AS "pages" FROM "library_book" GROUP BY 1) ' +
        'SELECT "library_author"."id" FROM "library_author" INNER JOIN "totals" ON ("totals"."author" = "library_author"."id") ' +
        'WHERE "library_author"."id" IN (SELECT "U0"."author" FROM "totals" "U0" WHERE "U0"."pages" > ?)',
    );
  });

  it("grow until nothing new comes", async () => {
    await using _database = await memoryDatabase(...libraryModels);

    expect(await mentors.rows().sql()).toBe(
      'WITH RECURSIVE "chain" ("id", "depth") AS (SELECT "library_author"."id", ? AS "depth" FROM "library_author" WHERE "library_author"."mentor_id" IS NULL ' +
        'UNION ALL SELECT "library_author"."id", ("chain"."depth" + ?) AS "depth" FROM "library_author" INNER JOIN "chain" ON ("chain"."id" = "library_author"."mentor_id")) ' +
        'SELECT "chain"."id", "chain"."depth" FROM "chain"',
    );
  });

  it("are computed once, or not, where the database can be told", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const sql = (materialized: boolean): Promise<string> =>
      CTE("names", Author.objects.values("firstName"), { materialized }).rows().sql();

    expect(await sql(true)).toContain('WITH "names" ("firstName") AS MATERIALIZED (SELECT');
    expect(await sql(false)).toContain('WITH "names" ("firstName") AS NOT MATERIALIZED (SELECT');
  });

  it("are joined by expressions and across relations", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const ada = await Author.objects.create({ firstName: "Ada", age: 3 });
    const bob = await Author.objects.create({ firstName: "Bob", mentor: ada });
    await Book.objects.create({ title: "a", pages: 30, author: ada });
    await Book.objects.create({ title: "b", pages: 40, author: bob });
    const table = totals();

    const ofMentors = Book.objects
      .with(table.on({ author: "author__mentor" }))
      .annotate({ mentorPages: F("totals__pages") });
    expect(await ofMentors.values("title", "mentorPages")).toEqual([
      { title: "b", mentorPages: 30 },
    ]);

    const tenfold = Author.objects.with(table.on({ pages: F("age").times(10) }));
    expect(await tenfold.valuesList("firstName", { flat: true })).toEqual(["Ada"]);
  });

  it("join twice under two names", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const ada = await Author.objects.create({ firstName: "Ada" });
    const bob = await Author.objects.create({ firstName: "Bob", mentor: ada });
    await Book.objects.create({ title: "a", pages: 30, author: ada });
    await Book.objects.create({ title: "b", pages: 40, author: bob });
    const table = totals();

    const rows = await Author.objects
      .with(table.on({ author: "id" }))
      .with(table.on({ author: "mentor" }, { as: "above", outer: true }))
      .orderBy("id")
      .valuesList("totals__pages", "above__pages");

    expect(rows).toEqual([
      [30, null],
      [40, 30],
    ]);
  });

  it("are aggregated and reached from instances", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const ada = await Author.objects.create({ firstName: "Ada" });
    await Author.objects.create({ firstName: "Bob", mentor: ada });

    expect(await mentors.rows().aggregate({ n: Count("id"), deep: Sum("depth") })).toEqual({
      n: 2,
      deep: 1,
    });
    const leaders = CTE(
      "leaders",
      Author.objects.filter(Exists(Author.objects.filter({ mentor: OuterRef("pk") }))),
    );
    const [row] = await leaders
      .rows()
      .filter(Q({ firstName__startswith: "A" }))
      .selectRelated("mentor");
    expect(row?.shout).toBe("ADA");
  });

  it("that are used again keep their statements", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const ada = await Author.objects.create({ firstName: "Ada" });
    await Book.objects.create({ title: "a", pages: 30, author: ada });
    const table = totals();
    const joined = (least: number): Promise<number> =>
      Author.objects
        .with(table.on({ author: "id" }))
        .filter({ totals__pages__gte: least })
        .count();
    const read = (most: number): PromiseLike<unknown[]> =>
      table.rows().filter({ pages__lte: most });
    for (let round = 0; round < 2; round += 1) {
      await joined(1);
      await read(1);
    }
    const compiled = vi.spyOn(SelectCompiler.prototype, "statement");

    expect([await joined(30), await joined(31)]).toEqual([1, 0]);
    expect([await read(30), await read(29)]).toEqual([[{ author: ada.id, pages: 30 }], []]);

    expect(compiled).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("refuse names that are no part of a path", () => {
    for (const name of [
      "",
      'a"; DROP TABLE x --',
      "a b",
      "a__b",
      "1a",
      "a".repeat(64),
      "constructor",
    ])
      expect(() => CTE(name, Author.objects.all())).toThrow(/A common table cannot be called/);
    const named = CTE("names", Author.objects.all());
    expect(() => named.on({ id: "id" }, { as: "a;b" })).toThrow(/cannot be called "a;b"/);
    expect(() => CTE("names", Book.objects.values("author__firstName"))).toThrow(
      'A column of a common table cannot be called "author__firstName".',
    );
  });

  it("refuse a name that is taken, by the model or by a table", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const mentor = CTE("mentor", Author.objects.values("id"));
    expect(() => Author.objects.with(mentor.on({ id: "id" }))).toThrow(
      'library.Author has a "mentor" already.',
    );

    const hiding = CTE("library_author", Book.objects.values("id"));
    await expect(Author.objects.with(hiding.on({ id: "id" })).count()).rejects.toThrow(
      'The common table "library_author" hides the table of that name.',
    );
    const other = CTE("totals", Author.objects.values("id"));
    await expect(
      Author.objects
        .with(totals().on({ author: "id" }))
        .with(other.on({ id: "id" }, { as: "other" }))
        .count(),
    ).rejects.toThrow('Two common tables of one statement are called "totals".');
  });

  it("say what they need", () => {
    const table = totals();
    // @ts-expect-error not a joined table
    expect(() => Author.objects.with(table)).toThrow("with() takes a common table");
    // @ts-expect-error a manager is no queryset
    expect(() => CTE("x", Author.objects)).toThrow('CTE("x") needs a queryset.');
    // @ts-expect-error columns without names
    expect(() => CTE("x", Author.objects.valuesList("id"))).toThrow("values()");
    expect(() => table.on({})).toThrow("names no column");
    // @ts-expect-error no such column
    expect(() => table.on({ auther: "id" })).toThrow('"auther"');
    // @ts-expect-error a number is no path
    expect(() => table.on({ author: 3 })).toThrow("needs a path or an expression");
    expect(() =>
      Author.objects
        .all()
        .slice(0, 3)
        .with(table.on({ author: "id" })),
    ).toThrow("slice");
    expect(() =>
      CTE.recursive("x", Author.objects.values("id"), () => Author.objects.values("age") as never),
    ).toThrow(
      'The step of CTE.recursive("x") selects other columns than the base. It lacks id. The base has no age.',
    );
    expect(() =>
      CTE.recursive("x", Author.objects.values("id").slice(0, 3), () =>
        Author.objects.values("id"),
      ),
    ).toThrow("cannot be made of sliced or combined querysets");
  });

  it("are read, not changed, unless they hold rows of the model", async () => {
    await using _database = await memoryDatabase(...libraryModels);
    const rows = totals().rows();

    await expect(rows.update({ pages: 3 })).rejects.toThrow("its rows are computed");
    await expect(rows.create({ pages: 3 } as never)).rejects.toThrow("its rows are computed");
    await expect(rows.bulkCreate([])).rejects.toThrow("its rows are computed");
    expect(() =>
      Author.objects.with(totals().on({ author: "id" })).or(Author.objects.all()),
    ).toThrow("Querysets that read common tables cannot be merged.");

    await Author.objects.create({ firstName: "Ada" });
    const some = CTE(
      "some",
      Author.objects.filter({ firstName: "Ada" }).annotate({ n: Value(3) }),
    ).rows();
    expect(await some.filter({ n: 3 }).update({ age: 9 })).toBe(1);
    expect((await Author.objects.get({ firstName: "Ada" })).age).toBe(9);
    expect(await some.filter({ n: 4 }).delete()).toEqual([0, {}]);
    expect(await some.filter({ n: 3 }).delete()).toEqual([1, { "library.Author": 1 }]);
  });
});
