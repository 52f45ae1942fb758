import { describe, expect, it } from "vitest";

import {
  Count,
  InvalidUse,
  InvalidValue,
  FieldError,
  Prefetch,
  models,
  prefetchRelatedObjects,
  type RelatedManager,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "prefetch" };

class Shop extends models.Model<Shop>()({ name: models.CharField({ maxLength: 9 }) }, label) {
  declare floorSet: RelatedManager<Floor>;
}

class Floor extends models.Model<Floor>()(
  {
    level: models.IntegerField(),
    shop: models.ForeignKey(() => Shop, { onDelete: models.CASCADE }),
    keeper: models.ForeignKey(() => Keeper, { onDelete: models.CASCADE, null: true }),
  },
  { ...label, ordering: ["level"] },
) {
  declare shelfSet: RelatedManager<Shelf>;
}

class Keeper extends models.Model<Keeper>()({ name: models.CharField({ maxLength: 9 }) }, label) {
  declare floorSet: RelatedManager<Floor>;
  declare shelfSet: RelatedManager<Shelf>;
}

class Shelf extends models.Model<Shelf>()(
  {
    code: models.CharField({ maxLength: 9 }),
    floor: models.ForeignKey(() => Floor, { onDelete: models.CASCADE }),
    keepers: models.ManyToManyField(() => Keeper),
  },
  { ...label, ordering: ["code"] },
) {}

async function mall() {
  const database = await memoryDatabase(Shop, Floor, Keeper, Shelf);
  const keeper = await Keeper.objects.create({ name: "Ada" });
  for (const name of ["A", "B"]) {
    const shop = await Shop.objects.create({ name });
    for (const level of [0, 1]) {
      const floor = await Floor.objects.create({
        level,
        shop,
        keeper: level === 0 ? keeper : null,
      });
      const shelf = await Shelf.objects.create({ code: `${name}${level}`, floor });
      await shelf.keepers.add(keeper);
    }
  }
  return database;
}

describe("prefetchRelated()", () => {
  it("sends one query for each level, and none afterwards [QS-58]", async () => {
    await using _ = await mall();
    const codes: string[] = [];

    const sent = await statementsOf(async () => {
      const shops = await Shop.objects.orderBy("id").prefetchRelated("floorSet__shelfSet__keepers");
      for (const shop of shops)
        for (const floor of await shop.floorSet.all())
          for (const shelf of await floor.shelfSet.all()) {
            const [keeper] = await shelf.keepers.all();
            codes.push(`${shelf.code} ${keeper?.name ?? ""}`);
          }
    });

    expect(codes).toEqual(["A0 Ada", "A1 Ada", "B0 Ada", "B1 Ada"]);
    expect(sent).toHaveLength(4);
  });

  it("loads relations to one row too, null included [QS-58]", async () => {
    await using _ = await mall();

    const sent = await statementsOf(async () => {
      const floors = await Floor.objects.orderBy("id").prefetchRelated("keeper", "shop");
      expect(floors[0]?.keeper).toMatchObject({ name: "Ada" });
      expect(floors[1]?.keeper).toBeNull();
      expect(floors[0]?.shop).toMatchObject({ name: "A" });
      expect(floors[0]?.shop).toBe(floors[1]?.shop);
    });

    expect(sent).toHaveLength(3);
  });

  it("sends nothing for no rows, and once for a path named twice [QS-58]", async () => {
    await using _ = await mall();

    const none = await statementsOf(
      async () => void (await Shop.objects.filter({ name: "?" }).prefetchRelated("floorSet")),
    );
    const twice = await statementsOf(
      async () =>
        void (await Shop.objects.prefetchRelated("floorSet", "floorSet__shelfSet", "floorSet")),
    );

    expect([none.length, twice.length]).toEqual([1, 3]);
  });

  it("is not used by a further filter of the relation [QS-58] [QS-11]", async () => {
    await using _ = await mall();
    const [shop] = await Shop.objects.prefetchRelated("floorSet");

    const sent = await statementsOf(async () => void (await shop?.floorSet.filter({ level: 1 })));

    expect(sent).toHaveLength(1);
  });

  it("is forgotten when the relation changes, and with null [QS-58] [QS-11]", async () => {
    await using _ = await mall();
    const [shop] = await Shop.objects.prefetchRelated("floorSet");
    await shop?.floorSet.create({ level: 9 });

    expect(await shop?.floorSet.count()).toBe(3);
    expect(
      await statementsOf(
        async () => void (await Shop.objects.prefetchRelated("floorSet").prefetchRelated(null)),
      ),
    ).toHaveLength(1);
  });

  it("takes a queryset and another attribute [QS-58]", async () => {
    await using _ = await mall();
    const top = new Prefetch("floorSet", {
      queryset: Floor.objects.filter({ level: 1 }),
      toAttr: "topFloors",
    });

    const [shop] = await Shop.objects.orderBy("id").prefetchRelated(top);

    const { topFloors } = shop as unknown as { topFloors: Floor[] };
    expect(topFloors.map(({ level }) => level)).toEqual([1]);
    expect(await shop?.floorSet.count()).toBe(2);
  });

  it("counts and filters a queryset by the rows that lead to each object [QS-58]", async () => {
    await using _ = await mall();
    const counted = new Prefetch("keepers", {
      queryset: Keeper.objects.annotate({ n: Count("shelf") }).filter({ n__gte: 1 }),
    });
    const own = new Prefetch("keepers", {
      queryset: Keeper.objects.filter({ shelf__code: "A0" }),
    });

    const shelves = await Shelf.objects.orderBy("id").prefetchRelated(counted);
    const counts = await Promise.all(
      shelves.map(async (shelf) =>
        (await shelf.keepers.all()).map((keeper) => Number(Object(keeper).n)),
      ),
    );
    const filtered = await Shelf.objects.orderBy("id").prefetchRelated(own);
    const found = await Promise.all(
      filtered.map(async (shelf) => (await shelf.keepers.all()).length),
    );

    expect(counts).toEqual([[1], [1], [1], [1]]);
    expect(found).toEqual([1, 0, 0, 0]);
  });

  it("takes a sliced queryset: so many rows for each object [QS-58]", async () => {
    await using _ = await mall();
    const highest = new Prefetch("floorSet", {
      queryset: Floor.objects.orderBy("-level").slice(0, 1),
    });

    const shops = await Shop.objects.orderBy("id").prefetchRelated(highest);
    const levels = await Promise.all(
      shops.map(async (shop) => (await shop.floorSet.all()).map(({ level }) => level)),
    );

    expect(levels).toEqual([[1], [1]]);
  });

  it("refuses two querysets for one path [QS-58]", async () => {
    await using _ = await mall();
    const rows = Shop.objects.prefetchRelated(
      "floorSet",
      new Prefetch("floorSet", { queryset: Floor.objects.filter({ level: 1 }) }),
    );

    await expect(rows).rejects.toThrow(InvalidValue);
    await expect(rows).rejects.toThrow(/floorSet/);
  });

  it("refuses an attribute that is a field, and rows that are no instances [QS-58]", async () => {
    await using _ = await mall();
    const clash = Shop.objects.prefetchRelated(new Prefetch("floorSet", { toAttr: "name" }));

    await expect(clash).rejects.toThrow(InvalidValue);
    expect(() => new Prefetch("floorSet", { queryset: Floor.objects.values("level") })).toThrow(
      /values/,
    );
  });

  it("refuses a path that leads nowhere, naming it [QS-58] [QS-36]", async () => {
    await using _ = await mall();
    const error: unknown = await Shop.objects.prefetchRelated("florSet" as never).then(
      () => undefined,
      (caught: unknown) => caught,
    );

    expect(
      error instanceof FieldError || error instanceof InvalidUse || error instanceof InvalidValue,
    ).toBe(true);
    expect((error as Error).message).toMatch(/florSet/);
  });

  it("works in chunks with iterator(), which needs their size [QS-22] [QS-58]", async () => {
    await using _ = await mall();
    const rows = Shop.objects.orderBy("id").prefetchRelated("floorSet");
    const names: string[] = [];

    const sent = await statementsOf(async () => {
      for await (const shop of rows.iterator({ chunkSize: 1 })) names.push(shop.name);
    });

    expect([names, sent.length]).toEqual([["A", "B"], 3]);
    await expect(rows.iterator()[Symbol.asyncIterator]().next()).rejects.toThrow(
      "chunkSize must be provided when using iterator() after prefetchRelated().",
    );
  });
});

describe("a prefetched object", () => {
  it("is forgotten when the key of its relation changes [QS-58]", async () => {
    await using _ = await mall();
    const [first] = await Floor.objects.filter({ shop__name: "A" }).prefetchRelated("shop");
    const other = await Shop.objects.get({ name: "B" });
    if (first === undefined) throw new Error("no floor");
    expect((await first.shop).name).toBe("A");

    first.shopId = other.id;

    expect((await first.shop).name).toBe("B");
  });
});

describe("prefetchRelatedObjects()", () => {
  it("loads relations of objects that are there already [QS-59]", async () => {
    await using _ = await mall();
    const shops = await Shop.objects.orderBy("id");
    await prefetchRelatedObjects(shops, "floorSet");

    const sent = await statementsOf(async () => {
      expect(await shops[0]?.floorSet.all()).toHaveLength(2);
      await prefetchRelatedObjects(shops, "floorSet");
    });

    expect(sent).toEqual([]);
  });
});
