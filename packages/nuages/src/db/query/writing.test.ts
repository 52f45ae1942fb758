import { describe, expect, it } from "vitest";

import { F, FieldDoesNotExist, FieldError, IntegrityError, OuterRef, Subquery } from "../index.ts";
import { statementsOf } from "../testing/database.ts";
import { Band, Disc, disc, open, untyped } from "../testing/discs.ts";

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
