import { describe, expect, it } from "vitest";

import {
  F,
  FieldDoesNotExist,
  FieldError,
  IntegrityError,
  InvalidUse,
  InvalidValue,
  OuterRef,
  Subquery,
  models,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "writing" };

class Band extends models.Model<Band>()(
  {
    name: models.CharField({ maxLength: 20, unique: true }),
    members: models.IntegerField({ default: 1 }),
  },
  label,
) {}

class Disc extends models.Model<Disc>()(
  {
    code: models.CharField({ maxLength: 9, unique: true }),
    title: models.CharField({ maxLength: 20, default: "" }),
    sold: models.IntegerField({ default: 0 }),
    changed: models.DateTimeField({ autoNow: true }),
    band: models.ForeignKey(() => Band, { onDelete: models.CASCADE, null: true }),
  },
  { ...label, ordering: ["id"] },
) {}

/** What no type checker has seen. */
const untyped = (value: object) => value as never;

const open = () => memoryDatabase(Band, Disc);
const disc = (code: string, title = "") => new Disc({ code, title });

describe("create()", () => {
  it("inserts even when the key is taken, and fails [QS-20]", async () => {
    await using _ = await open();
    await Band.objects.create({ id: 1, name: "a" });

    await expect(Band.objects.create({ id: 1, name: "b" })).rejects.toThrow(IntegrityError);
  });

  it("takes promises of related objects [QS-20]", async () => {
    await using _ = await open();
    const band = Band.objects.create({ name: "Quintette" });

    const made = await Disc.objects.create({ code: "x", ["band" as never]: band });

    expect(made.bandId).toBe((await band).id);
  });
});

describe("getOrCreate() and updateOrCreate()", () => {
  it("use lookups to find and plain names to make [QS-20]", async () => {
    await using _ = await open();

    const [made, isNew] = await Disc.objects.getOrCreate(
      { code__iexact: "ab" },
      { defaults: { code: "AB", title: () => "made" } },
    );
    const [found, again] = await Disc.objects.getOrCreate({ code__iexact: "ab" });

    expect([made.code, made.title, isNew, again, found.pk]).toEqual([
      "AB",
      "made",
      true,
      false,
      made.pk,
    ]);
  });

  it("find what somebody else made in the meantime [QS-20]", async () => {
    await using _ = await open();
    const [first, second] = await Promise.all([
      Band.objects.getOrCreate({ name: "x" }),
      Band.objects.getOrCreate({ name: "x" }),
    ]);

    expect(first[0].pk).toBe(second[0].pk);
    expect([first[1], second[1]].filter(Boolean)).toHaveLength(1);
  });

  it("pass on an error that is not about the row [QS-20]", async () => {
    await using _ = await open();
    await Disc.objects.create({ code: "a" });

    await expect(
      Disc.objects.getOrCreate({ title: "t" }, { defaults: { code: "a" } }),
    ).rejects.toThrow(IntegrityError);
  });

  it("refuse names that the model has not, before any insert [QS-20]", async () => {
    await using _ = await open();

    await expect(
      Disc.objects.getOrCreate({ code: "a" }, { defaults: untyped({ titel: "x" }) }),
    ).rejects.toThrow(/Invalid field name for model writing\.Disc: "titel"/);
    await expect(Disc.objects.getOrCreate(untyped({ cod: "a" }))).rejects.toThrow(FieldError);
    expect(await Disc.objects.count()).toBe(0);
  });

  it("change the row that fits, saving only what was named and what changes by itself [QS-21]", async () => {
    await using _ = await open();
    const before = await Disc.objects.create({ code: "a", sold: 1 });
    const old = before.changed;
    await Disc.objects.update({ changed: new Date(0) });

    const sent = await statementsOf(async () => {
      const [changed, isNew] = await Disc.objects.updateOrCreate(
        { code: "a" },
        { defaults: { sold: 5 } },
      );
      expect([changed.sold, isNew]).toEqual([5, false]);
    });

    const [update] = sent.filter((sql) => sql.startsWith("UPDATE"));
    expect(update).toMatch(/SET "sold" = \?, "changed" = \?/);
    expect((await Disc.objects.get()).changed.getTime()).toBeGreaterThanOrEqual(old.getTime());
  });

  it("make a row with createDefaults in place of defaults [QS-21]", async () => {
    await using _ = await open();

    const [made, isNew] = await Disc.objects.updateOrCreate(
      { code: "a" },
      { defaults: { sold: 5 }, createDefaults: { sold: 1, title: "new" } },
    );

    expect([made.sold, made.title, isNew]).toEqual([1, "new", true]);
  });
});

describe("update()", () => {
  it("gives the number of rows that fit, and does not save [QS-23] [MOD-15]", async () => {
    await using _ = await open();
    await Disc.objects.bulkCreate([disc("a"), disc("b")]);
    const [first] = await Disc.objects.all();

    expect(await Disc.objects.update({ title: "x" })).toBe(2);
    expect(await Disc.objects.filter({ title: "y" }).update({ title: "x" })).toBe(0);
    expect((await Disc.objects.first())?.changed).toEqual(first?.changed);
  });

  it("takes expressions over own columns and subqueries [QS-23] [QS-38] [QS-40]", async () => {
    await using _ = await open();
    const band = await Band.objects.create({ name: "Quintette", members: 5 });
    await Disc.objects.create({ code: "a", sold: 2, band });
    const members = Band.objects.filter({ pk: OuterRef("band") }).values("members");

    await Disc.objects.update({ sold: F("sold").times(10).plus(F("id")) });
    expect((await Disc.objects.get()).sold).toBe(21);
    await Disc.objects.update({ sold: Subquery(members) });
    expect((await Disc.objects.get()).sold).toBe(5);
  });

  it("changes rows that a relation chooses [QS-23]", async () => {
    await using _ = await open();
    const band = await Band.objects.create({ name: "Quintette" });
    await Disc.objects.bulkCreate([new Disc({ code: "a", band }), disc("b")]);

    expect(await Disc.objects.filter({ band__name: "Quintette" }).update({ sold: 3 })).toBe(1);
    expect(await Disc.objects.valuesList("sold", { flat: true })).toEqual([3, 0]);
  });

  it("sets a relation by object, key or null [QS-23]", async () => {
    await using _ = await open();
    const band = await Band.objects.create({ name: "Quintette" });
    await Disc.objects.create({ code: "a" });
    const bandId = async () => (await Disc.objects.get()).bandId;

    await Disc.objects.update({ band });
    expect(await bandId()).toBe(band.id);
    await Disc.objects.update({ band: null });
    expect(await bandId()).toBeNull();
    await Disc.objects.update({ bandId: band.id });
    expect(await bandId()).toBe(band.id);
  });

  it("refuses paths, joins and names that are not there, without SQL [QS-23] [QS-36]", async () => {
    await using _ = await open();

    const sent = await statementsOf(async () => {
      await expect(Disc.objects.update(untyped({ band__name: "x" }))).rejects.toThrow(
        FieldDoesNotExist,
      );
      await expect(Disc.objects.update(untyped({ nope: 1 }))).rejects.toThrow(
        /writing\.Disc has no field named "nope"/,
      );
      await expect(Disc.objects.update({ sold: F("band__members") })).rejects.toThrow(FieldError);
      await expect(Band.objects.update(untyped({ disc: 1 }))).rejects.toThrow(FieldError);
    });

    expect(sent).toEqual([]);
  });
});

describe("bulkCreate()", () => {
  it("sends one statement for rows that fit into it, and sets the keys [QS-25]", async () => {
    await using _ = await open();
    const discs = [disc("a"), disc("b"), disc("c")];

    await Disc.objects.bulkCreate(discs);

    expect(discs.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await Disc.objects.count()).toBe(3);
    expect(discs[0]?.changed).toBeInstanceOf(Date);
  });

  it("keeps keys that were given [QS-25]", async () => {
    await using _ = await open();

    await Disc.objects.bulkCreate([new Disc({ id: 7, code: "a" }), disc("b")]);

    expect(await Disc.objects.orderBy("code").valuesList("id", { flat: true })).toEqual([7, 8]);
  });

  it("is all or nothing [QS-25]", async () => {
    await using _ = await open();
    const made = Disc.objects.bulkCreate([disc("a"), disc("b"), disc("a")], { batchSize: 2 });

    await expect(made).rejects.toThrow(IntegrityError);
    expect(await Disc.objects.count()).toBe(0);
  });

  it("passes over conflicts when it is told to [QS-25]", async () => {
    await using _ = await open();
    await Disc.objects.create({ code: "a", title: "old" });

    await Disc.objects.bulkCreate([disc("a", "new"), disc("b")], { ignoreConflicts: true });

    expect(await Disc.objects.valuesList("code", "title")).toEqual([
      ["a", "old"],
      ["b", ""],
    ]);
  });

  it("changes rows that are there when it is told what [QS-25]", async () => {
    await using _ = await open();
    await Disc.objects.create({ code: "a", title: "old", sold: 4 });

    await Disc.objects.bulkCreate([disc("a", "new"), disc("b")], {
      updateConflicts: true,
      updateFields: ["title"],
      uniqueFields: ["code"],
    });

    expect(await Disc.objects.valuesList("code", "title", "sold")).toEqual([
      ["a", "new", 4],
      ["b", "", 0],
    ]);
  });

  it.each([
    [{ batchSize: 0 }, "Batch size must be a positive integer."],
    [{ ignoreConflicts: true, updateConflicts: true }, "mutually exclusive"],
    [{ updateConflicts: true }, "Fields that will be updated"],
    [{ updateConflicts: true, updateFields: ["title"] }, "Unique fields that can trigger"],
    [
      { updateConflicts: true, updateFields: ["id"], uniqueFields: ["code"] },
      "cannot be used with primary keys",
    ],
  ])("refuses %o [QS-25]", async (options, message) => {
    await using _ = await open();

    await expect(Disc.objects.bulkCreate([disc("a")], options)).rejects.toThrow(message);
  });

  it("refuses objects whose related object is not saved [QS-25] [MOD-33]", async () => {
    await using _ = await open();
    const band = new Band({ name: "x" });

    await expect(Disc.objects.bulkCreate([new Disc({ code: "a", band })])).rejects.toThrow(
      'bulkCreate() prohibited to prevent data loss due to unsaved related object "band" of writing.Disc.',
    );
  });
});

describe("bulkUpdate()", () => {
  it("saves named fields of many objects with one statement [QS-26]", async () => {
    await using _ = await open();
    const discs = await Disc.objects.bulkCreate([disc("a"), disc("b"), disc("c")]);
    discs.forEach((one, index) => Object.assign(one, { sold: index, title: "kept" }));

    const sent = await statementsOf(async () => {
      expect(await Disc.objects.bulkUpdate(discs, ["sold"])).toBe(3);
    });

    expect(sent.filter((sql) => sql.startsWith("UPDATE"))).toHaveLength(1);
    expect(await Disc.objects.valuesList("sold", "title")).toEqual([
      [0, ""],
      [1, ""],
      [2, ""],
    ]);
  });

  it("sends as many statements as batchSize asks for [QS-26]", async () => {
    await using _ = await open();
    const discs = await Disc.objects.bulkCreate([disc("a"), disc("b"), disc("c")]);

    const sent = await statementsOf(() =>
      Disc.objects.bulkUpdate(discs, ["sold"], { batchSize: 2 }),
    );

    expect(sent.filter((sql) => sql.startsWith("UPDATE"))).toHaveLength(2);
  });

  it("takes expressions, and counts only rows that are there [QS-26]", async () => {
    await using _ = await open();
    const discs = await Disc.objects.bulkCreate([disc("a"), disc("b")]);
    await Disc.objects.filter({ code: "b" }).delete();
    for (const one of discs) Object.assign(one, { sold: F("sold").plus(2) });

    expect(await Disc.objects.bulkUpdate(discs, ["sold"])).toBe(1);
    expect((await Disc.objects.get()).sold).toBe(2);
  });

  it("refuses keys, unsaved objects, no fields and unknown ones [QS-26]", async () => {
    await using _ = await open();
    const discs = await Disc.objects.bulkCreate([disc("a")]);

    await expect(Disc.objects.bulkUpdate(discs, ["id"])).rejects.toThrow("primary key");
    await expect(Disc.objects.bulkUpdate(discs, [])).rejects.toThrow(InvalidValue);
    await expect(Disc.objects.bulkUpdate(discs, untyped(["nope"]))).rejects.toThrow(
      FieldDoesNotExist,
    );
    await expect(Disc.objects.bulkUpdate([disc("z")], ["sold"])).rejects.toThrow(
      "All bulkUpdate() objects must have a primary key set.",
    );
    expect(await Disc.objects.bulkUpdate([], ["sold"])).toBe(0);
  });
});

describe("inBulk() and contains()", () => {
  it("give rows by key, or by another unique field [QS-22]", async () => {
    await using _ = await open();
    await Disc.objects.bulkCreate([disc("a"), disc("b")]);

    expect([...(await Disc.objects.inBulk([2, 9])).keys()]).toEqual([2]);
    expect([...(await Disc.objects.inBulk(["b"], { fieldName: "code" })).keys()]).toEqual(["b"]);
    expect((await Disc.objects.inBulk()).size).toBe(2);
    expect(await statementsOf(() => Disc.objects.inBulk([]))).toEqual([]);
    await expect(Disc.objects.inBulk(["x"], { fieldName: "title" })).rejects.toThrow(InvalidValue);
  });

  it("tell whether an object is among the rows [QS-22]", async () => {
    await using _ = await open();
    const [a, b] = (await Disc.objects.bulkCreate([disc("a"), disc("b")])) as [Disc, Disc];
    const rows = Disc.objects.filter({ code: "a" });

    expect([await rows.contains(a), await rows.contains(b)]).toEqual([true, false]);
    await expect(rows.contains(disc("c"))).rejects.toThrow(InvalidValue);
    expect(await rows.contains(new Band({ name: "x" }) as never)).toBe(false);
    await expect(rows.contains("a" as never)).rejects.toThrow(InvalidUse);
  });
});
