import { describe, expect, it } from "vitest";

import { ContentType } from "../../contrib/contenttypes/index.ts";
import {
  GenericForeignKey,
  GenericRelation,
  InvalidValue,
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
