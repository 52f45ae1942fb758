import { describe, expect, it } from "vitest";

import { InvalidUse, InvalidValue, models, type Lazy, type RelatedManager } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "places" };

class Place extends models.Model<Place>()(
  {
    name: models.CharField({ maxLength: 20, unique: true }),
    rating: models.IntegerField({ default: 0 }),
  },
  { ...label, ordering: ["name"], getLatestBy: "rating" },
) {
  declare restaurant: Restaurant | Lazy<Restaurant>;
  greet() {
    return `Welcome to ${this.name}`;
  }
}

class Restaurant extends models.Model<Restaurant>().extends(Place)(
  { tables: models.IntegerField({ default: 1 }) },
  label,
) {
  declare review: RelatedManager<Review>;
}

class Pizzeria extends models.Model<Pizzeria>().extends(Restaurant)(
  { oven: models.BooleanField({ default: true }) },
  label,
) {}

class Review extends models.Model<Review>()(
  { of: models.ForeignKey(() => Restaurant, { onDelete: models.CASCADE, relatedName: "review" }) },
  label,
) {}

class Linked extends models.Model<Linked>().extends(Place)(
  {
    place: models.OneToOneField(() => Place, {
      onDelete: models.CASCADE,
      parentLink: true,
      primaryKey: true,
    }),
  },
  label,
) {}

class FamousPlaces extends models.QuerySet<FamousPlace> {
  top() {
    return this.filter({ rating__gte: 5 });
  }
}

class FamousPlace extends models.Model<FamousPlace>().extends(Place)(
  {},
  { ...label, proxy: true, ordering: ["-rating"], verboseName: "famous place" },
) {
  static override readonly objects = models.managerOf(FamousPlaces);
  override greet() {
    return `${super.greet()}!`;
  }
}

const open = () => memoryDatabase(Place, Restaurant, Pizzeria, Review, Linked, FamousPlace);

describe("multi-table inheritance", () => {
  it("has a row in each table, linked one to one [MOD-52]", async () => {
    await using _ = await open();

    const sent = await statementsOf(() =>
      Restaurant.objects.create({ name: "Hot Club", tables: 5 }),
    );

    expect(sent.filter((sql) => sql.startsWith("INSERT"))).toHaveLength(2);
    expect(Restaurant.meta.pk.column).toBe("place_ptr_id");
    expect(await Place.objects.valuesList("name", { flat: true })).toEqual(["Hot Club"]);
  });

  it("reads a child with a join, and filters by fields of both [MOD-52]", async () => {
    await using _ = await open();
    await Restaurant.objects.create({ name: "Hot Club", tables: 5 });

    const sent = await statementsOf(async () => {
      const [found] = await Restaurant.objects.filter({ name: "Hot Club", tables__gt: 4 });
      expect([found?.name, found?.tables, found?.greet()]).toEqual([
        "Hot Club",
        5,
        "Welcome to Hot Club",
      ]);
    });

    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain("INNER JOIN");
  });

  it("inherits the order of the parent [MOD-52]", async () => {
    await using _ = await open();
    await Restaurant.objects.create({ name: "b" });
    await Restaurant.objects.create({ name: "a" });

    expect(await Restaurant.objects.valuesList("name", { flat: true })).toEqual(["a", "b"]);
  });

  it("reaches the child from the parent, and says when there is none [MOD-52] [MOD-29]", async () => {
    await using _ = await open();
    await Restaurant.objects.create({ name: "Hot Club", tables: 5 });
    await Place.objects.create({ name: "Square" });
    const [club, square] = await Place.objects.all();

    expect((await club?.restaurant)?.tables).toBe(5);
    await expect(Promise.resolve(square?.restaurant)).rejects.toThrow(Restaurant.DoesNotExist);
    expect(await Place.objects.filter({ ["restaurant__tables" as "rating"]: 5 }).count()).toBe(1);
  });

  it("goes over several levels [MOD-52]", async () => {
    await using _ = await open();
    const made = await Pizzeria.objects.create({ name: "Napoli", tables: 3 });

    const found = await Pizzeria.objects.get({ name: "Napoli" });
    found.rating = 4;
    found.tables = 6;
    await found.save();

    expect([made.oven, found.pk]).toEqual([true, made.pk]);
    expect(await Place.objects.valuesList("rating", { flat: true })).toEqual([4]);
    expect(await Restaurant.objects.valuesList("tables", { flat: true })).toEqual([6]);
  });

  it("updates columns of parent and child by one call [MOD-52]", async () => {
    await using _ = await open();
    await Restaurant.objects.create({ name: "Hot Club" });

    expect(await Restaurant.objects.update({ rating: 5, tables: 9 })).toBe(1);
    expect(await Restaurant.objects.values("rating", "tables")).toEqual([{ rating: 5, tables: 9 }]);
  });

  it("deletes the parent's row too, unless it is to be kept [MOD-52]", async () => {
    await using _ = await open();
    const first = await Restaurant.objects.create({ name: "a" });
    const second = await Restaurant.objects.create({ name: "b" });

    await first.delete();
    await second.delete({ keepParents: true });

    expect(await Place.objects.valuesList("name", { flat: true })).toEqual(["b"]);
    expect(await Restaurant.objects.count()).toBe(0);
  });

  it("deletes the child's row with the parent's [MOD-52] [MOD-62]", async () => {
    await using _ = await open();
    const club = await Restaurant.objects.create({ name: "Hot Club" });
    await Review.objects.create({ of: club });
    const place = await Place.objects.get();

    expect(await place.delete()).toEqual([
      3,
      { "places.Place": 1, "places.Restaurant": 1, "places.Review": 1 },
    ]);
  });

  it("checks what is unique in the parent [MOD-46]", async () => {
    await using _ = await open();
    await Place.objects.create({ name: "Hot Club" });

    await expect(new Restaurant({ name: "Hot Club" }).fullClean()).rejects.toThrow(
      "Place with this Name already exists.",
    );
  });

  it("copies when the keys of both are cleared [MOD-68]", async () => {
    await using _ = await open();
    const club = await Restaurant.objects.create({ name: "Hot Club", tables: 5 });
    club.pk = null;
    club.id = null;
    club.name = "Copy";

    await club.save();

    expect(await Restaurant.objects.count()).toBe(2);
    expect(await Place.objects.count()).toBe(2);
  });

  it("takes a declared link with parentLink [MOD-29]", async () => {
    await using _ = await open();
    await Linked.objects.create({ name: "x" });

    expect(Linked.meta.fields.map(({ name }) => name)).toEqual(["id", "name", "rating", "place"]);
    expect(Linked.meta.pk.name).toBe("place");
  });

  it("refuses a field that the parent has [MOD-51]", () => {
    class Twice extends models.Model<Twice>().extends(Place)(
      { rating: models.IntegerField() },
      label,
    ) {}

    expect(() => Twice.meta).toThrow(InvalidUse);
  });

  it("cannot be created in bulk [QS-25]", async () => {
    await using _ = await open();
    const made = Restaurant.objects.bulkCreate([new Restaurant({ name: "x" })]);

    await expect(made).rejects.toThrow(InvalidValue);
  });
});

describe("proxies", () => {
  it("have the same table with methods, order and manager of their own [MOD-53]", async () => {
    await using _ = await open();
    await Place.objects.bulkCreate([
      new Place({ name: "a", rating: 1 }),
      new Place({ name: "b", rating: 5 }),
      new Place({ name: "c", rating: 9 }),
    ]);

    const famous = await FamousPlace.objects.top();

    expect(famous.map((place) => place.greet())).toEqual(["Welcome to c!", "Welcome to b!"]);
    expect(famous[0]).toBeInstanceOf(FamousPlace);
    expect([FamousPlace.meta.dbTable, FamousPlace.meta.concrete]).toEqual([
      "places_place",
      Place.meta,
    ]);
  });

  it("are equal to the same row of their base [MOD-53] [MOD-59]", async () => {
    await using _ = await open();
    await Place.objects.create({ name: "a" });

    expect((await FamousPlace.objects.get()).equals(await Place.objects.get())).toBe(true);
  });

  it("have no fields of their own and one base [MOD-53]", () => {
    class Wrong extends models.Model<Wrong>().extends(Place)(
      { more: models.IntegerField() },
      { ...label, proxy: true },
    ) {}

    expect(() => Wrong.meta).toThrow(/Wrong is a proxy: it needs exactly one base/);
  });

  it("throw errors that their base's handlers catch [MOD-65]", async () => {
    await using _ = await open();

    await expect(FamousPlace.objects.get()).rejects.toThrow(Place.DoesNotExist);
  });
});
