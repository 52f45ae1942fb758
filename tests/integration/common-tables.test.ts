import {
  atomic,
  Count,
  createTables,
  CTE,
  Exists,
  F,
  Max,
  models,
  OuterRef,
  Q,
  registerModels,
  RowNumber,
  Subquery,
  Sum,
  Value,
  Window,
  type RelatedManager,
} from "nuages/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { servers, testDatabase } from "./lib/servers.ts";

class Category extends models.Model<Category>()(
  {
    name: models.CharField({ maxLength: 40 }),
    parent: models.ForeignKey(() => Category, { onDelete: models.CASCADE, null: true }),
  },
  { appLabel: "shop", ordering: ["id"] },
) {
  declare itemSet: RelatedManager<Item>;
}

class Item extends models.Model<Item>()(
  {
    title: models.CharField({ maxLength: 40 }),
    price: models.IntegerField(),
    category: models.ForeignKey(() => Category, { onDelete: models.CASCADE }),
  },
  { appLabel: "shop", ordering: ["id"] },
) {}

/** Rows of another model, which the compiler would refuse. */
function untrusted(value: unknown): never {
  return value as never;
}

/** Music (Jazz (Gypsy jazz), Rock), Books. */
async function fill(): Promise<void> {
  const music = await Category.objects.create({ name: "Music" });
  const jazz = await Category.objects.create({ name: "Jazz", parent: music });
  const gypsy = await Category.objects.create({ name: "Gypsy jazz", parent: jazz });
  const rock = await Category.objects.create({ name: "Rock", parent: music });
  const books = await Category.objects.create({ name: "Books" });
  await Item.objects.bulkCreate([
    new Item({ title: "Nuages", price: 9, category: gypsy }),
    new Item({ title: "Minor Swing", price: 5, category: gypsy }),
    new Item({ title: "So What", price: 7, category: jazz }),
    new Item({ title: "Paranoid", price: 3, category: rock }),
    new Item({ title: "Rose", price: 20, category: books }),
  ]);
}

const tree = CTE.recursive(
  "tree",
  Category.objects.filter({ parent: null }).annotate({ depth: Value(0) }),
  (above) =>
    Category.objects.with(above.on({ id: "parent" })).annotate({ depth: F("tree__depth").plus(1) }),
);

/** A category and what is below it. */
const below = (name: string) =>
  CTE.recursive("below", Category.objects.filter({ name }).values("id"), (found) =>
    Category.objects.with(found.on({ id: "parent" })).values("id"),
  );

const totals = CTE(
  "totals",
  Item.objects
    .filter({ price__gt: 3 })
    .values("category")
    .annotate({ items: Count("id") }),
);

for (const server of servers) {
  describe.skipIf(!server.isThere)(`common tables on ${server.label}`, () => {
    let database: AsyncDisposable;
    beforeAll(async () => {
      database = await testDatabase(server);
      registerModels(Category, Item);
      await createTables({ models: [Category, Item] });
      await fill();
    });
    afterAll(async () => database[Symbol.asyncDispose]());

    it("walks a tree and gives instances", async () => {
      const rows = await tree.rows().orderBy("depth", "name");

      expect(rows.map(({ name, depth }) => [name, depth])).toEqual([
        ["Books", 0],
        ["Music", 0],
        ["Jazz", 1],
        ["Rock", 1],
        ["Gypsy jazz", 2],
      ]);
      expect(rows[4]).toBeInstanceOf(Category);
      expect((await rows[4]?.parent)?.name).toBe("Jazz");
    });

    it("is joined, filtered, ordered, counted", async () => {
      const deep = Item.objects.with(tree.on({ id: "category" })).filter({ tree__depth__gte: 1 });

      const rows = await deep
        .annotate({ depth: F("tree__depth") })
        .orderBy("-tree__depth", "title");

      expect(rows.map(({ title, depth }) => [title, depth])).toEqual([
        ["Minor Swing", 2],
        ["Nuages", 2],
        ["Paranoid", 1],
        ["So What", 1],
      ]);
      expect(await deep.count()).toBe(4);
      expect(await deep.filter({ tree__depth: 7 }).exists()).toBe(false);
      expect(await deep.exclude({ tree__depth: 2 }).values("title")).toEqual([
        { title: "So What" },
        { title: "Paranoid" },
      ]);
    });

    it("stands in subqueries, in EXISTS and as a value", async () => {
      const music = below("Music").rows();

      const titles = await Item.objects
        .filter({ category__in: music.values("id") })
        .valuesList("title", { flat: true });
      expect(titles).toEqual(["Nuages", "Minor Swing", "So What", "Paranoid"]);

      const within = Exists(
        below("Jazz")
          .rows()
          .filter({ id: OuterRef("categoryId") }),
      );
      expect(await Item.objects.filter(within).count()).toBe(3);

      const depth = Subquery(
        tree
          .rows()
          .filter({ id: OuterRef("category") })
          .values("depth"),
      );
      const [first] = await Item.objects.annotate({ depth }).orderBy("-price");
      expect(first?.depth).toBe(0);
    });

    it("joins totals, and keeps rows without any in an outer join", async () => {
      const inner = await Category.objects
        .with(totals.on({ category: "id" }))
        .annotate({ n: F("totals__items") });
      expect(inner.map(({ name, n }) => [name, n])).toEqual([
        ["Jazz", 1],
        ["Gypsy jazz", 2],
        ["Books", 1],
      ]);

      const outer = Category.objects
        .with(totals.on({ category: "id" }, { outer: true }))
        .annotate({ n: F("totals__items") });
      expect((await outer).map(({ n }) => n)).toEqual([null, 1, 2, null, 1]);
      expect(await outer.filter({ totals__items__isnull: true }).count()).toBe(2);
    });

    it("updates and deletes what it finds", async () => {
      const jazz = below("Jazz");

      const changed = await Item.objects
        .with(jazz.on({ id: "category" }))
        .update({ price: F("price").plus(100) });
      expect(changed).toBe(3);
      expect(await Item.objects.filter({ price__gt: 100 }).count()).toBe(3);

      await Item.objects.create({
        title: "Extra",
        price: 1,
        category: await Category.objects.get({ name: "Rock" }),
      });
      const [deleted] = await Item.objects
        .filter({ category__in: below("Rock").rows().values("id"), title: "Extra" })
        .delete();
      expect(deleted).toBe(1);
      await Item.objects.filter({ price__gt: 100 }).update({ price: F("price").minus(100) });
    });

    it("stops at a depth, and at a circle when rows count once", async () => {
      const shallow = CTE.recursive(
        "shallow",
        Category.objects.filter({ parent: null }).annotate({ depth: Value(0) }),
        (above) =>
          Category.objects
            .with(above.on({ id: "parent" }))
            .filter({ shallow__depth__lt: 1 })
            .annotate({ depth: F("shallow__depth").plus(1) }),
      );
      expect(await shallow.rows().count()).toBe(4);

      const [music, gypsy] = [
        await Category.objects.get({ name: "Music" }),
        await Category.objects.get({ name: "Gypsy jazz" }),
      ];
      await Category.objects.filter({ pk: music.pk }).update({ parent: gypsy });
      const circle = CTE.recursive(
        "circle",
        Category.objects.filter({ pk: music.pk }).values("id"),
        (found) => Category.objects.with(found.on({ id: "parent" })).values("id"),
        { distinct: true },
      );
      const ids = await circle.rows().orderBy("id");
      expect(ids).toHaveLength(4);
      await Category.objects.filter({ pk: music.pk }).update({ parent: null });
    });

    it("takes part in unions, and two of them in one statement", async () => {
      const both = await Category.objects
        .with(tree.on({ id: "id" }))
        .with(totals.on({ category: "id" }))
        .annotate({ depth: F("tree__depth"), n: F("totals__items") });
      expect(both.map(({ depth, n }) => [depth, n])).toEqual([
        [1, 1],
        [2, 2],
        [0, 1],
      ]);

      const union = tree
        .rows()
        .filter({ depth: 2 })
        .orderBy()
        .values("name")
        .union(tree.rows().filter({ depth: 0 }).orderBy().values("name"));
      expect(await union.orderBy("name")).toEqual([
        { name: "Books" },
        { name: "Gypsy jazz" },
        { name: "Music" },
      ]);
    });

    it("is aggregated, cut, counted and made unique", async () => {
      expect(await tree.rows().aggregate({ deepest: Max("depth"), n: Count("id") })).toEqual({
        deepest: 2,
        n: 5,
      });
      const joined = Item.objects.with(tree.on({ id: "category" }));
      expect(await joined.aggregate({ sum: Sum("tree__depth") })).toEqual({ sum: 6 });
      const depths = joined.orderBy("tree__depth").values("tree__depth").distinct();
      expect(await depths).toEqual([{ tree__depth: 0 }, { tree__depth: 1 }, { tree__depth: 2 }]);
      expect(await depths.count()).toBe(3);
      expect(
        await tree.rows().orderBy("-depth", "id").slice(1, 3).valuesList("name", { flat: true }),
      ).toEqual(["Jazz", "Rock"]);
      const perDepth = tree
        .rows()
        .orderBy("depth")
        .values("depth")
        .annotate({ n: Count("id") });
      expect(await perDepth).toEqual([
        { depth: 0, n: 2 },
        { depth: 1, n: 2 },
        { depth: 2, n: 1 },
      ]);
    });

    it("gives instances whose relations are joined, prefetched and locked", async () => {
      const [gypsy] = await tree
        .rows()
        .filter({ depth: 2 })
        .selectRelated("parent__parent")
        .prefetchRelated("itemSet");

      expect(gypsy?.parent?.parent?.name).toBe("Music");
      expect((await gypsy?.itemSet.all())?.map(({ title }) => title)).toEqual([
        "Nuages",
        "Minor Swing",
      ]);
      const locked = await atomic(async () =>
        Item.objects
          .with(tree.on({ id: "category" }))
          .filter({ tree__depth: 0 })
          .selectForUpdate(),
      );
      expect(locked.map(({ title }) => title)).toEqual(["Rose"]);
    });

    it("reads other common tables, windows and unions", async () => {
      const places = CTE(
        "places",
        Item.objects.annotate({
          place: Window(RowNumber(), { partitionBy: "category", orderBy: "-price" }),
        }),
      );
      const best = CTE("best", places.rows().filter({ place: 1 }).values("category", "title"));
      const rows = await Category.objects
        .with(best.on({ category: "id" }))
        .values("name", "best__title");
      expect(rows).toEqual([
        { name: "Jazz", best__title: "So What" },
        { name: "Gypsy jazz", best__title: "Nuages" },
        { name: "Rock", best__title: "Paranoid" },
        { name: "Books", best__title: "Rose" },
      ]);

      const names = CTE(
        "names",
        Category.objects
          .orderBy()
          .values("name")
          .union(untrusted(Item.objects.orderBy().values({ name: F("title") }))),
      );
      expect(await names.rows().filter({ name__startswith: "R" }).orderBy("name")).toEqual([
        { name: "Rock" },
        { name: "Rose" },
      ]);
    });

    it("is left out by conditions about rows that an outer join does not find", async () => {
      const outer = Category.objects.with(totals.on({ category: "id" }, { outer: true }));

      expect(await outer.exclude({ totals__items: 2 }).count()).toBe(4);
      expect(
        await outer.filter({ totals__items__gte: 2 }).valuesList("name", { flat: true }),
      ).toEqual(["Gypsy jazz"]);
      const either = outer.filter(Q({ totals__items: 2 }).or(Q({ name: "Music" })));
      expect(await either.count()).toBe(2);
    });

    it("keeps rows in an outer join to a table that cannot have any", async () => {
      const nothing = CTE("nothing", Item.objects.none().values("category"));

      const rows = Category.objects.with(nothing.on({ category: "id" }, { outer: true }));

      expect(await rows.count()).toBe(5);
      expect(await Category.objects.with(nothing.on({ category: "id" })).count()).toBe(0);
    });
  });
}
