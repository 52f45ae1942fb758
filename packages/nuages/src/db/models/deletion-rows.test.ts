import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { models, postDelete } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "parcels" };

class Shelf extends models.Model<Shelf>()(
  { name: models.CharField({ maxLength: 20, unique: true }) },
  label,
) {}

class Item extends models.Model<Item>()(
  {
    shelf: models.ForeignKey(() => Shelf, { onDelete: models.CASCADE }),
    code: models.CharField({ maxLength: 20, unique: true }),
    note: models.TextField({ default: "long" }),
  },
  label,
) {}

class Parcel extends models.Model<Parcel>().extends(Item)(
  { weight: models.IntegerField({ default: 1 }) },
  label,
) {}

class Thing extends models.Model<Thing>().extends(Item)({}, { ...label, proxy: true }) {}

class Stamp extends models.Model<Stamp>()(
  { item: models.ForeignKey(() => Item, { onDelete: models.CASCADE, toField: "code" }) },
  label,
) {}

class Seal extends models.Model<Seal>()(
  { stamp: models.ForeignKey(() => Stamp, { onDelete: models.CASCADE }) },
  label,
) {}

let database: AsyncDisposable;
let shelf: Shelf;

beforeEach(async () => {
  database = await memoryDatabase(Shelf, Item, Parcel, Thing, Stamp, Seal);
  shelf = await Shelf.objects.create({ name: "a" });
});

afterEach(() => database[Symbol.asyncDispose]());

async function parcels(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1)
    await Parcel.objects.create({ shelf, code: `p${number}` });
}

const selects = (sent: readonly string[], table: string): string[] =>
  sent.filter((sql) => sql.startsWith("SELECT") && sql.includes(`FROM "${table}"`));

describe("rows that a deletion takes along", () => {
  it("are read by their keys alone, those that a toField names too [MOD-62]", async () => {
    const item = await Item.objects.create({ shelf, code: "x" });
    await Seal.objects.create({ stamp: await Stamp.objects.create({ item }) });

    const sent = await statementsOf(async () => {
      expect(await shelf.delete()).toEqual([
        4,
        { "parcels.Shelf": 1, "parcels.Item": 1, "parcels.Stamp": 1, "parcels.Seal": 1 },
      ]);
    });

    const [items = ""] = selects(sent, "parcels_item");
    expect(items).toContain('"code"');
    expect(items).not.toContain('"note"');
  });

  it("are read whole when a signal shows them [MOD-62] [MOD-70]", async () => {
    await Item.objects.create({ shelf, code: "x", note: "short" });
    const seen: unknown[] = [];
    const receiver = ({ instance }: { readonly instance: object }) =>
      void seen.push((instance as Item).note);
    postDelete.connect(receiver, { sender: Item, weak: false });

    await shelf.delete();
    postDelete.disconnect(receiver, { sender: Item });

    expect(seen).toEqual(["short"]);
  });

  it("ask for parents one by one while they are few, as Django does [MOD-52] [MOD-62]", async () => {
    await parcels(3);

    const sent = await statementsOf(() => Item.objects.all().delete());

    expect(selects(sent, "parcels_item")).toHaveLength(1 + 3);
    expect(await Item.objects.count()).toBe(0);
  });

  it("ask for many parents at once [MOD-52] [MOD-62]", async () => {
    await parcels(40);

    const sent = await statementsOf(() => Item.objects.all().delete());

    expect(selects(sent, "parcels_item")).toHaveLength(1 + 1);
    expect([await Item.objects.count(), await Parcel.objects.count()]).toEqual([0, 0]);
  });

  it("show whole parents to signals [MOD-52] [MOD-70]", async () => {
    await parcels(2);
    const seen: unknown[] = [];
    const receiver = ({ instance }: { readonly instance: object }) =>
      void seen.push([(instance as Item).code, (instance as Item).note]);
    postDelete.connect(receiver, { sender: Item, weak: false });

    await Parcel.objects.all().delete();
    postDelete.disconnect(receiver, { sender: Item });

    expect(seen).toEqual([
      ["p0", "long"],
      ["p1", "long"],
    ]);
  });

  it("count each row once, under the model that it was found by, parents of children first [MOD-53] [MOD-62]", async () => {
    await parcels(1);
    await Item.objects.create({ shelf, code: "x" });

    expect(await Thing.objects.all().delete()).toEqual([
      3,
      { "parcels.Parcel": 1, "parcels.Item": 1, "parcels.Thing": 1 },
    ]);
  });
});
