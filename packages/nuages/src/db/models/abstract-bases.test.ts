import { describe, expect, it } from "vitest";

import { Q, models, type RelatedManager } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

const label = { appLabel: "places" };

class Person extends models.Model<Person>()({ name: models.CharField({ maxLength: 20 }) }, label) {
  declare cafesOwned: RelatedManager<Cafe>;
  declare barsOwned: RelatedManager<Bar>;
}

class Owned extends models.Model<Owned>()(
  {
    owner: models.ForeignKey(() => Person, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "%(class)ssOwned",
      relatedQueryName: "%(app_label)s_%(class)s",
    }),
    note: models.CharField({ maxLength: 20, default: "-" }),
  },
  {
    ...label,
    abstract: true,
    ordering: ["-id"],
    constraints: [
      new models.CheckConstraint({
        name: "%(app_label)s_%(class)s_note",
        condition: Q({ note__gt: "" }),
      }),
    ],
    indexes: [new models.Index({ fields: ["note"] })],
  },
) {
  describeNote() {
    return `(${this.note})`;
  }
}

class Cafe extends models.Model<Cafe>().extends(Owned)({}, label) {}
class Bar extends models.Model<Bar>().extends(Owned)(
  { note: models.CharField({ maxLength: 5, default: "7" }) },
  { ...label, ordering: ["id"], constraints: [], indexes: [] },
) {}
class Bare extends models.Model<Bare>().extends(Owned)(
  { note: null },
  { ...label, constraints: [], indexes: [] },
) {}

const open = () => memoryDatabase(Person, Cafe, Bar, Bare);

describe("abstract bases", () => {
  it("give their fields, methods and options to each child [MOD-51]", async () => {
    await using _ = await open();
    await Cafe.objects.create({});
    await Cafe.objects.create({ note: "late" });

    const cafes = await Cafe.objects.all();

    expect(cafes.map((cafe) => cafe.describeNote())).toEqual(["(late)", "(-)"]);
    expect(Cafe.meta.abstract).toBe(false);
    expect(Cafe.meta.dbTable).toBe("places_cafe");
  });

  it("have no rows and no table [MOD-51]", () => {
    expect(() => Owned.objects).toThrow("Owned is abstract: it has no rows of its own.");
  });

  it("let a child change an option and replace a field [MOD-51]", async () => {
    await using _ = await open();
    await Bar.objects.bulkCreate([new Bar({}), new Bar({ note: "9" })]);

    expect(await Bar.objects.valuesList("note", { flat: true })).toEqual(["7", "9"]);
    expect(Bar.meta.getField("note").maxLength).toBe(5);
  });

  it("let a child leave a field out with null [MOD-51]", () => {
    expect(Bare.meta.fields.map(({ name }) => name)).toEqual(["id", "owner"]);
  });

  it("pass on constraints and indexes, named for each child [MOD-40] [MOD-48]", () => {
    const [constraint] = Cafe.meta.options.constraints ?? [];
    const named = constraint as unknown as { nameFor(meta: unknown): string };

    expect(named.nameFor(Cafe.meta)).toBe("places_cafe_note");
    expect(Cafe.meta.options.indexes).toHaveLength(1);
  });

  it("fill class and app into names of the other side [MOD-28]", async () => {
    await using _ = await open();
    const django = await Person.objects.create({ name: "Django" });
    await django.cafesOwned.create({});
    await django.barsOwned.create({});

    expect(await Person.objects.filter({ ["places_cafe__note" as "name"]: "-" }).count()).toBe(1);
    expect(await Person.objects.filter({ ["places_bar__note" as "name"]: "7" }).count()).toBe(1);
  });

  it("do not share their fields between children [MOD-51]", () => {
    expect(Cafe.meta.getField("owner")).not.toBe(Bare.meta.getField("owner"));
  });

  it("may be several: the first wins [MOD-51]", () => {
    class Named extends models.Model<Named>()(
      { name: models.CharField({ maxLength: 3 }) },
      { abstract: true },
    ) {
      who() {
        return "named";
      }
    }
    class Titled extends models.Model<Titled>()(
      { name: models.CharField({ maxLength: 9 }), title: models.CharField({ maxLength: 9 }) },
      { abstract: true },
    ) {
      who() {
        return "titled";
      }
      shout() {
        return this.title.toUpperCase();
      }
    }
    class Both extends models.Model<Both>().extends(Named, Titled)({}, label) {}
    const both = new Both({ name: "a", title: "b" });

    expect([both.who(), both.shout(), Both.meta.getField("name").maxLength]).toEqual([
      "named",
      "B",
      3,
    ]);
  });
});

describe("several bases", () => {
  it("let a later base override what both have from a third [MOD-51]", () => {
    class Third extends models.Model<Third>()({}, { abstract: true }) {
      who() {
        return "third";
      }
      static kind() {
        return "third";
      }
    }
    class Plain extends models.Model<Plain>().extends(Third)({}, { abstract: true }) {}
    class Special extends models.Model<Special>().extends(Third)({}, { abstract: true }) {
      override who() {
        return "special";
      }
      static override kind() {
        return "special";
      }
    }
    class Child extends models.Model<Child>().extends(Plain, Special)({}, label) {}

    expect([new Child().who(), Child.kind()]).toEqual(["special", "special"]);
  });
});
