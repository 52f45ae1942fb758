import { describe, expect, it } from "vitest";

import { AsyncReceiver } from "../../signals/index.ts";
import {
  classPrepared,
  models,
  postDelete,
  postInit,
  postSave,
  preDelete,
  preInit,
  preSave,
  registerModels,
  saveRaw,
} from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { heard } from "../testing/heard.ts";
import { Author, Book, Tag, libraryModels } from "../testing/library.ts";

class Place extends models.Model<Place>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "signals" },
) {}

class Cafe extends models.Model<Cafe>().extends(Place)(
  { tables: models.IntegerField() },
  { appLabel: "signals" },
) {}

class QuietCafe extends models.Model<QuietCafe>().extends(Cafe)(
  {},
  { appLabel: "signals", proxy: true },
) {}

const open = () => memoryDatabase(...libraryModels, Place, Cafe);

describe("preSave and postSave", () => {
  it("give the instance, whether it was made, and the database [SIG-06] [MOD-70]", async () => {
    await using _ = await open();
    using before = heard(preSave, Tag);
    using after = heard(postSave, Tag);

    const tag = await Tag.objects.create({ name: "x" });
    await tag.save();

    expect(before.calls.map(({ instance, raw, using: db }) => [instance === tag, raw, db])).toEqual(
      [
        [true, false, "default"],
        [true, false, "default"],
      ],
    );
    expect(after.calls.map(({ created, sender }) => [created, sender])).toEqual([
      [true, Tag],
      [false, Tag],
    ]);
  });

  it("are sent before and after the row is there [SIG-06]", async () => {
    await using _ = await open();
    const counts: number[] = [];
    const count = async () => {
      counts.push(await Tag.objects.count());
    };
    preSave.connect(count, { sender: Tag });
    postSave.connect(count, { sender: Tag });

    await Tag.objects.create({ name: "x" });
    preSave.disconnect(count, { sender: Tag });
    postSave.disconnect(count, { sender: Tag });

    expect(counts).toEqual([0, 1]);
  });

  it("name the fields of updateFields, and are not sent for none [SIG-06] [MOD-61]", async () => {
    await using _ = await open();
    const tag = await Tag.objects.create({ name: "x" });
    using after = heard(postSave, Tag);

    await tag.save({ updateFields: ["name"] });
    await tag.save({ updateFields: [] });

    expect(after.calls.map(({ updateFields }) => updateFields)).toEqual([["name"]]);
  });

  it("let a receiver change what is saved [SIG-06]", async () => {
    await using _ = await open();
    const shout = ({ instance }: { instance: object }) => {
      (instance as Tag).name += "!";
    };
    preSave.connect(shout, { sender: Tag });

    await Tag.objects.create({ name: "x" });
    preSave.disconnect(shout, { sender: Tag });

    expect(await Tag.objects.valuesList("name", { flat: true })).toEqual(["x!"]);
  });

  it("are not sent by bulkCreate(), update() and bulkUpdate() [SIG-06]", async () => {
    await using _ = await open();
    using before = heard(preSave);
    using after = heard(postSave);

    const tags = await Tag.objects.bulkCreate([new Tag({ name: "x" })]);
    await Tag.objects.update({ name: "y" });
    await Tag.objects.bulkUpdate(tags, ["name"]);

    expect([before.calls, after.calls]).toEqual([[], []]);
  });

  it("say that values come from a fixture as they are [SIG-06]", async () => {
    await using _ = await open();
    using after = heard(postSave, Tag);
    const tag = new Tag({ id: 4, name: "x" });

    await saveRaw(tag, {
      using: "default",
      raw: true,
      forceInsert: false,
      forceUpdate: false,
      updateFields: undefined,
    });

    expect(after.calls.map(({ raw, created }) => [raw, created])).toEqual([[true, true]]);
  });
});

describe("preDelete and postDelete", () => {
  it("are sent for each row of a queryset, with the queryset as origin [SIG-07]", async () => {
    await using _ = await open();
    await Tag.objects.bulkCreate([new Tag({ name: "x" }), new Tag({ name: "y" })]);
    using before = heard(preDelete, Tag);
    const rows = Tag.objects.orderBy("id");

    await rows.delete();

    expect(
      before.calls.map(({ instance, origin, using: db }) => [
        (instance as Tag).name,
        origin === rows,
        db,
      ]),
    ).toEqual([
      ["x", true, "default"],
      ["y", true, "default"],
    ]);
  });

  it("are sent for rows that a cascade takes along, with the first object as origin [SIG-07]", async () => {
    await using _ = await open();
    const eco = await Author.objects.create({ firstName: "Umberto" });
    await Book.objects.create({ title: "Rose", pages: 1, author: eco });
    using after = heard(postDelete, Book);

    await eco.delete();

    expect(
      after.calls.map(({ instance, origin }) => [(instance as Book).title, origin === eco]),
    ).toEqual([["Rose", true]]);
  });

  it("still know the key of the row [SIG-07]", async () => {
    await using _ = await open();
    const tag = await Tag.objects.create({ name: "x" });
    const keys: unknown[] = [];
    const receiver = ({ instance }: { instance: object }) => {
      keys.push((instance as Tag).pk);
    };
    postDelete.connect(receiver, { sender: Tag });

    await tag.delete();
    postDelete.disconnect(receiver, { sender: Tag });

    expect(keys).toEqual([1]);
  });
});

describe("preInit, postInit and classPrepared", () => {
  it("are sent around the construction of an instance [SIG-09]", () => {
    using before = heard(preInit, Tag);
    using after = heard(postInit, Tag);

    const tag = new Tag({ name: "x" });

    expect(before.calls.map(({ values }) => values)).toEqual([{ name: "x" }]);
    expect(after.calls.map(({ instance }) => instance)).toEqual([tag]);
  });

  it("are sent for rows that are read [SIG-09]", async () => {
    await using _ = await open();
    await Tag.objects.create({ name: "x" });
    using after = heard(postInit, Tag);

    await Tag.objects.all();

    expect(after.calls.map(({ instance }) => (instance as Tag).name)).toEqual(["x"]);
  });

  it("refuse a receiver that needs to be awaited [SIG-09]", () => {
    const receiver = () => Promise.resolve();
    postInit.connect(receiver, { sender: Tag });

    expect(() => new Tag({ name: "x" })).toThrow(AsyncReceiver);
    postInit.disconnect(receiver, { sender: Tag });
  });

  it("tell of each model with a table when it is ready [SIG-09]", () => {
    using prepared = heard(classPrepared);
    class Base extends models.Model<Base>()({}, { abstract: true, appLabel: "signals" }) {}
    class Made extends models.Model<Made>().extends(Base)({}) {}

    registerModels(Made);

    expect(prepared.calls.map(({ sender }) => sender)).toEqual([Made]);
  });
});

describe("senders", () => {
  it("are the class that is saved: parents say nothing [SIG-14]", async () => {
    await using _ = await open();
    using saved = heard(postSave);

    await Cafe.objects.create({ name: "Hot Club", tables: 5 });

    expect(saved.calls.map(({ sender }) => sender)).toEqual([Cafe]);
  });

  it("are the proxy for its own instances [SIG-14]", async () => {
    await using _ = await open();
    await Cafe.objects.create({ name: "Hot Club", tables: 5 });
    using saved = heard(postSave);
    const cafe = await QuietCafe.objects.get();

    await cafe.save();

    expect(saved.calls.map(({ sender }) => sender)).toEqual([QuietCafe]);
  });

  it("are the class that is deleted, and its parents [SIG-14]", async () => {
    await using _ = await open();
    const cafe = await Cafe.objects.create({ name: "Hot Club", tables: 5 });
    using deleted = heard(postDelete);

    await cafe.delete();

    expect(new Set(deleted.calls.map(({ sender }) => sender))).toEqual(new Set([Cafe, Place]));
  });
});
