import { describe, expect, it } from "vitest";

import { ContentType } from "../../contrib/contenttypes/index.ts";
import {
  GenericForeignKey,
  GenericPrefetch,
  GenericRelation,
  InvalidValue,
  Prefetch,
  atomic,
  models,
  setRollback,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

class Label extends models.Model<Label>()(
  {
    text: models.CharField({ maxLength: 20 }),
    contentType: models.ForeignKey(() => ContentType, { onDelete: models.CASCADE }),
    objectId: models.IntegerField(),
    contentObject: GenericForeignKey(),
  },
  { appLabel: "labels", ordering: ["id"] },
) {}

class Shop extends models.Model<Shop>()(
  {
    name: models.CharField({ maxLength: 20 }),
    labels: GenericRelation(() => Label, { relatedQueryName: "shop" }),
  },
  { appLabel: "labels" },
) {}

class BookShop extends models.Model<BookShop>().extends(Shop)(
  { titles: models.IntegerField({ default: 0 }) },
  { appLabel: "labels" },
) {}

class Corner extends models.Model<Corner>().extends(Shop)(
  {},
  { appLabel: "labels", proxy: true },
) {}

async function shops() {
  return memoryDatabase(ContentType, Shop, BookShop, Corner, Label);
}

class Owner extends models.Model<Owner>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "labels" },
) {}

class Car extends models.Model<Car>()(
  {
    plate: models.CharField({ maxLength: 20 }),
    owner: models.ForeignKey(() => Owner, { onDelete: models.CASCADE }),
  },
  { appLabel: "labels" },
) {}

describe("GenericPrefetch()", () => {
  async function labelled() {
    const database = await memoryDatabase(ContentType, Shop, BookShop, Corner, Label, Owner, Car);
    await ContentType.getForModel(Car);
    const owner = await Owner.objects.create({ name: "Ann" });
    for (const name of ["Old", "New"]) {
      const shop = await Shop.objects.create({ name });
      const car = await Car.objects.create({ plate: name, owner });
      await shop.labels.create({ text: `${name} shop` });
      await Label.objects.create({ text: `${name} car`, contentObject: car } as never);
    }
    return database;
  }

  it("takes the rows of each model from its queryset [QS-59]", async () => {
    await using _ = await labelled();

    const labels = await Label.objects.prefetchRelated(
      GenericPrefetch("contentObject", [
        Car.objects.selectRelated("owner"),
        Shop.objects.filter({ name: "Old" }).prefetchRelated("labels"),
      ]),
    );
    const seen: unknown[] = [];
    const statements = await statementsOf(async () => {
      for (const label of labels) {
        const object = await label.contentObject;
        if (object instanceof Car) seen.push([label.text, (await object.owner).name]);
        else if (object instanceof Shop) seen.push([label.text, await object.labels.count()]);
        else seen.push([label.text, object]);
      }
    });

    expect(seen).toEqual([
      ["Old shop", 1],
      ["Old car", "Ann"],
      ["New shop", null],
      ["New car", "Ann"],
    ]);
    expect(statements).toEqual([]);
  });

  it("loads all rows of models without a queryset, and goes on from those that have the relation [QS-59]", async () => {
    await using _ = await labelled();

    const owners: string[] = [];
    const statements = await statementsOf(async () => {
      const labels = await Label.objects.prefetchRelated("contentObject__owner" as never);
      for (const label of labels) {
        const object = await label.contentObject;
        if (object instanceof Car) owners.push((await object.owner).name);
      }
    });

    expect(owners).toEqual(["Ann", "Ann"]);

    expect(statements.filter((sql) => sql.includes('FROM "labels_'))).toHaveLength(4);
    await expect(Label.objects.prefetchRelated("contentObject__ownr" as never)).rejects.toThrow(
      '"ownr"',
    );
  });

  it("refuses what is no queryset, two of one model, and relations to one model [QS-59]", async () => {
    await using _ = await labelled();
    const cars = Car.objects.all();

    expect(() => GenericPrefetch("contentObject", cars as never)).toThrow(
      "needs a list of querysets",
    );
    expect(() => GenericPrefetch("contentObject", [Car.objects.values("plate")])).toThrow(
      "Prefetch querysets cannot use",
    );
    await expect(
      Label.objects.prefetchRelated(GenericPrefetch("contentObject", [cars, cars])),
    ).rejects.toThrow("two querysets of labels.Car");
    await expect(
      Car.objects.prefetchRelated(GenericPrefetch("owner", [Owner.objects.all()])),
    ).rejects.toThrow("this relation leads to one model");
    await expect(
      Label.objects.prefetchRelated(Prefetch("contentObject", { queryset: cars })),
    ).rejects.toThrow("one queryset cannot give them all");
  });

  it("loads peers of all models [CON-04]", async () => {
    await using _ = await labelled();
    const labels = await Label.objects.fetchPeers();

    const statements = await statementsOf(async () => {
      for (const label of labels) await label.contentObject;
    });

    expect(statements.filter((sql) => sql.includes('FROM "labels_'))).toHaveLength(2);
  });
});

describe("a relation to objects of any model", () => {
  it("is written and read from both sides [CON-04] [CON-05]", async () => {
    await using _ = await shops();
    const shop = await Shop.objects.create({ name: "Old" });
    const label = await shop.labels.create({ text: "dusty" });

    expect(await shop.labels.all()).toEqual([label]);
    expect(await Shop.objects.filter({ labels__text: "dusty" })).toEqual([shop]);
    expect(await Label.objects.filter({ shop } as never)).toEqual([label]);
    expect(await shop.labels.count()).toBe(1);
  });

  it("forgets content types that a transaction has made and undone [CON-03]", async () => {
    await using _ = await shops();
    const shop = await Shop.objects.create({ name: "Old" });
    await atomic(async () => {
      await shop.labels.create({ text: "undone" });
      setRollback(true);
    });

    const label = await shop.labels.create({ text: "kept" });

    expect(await shop.labels.all()).toEqual([label]);
    const read = await Label.objects.get({ pk: label.pk });
    expect(await read.contentObject).toEqual(shop);
  });

  it("is null when the object is gone, and sets both columns when it is assigned [CON-04]", async () => {
    await using _ = await shops();
    const shop = await Shop.objects.create({ name: "Old" });
    const label = new Label({ text: "new" } as never);
    label.contentObject = shop;
    await shop.labels.add(label, { bulk: false });
    const read = await Label.objects.get({ pk: label.pk });
    expect(read.objectId).toBe(shop.pk);

    await Shop.objects.filter({ pk: shop.pk }).update({ id: 77 });
    const again = await Label.objects.get({ pk: label.pk });
    expect(await again.contentObject).toBeNull();
  });

  it("is prefetched with one query [CON-05]", async () => {
    await using _ = await shops();
    for (const name of ["a", "b", "c"]) {
      const shop = await Shop.objects.create({ name });
      await shop.labels.create({ text: name });
    }
    const sent = await statementsOf(async () => {
      const loaded = await Shop.objects.orderBy("name").prefetchRelated("labels");
      const texts = await Promise.all(
        loaded.map(async (shop) => (await shop.labels.all()).map(({ text }) => text)),
      );
      expect(texts).toEqual([["a"], ["b"], ["c"]]);
    });
    expect(sent).toHaveLength(2);
  });

  it("belongs to the child for objects of a child, to the table's model for those of a proxy", async () => {
    await using _ = await shops();
    const books = await BookShop.objects.create({ name: "Books" });
    const corner = await Corner.objects.create({ name: "Corner" });
    await books.labels.create({ text: "child" });
    await corner.labels.create({ text: "proxy" });

    const types = await Label.objects
      .orderBy("pk")
      .valuesList("contentType__model", { flat: true });
    expect(types).toEqual(["bookshop", "shop"]);
    expect(await Shop.objects.filter({ labels__text: "child" })).toEqual([]);
    expect(await BookShop.objects.filter({ labels__text: "child" })).toEqual([books]);
    await corner.delete();
    await books.delete();
    expect(await Label.objects.count()).toBe(0);
  });

  it("does not hide rows of a parent that stays [MOD-67]", async () => {
    await using _ = await shops();
    const books = await BookShop.objects.create({ name: "Books" });
    const shop = await Shop.objects.get({ pk: books.pk });
    await shop.labels.create({ text: "stays" });

    await books.delete({ keepParents: true });

    expect(await Shop.objects.count()).toBe(1);
    expect(await Label.objects.count()).toBe(1);
  });

  it("refuses objects that were not saved", async () => {
    await using _ = await shops();
    const shop = new Shop({ name: "New" });
    await expect((async () => await shop.labels.all())()).rejects.toThrow(InvalidValue);
  });
});
