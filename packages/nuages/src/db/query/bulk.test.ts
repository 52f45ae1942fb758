import { describe, expect, it } from "vitest";

import { F, FieldDoesNotExist, IntegrityError, InvalidUse, InvalidValue } from "../index.ts";
import { statementsOf } from "../testing/database.ts";
import { Band, Disc, disc, open, untyped } from "../testing/discs.ts";

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
