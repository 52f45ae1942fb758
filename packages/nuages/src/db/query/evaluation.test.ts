import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import {
  FieldDoesNotExist,
  FieldError,
  InvalidUse,
  InvalidValue,
  NotSupportedError,
  Q,
  models,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

class Song extends models.Model<Song>()(
  {
    title: models.CharField({ maxLength: 20 }),
    length: models.IntegerField(),
    year: models.IntegerField({ null: true }),
  },
  { appLabel: "evaluation" },
) {}

async function songs() {
  const database = await memoryDatabase(Song);
  await Song.objects.bulkCreate(
    [
      ["Nuages", 195, 1940],
      ["Minor Swing", 196, 1937],
      ["Daphne", 180, null],
      ["Belleville", 170, 1942],
    ].map(([title, length, year]) => new Song({ title, length, year } as never)),
  );
  return database;
}

/** A name that no type checker has seen. */
const MISSPELT = "titel" as string as "title";

const titles = async (rows: PromiseLike<readonly Song[]>) => (await rows).map(({ title }) => title);

describe("a queryset", () => {
  it("sends nothing while it is built [QS-01]", async () => {
    await using _ = await songs();

    const sent = await statementsOf(async () => {
      Song.objects.filter({ length__gt: 1 }).exclude({ title: "x" }).orderBy("title").slice(0, 2);
    });

    expect(sent).toEqual([]);
  });

  it("answers from its rows once they are there [QS-01]", async () => {
    await using _ = await songs();
    const rows = Song.objects.all();
    await rows;

    const sent = await statementsOf(async () => {
      expect(await rows.count()).toBe(4);
      expect(await rows.exists()).toBe(true);
      expect((await rows.at(1))?.title).toBe("Minor Swing");
      expect(await titles(rows)).toHaveLength(4);
    });

    expect(sent).toEqual([]);
  });

  it("asks for one row, not all, by its position [QS-01] [QS-02]", async () => {
    await using _ = await songs();

    const [sent] = await statementsOf(async () => {
      expect((await Song.objects.all().at(2))?.title).toBe("Daphne");
      expect(await Song.objects.all().at(9)).toBeUndefined();
    });

    expect(sent).toContain("LIMIT 1 OFFSET 2");
  });

  it("gives rows anew to the steps that follow [QS-03]", async () => {
    await using _ = await songs();
    const rows = Song.objects.all();
    await rows;
    await Song.objects.create({ title: "Swing 42", length: 1 });

    expect(await titles(rows)).toHaveLength(4);
    expect(await titles(rows.all())).toHaveLength(5);
    expect(await titles(rows.filter({ length: 1 }))).toEqual(["Swing 42"]);
  });

  it("cuts slices out of slices [QS-02]", async () => {
    await using _ = await songs();
    const middle = Song.objects.all().slice(1, 4);

    expect(await titles(middle.slice(1, 2))).toEqual(["Daphne"]);
    expect(await titles(middle.slice(2, 9))).toEqual(["Belleville"]);
    expect(await titles(middle.slice(3, 9))).toEqual([]);
    expect(await middle.count()).toBe(3);
    expect(await titles(Song.objects.all().slice(2))).toEqual(["Daphne", "Belleville"]);
  });

  it.each([
    ["filter", () => Song.objects.all().slice(0, 1).filter({ length: 1 })],
    ["exclude", () => Song.objects.all().slice(0, 1).exclude({ length: 1 })],
    ["orderBy", () => Song.objects.all().slice(0, 1).orderBy("title")],
    ["reverse", () => Song.objects.all().slice(0, 1).reverse()],
    ["distinct", () => Song.objects.all().slice(0, 1).distinct()],
    ["last", () => Song.objects.all().slice(0, 1).last()],
    ["latest", () => Song.objects.all().slice(0, 1).latest("title")],
    ["get", () => Song.objects.all().slice(0, 1).get({ length: 1 })],
    ["update", () => Song.objects.all().slice(0, 1).update({ length: 1 })],
    ["delete", () => Song.objects.all().slice(0, 1).delete()],
  ] as const)("refuses %s() after a slice, without SQL [QS-02] [QS-24]", async (_name, step) => {
    await using _ = await songs();

    const sent = await statementsOf(async () => {
      await expect((async () => step())()).rejects.toThrow(InvalidUse);
    });

    expect(sent).toEqual([]);
  });

  it("refuses negative places to cut, and what is no whole number [QS-02]", () => {
    const rows = Song.objects.all();

    expect(() => rows.slice(-1)).toThrow(InvalidValue);
    expect(() => rows.slice(0, -1)).toThrow(InvalidValue);
    for (const place of [1.5, Number.NaN, "1", 2 ** 60])
      expect(() => rows.slice(0, place as number)).toThrow(InvalidUse);
  });

  it("knows whether it has an order, which database, which SQL [QS-04]", async () => {
    await using _ = await songs();

    expect(Song.objects.orderBy("id").ordered).toBe(true);
    expect(Song.objects.all().ordered).toBe(false);
    expect(Song.objects.all().db).toBe("default");
    expect(await Song.objects.filter({ title: "secret" }).sql()).toMatch(
      /^SELECT .* WHERE "evaluation_song"\."title" = \?/,
    );
  });

  it("joins the conditions of querysets of one model [QS-04]", async () => {
    await using _ = await songs();
    const long = Song.objects.filter({ length__gte: 195 });
    const late = Song.objects.filter({ year__gte: 1940 });

    expect(await titles(long.and(late))).toEqual(["Nuages"]);
    expect(await titles(long.or(late))).toEqual(["Nuages", "Minor Swing", "Belleville"]);
    expect(await titles(long.xor(late))).toEqual(["Minor Swing", "Belleville"]);
  });

  it("iterates in chunks without keeping rows [QS-05] [QS-22]", async () => {
    await using _ = await songs();
    const seen: string[] = [];

    for await (const song of Song.objects.all().iterator({ chunkSize: 3 })) seen.push(song.title);

    expect(seen).toHaveLength(4);
    const wrong = Song.objects.all().iterator({ chunkSize: 0 })[Symbol.asyncIterator]();
    await expect(wrong.next()).rejects.toThrow(InvalidValue);
  });

  it("prints without asking the database [QS-01]", async () => {
    await using _ = await songs();

    expect(await statementsOf(async () => void inspect(Song.objects.all()))).toEqual([]);
  });
});

describe("none()", () => {
  it("stays empty through further steps [QS-06]", async () => {
    await using _ = await songs();
    const none = Song.objects.none();

    const sent = await statementsOf(async () => {
      expect(await none.filter({ length: 1 }).orderBy("title")).toEqual([]);
      expect(await none.exists()).toBe(false);
      expect(await none.first()).toBeNull();
      expect(await none.values("title")).toEqual([]);
      expect(await none.update({ length: 1 })).toBe(0);
      expect(await none.delete()).toEqual([0, {}]);
    });

    expect(sent).toEqual([]);
  });

  it("is like an empty list of values: no query [QS-30]", async () => {
    await using _ = await songs();

    const sent = await statementsOf(async () => {
      expect(await Song.objects.filter({ title__in: [] })).toEqual([]);
      expect(await Song.objects.filter({ title__in: [] }).count()).toBe(0);
    });

    expect(sent).toEqual([]);
    expect(await Song.objects.exclude({ title__in: [] }).count()).toBe(4);
  });
});

describe("union(), intersection(), difference()", () => {
  const long = () => Song.objects.filter({ length__gte: 195 });
  const late = () => Song.objects.filter({ year__gte: 1940 });

  it("combine rows [QS-13]", async () => {
    await using _ = await songs();

    expect(await titles(long().union(late()).orderBy("title"))).toEqual([
      "Belleville",
      "Minor Swing",
      "Nuages",
    ]);
    expect(await titles(long().intersection(late()))).toEqual(["Nuages"]);
    expect(await titles(long().difference(late()))).toEqual(["Minor Swing"]);
  });

  it("keep equal rows with { all: true } [QS-13]", async () => {
    await using _ = await songs();

    expect(await long().union(late(), { all: true }).count()).toBe(4);
    expect(await long().union(late()).count()).toBe(3);
  });

  it("can be ordered, cut, counted and read as values [QS-13]", async () => {
    await using _ = await songs();
    const both = long().union(late()).orderBy("-title");

    expect(await titles(both.slice(0, 2))).toEqual(["Nuages", "Minor Swing"]);
    expect(await both.valuesList("title", { flat: true })).toEqual([
      "Nuages",
      "Minor Swing",
      "Belleville",
    ]);
    expect(await both.exists()).toBe(true);
  });

  it.each([
    ["filter", () => long().union(late()).filter({ length: 1 })],
    ["exclude", () => long().union(late()).exclude({ length: 1 })],
    [
      "annotate",
      () =>
        long()
          .union(late())
          .annotate({ a: Q({ length: 1 }) as never }),
    ],
    ["update", () => long().union(late()).update({ length: 1 })],
    ["delete", () => long().union(late()).delete()],
    ["distinct", () => long().union(late()).distinct()],
    ["only", () => long().union(late()).only("title")],
    ["selectRelated", () => long().union(late()).selectRelated(null)],
  ] as const)("refuse %s() afterwards, without SQL [QS-13]", async (_name, step) => {
    await using _ = await songs();

    const sent = await statementsOf(async () => {
      await expect((async () => step())()).rejects.toThrow(NotSupportedError);
    });

    expect(sent).toEqual([]);
  });
});

describe("a wrong name", () => {
  it.each([
    ["filter", () => Song.objects.filter({ [MISSPELT]: "x" })],
    ["exclude", () => Song.objects.exclude({ [MISSPELT]: "x" })],
    ["get", () => Song.objects.get({ [MISSPELT]: "x" })],
    ["orderBy", () => Song.objects.orderBy(MISSPELT)],
    ["values", () => Song.objects.values(MISSPELT)],
    ["valuesList", () => Song.objects.valuesList(MISSPELT)],
    ["latest", () => Song.objects.latest(MISSPELT)],
  ] as const)("in %s() names the model and the nearest right one [QS-36]", async (_name, step) => {
    await using _ = await songs();
    const error = await (async () => step())().then(
      () => undefined,
      (caught: unknown) => caught as Error,
    );

    expect(error).toBeInstanceOf(FieldError);
    expect(error?.message).toMatch(/"titel".*"title"/s);
    expect(error?.message).toMatch(/evaluation\.Song/);
  });

  it.each([
    ["only", () => Song.objects.only(MISSPELT)],
    ["defer", () => Song.objects.defer(MISSPELT)],
  ] as const)("in %s() is a field that does not exist [QS-36] [QS-14]", async (_name, step) => {
    await using _ = await songs();

    await expect((async () => step())()).rejects.toThrow(FieldDoesNotExist);
  });

  it("of a lookup lists the lookups of the field [QS-36]", () => {
    expect(() => Song.objects.filter({ ["title__contians" as "title"]: "x" })).toThrow(
      /evaluation\.Song\.title has no lookup or transform "contians".*"contains"/s,
    );
  });
});
