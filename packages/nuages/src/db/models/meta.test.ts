import { describe, expect, it } from "vitest";

import { FieldDoesNotExist, F, Q, connections, models, type RelatedManager } from "../index.ts";
import { Temporal } from "../../utils/temporal.ts";
import { memoryDatabase } from "../testing/database.ts";

const label = { appLabel: "studio" };

class Take extends models.Model<Take>()(
  {
    songTitle: models.CharField({ maxLength: 20 }),
    day: models.DateField(),
    rating: models.IntegerField({ null: true, dbColumn: "stars" }),
  },
  {
    ...label,
    ordering: [F("rating").desc({ nullsLast: true }), "-songTitle"],
    getLatestBy: ["day", "id"],
    indexes: [
      new models.Index({ fields: ["songTitle", "-day"] }),
      new models.Index({ name: "rated", fields: ["rating"], condition: Q({ rating__gt: 3 }) }),
    ],
  },
) {
  declare copySet: RelatedManager<Copy>;
}

class Copy extends models.Model<Copy>()(
  {
    take: models.ForeignKey(() => Take, { onDelete: models.CASCADE, verboseName: "the take" }),
    takes: models.ManyToManyField(() => Take, { relatedName: "+" }),
  },
  { ...label, verboseName: "reel", dbTable: "reels", permissions: [["play", "Can play"]] },
) {}

class BoxSet extends models.Model<BoxSet>()(
  { select: models.CharField({ maxLength: 5, dbColumn: 'a "quoted" column' }) },
  { ...label, dbTable: "order", defaultRelatedName: "boxes", managed: true },
) {}

const day = (text: string) => Temporal.PlainDate.from(text);

async function studio() {
  const database = await memoryDatabase(Take, Copy, BoxSet);
  const takes = [
    await Take.objects.create({ songTitle: "Nuages", day: day("1940-10-01"), rating: 5 }),
    await Take.objects.create({ songTitle: "Daphne", day: day("1940-10-01") }),
    await Take.objects.create({ songTitle: "Belleville", day: day("1942-03-31"), rating: 4 }),
  ];
  return { takes, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

describe("options of a model", () => {
  it("order querysets, expressions and nulls too [MOD-38]", async () => {
    await using _ = await studio();

    expect(await Take.objects.valuesList("songTitle", { flat: true })).toEqual([
      "Nuages",
      "Belleville",
      "Daphne",
    ]);
  });

  it("make names of table and columns like Django's [MOD-38]", () => {
    expect([Take.meta.dbTable, Copy.meta.dbTable, BoxSet.meta.modelName]).toEqual([
      "studio_take",
      "reels",
      "boxset",
    ]);
    expect(Take.meta.fields.map(({ column }) => column)).toEqual([
      "id",
      "song_title",
      "day",
      "stars",
    ]);
  });

  it("name the model for people, with an s for many [MOD-38]", () => {
    expect([BoxSet.meta.verboseName, BoxSet.meta.verboseNamePlural]).toEqual([
      "box set",
      "box sets",
    ]);
    expect([Copy.meta.verboseName, Copy.meta.verboseNamePlural]).toEqual(["reel", "reels"]);
  });

  it("name fields for people by their words [MOD-01]", () => {
    expect([
      Take.meta.getField("songTitle").verboseName,
      Copy.meta.getField("take").verboseName,
    ]).toEqual(["song title", "the take"]);
  });

  it("find the latest and the earliest row [MOD-39] [QS-19]", async () => {
    await using world = await studio();
    const [first, second, third] = world.takes;

    expect((await Take.objects.latest()).pk).toBe(third?.pk);
    expect((await Take.objects.earliest()).pk).toBe(first?.pk);
    expect((await Take.objects.latest("-day", "id")).pk).toBe(second?.pk);
  });

  it("quote names that are words of SQL or hold quotes [MOD-24]", async () => {
    await using _ = await studio();

    await BoxSet.objects.create({ select: "x" });

    expect(await BoxSet.objects.filter({ select: "x" }).values("select")).toEqual([
      { select: "x" },
    ]);
  });

  it("make indexes, with Django's automatic names [MOD-49]", async () => {
    await using _ = await studio();
    const [automatic, named] = (Take.meta.options.indexes ?? []) as unknown as {
      nameFor(meta: typeof Take.meta): string;
    }[];
    const rows = await connections
      .get("default")
      .query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL", []);
    const byName = new Map(rows.map(([name, sql]) => [name, String(sql)]));

    expect(automatic?.nameFor(Take.meta)).toMatch(/^studio_take_song_ti_[0-9a-f]{6}_idx$/);
    expect(named?.nameFor(Take.meta)).toBe("rated");
    expect(byName.get(automatic?.nameFor(Take.meta))).toContain('("song_title", "day" DESC)');
    expect(byName.get("rated")).toMatch(/WHERE .*"stars" > 3/);
  });
});

describe("meta", () => {
  it("finds fields by name, attribute name and pk [MOD-43]", () => {
    expect(Copy.meta.getField("takeId")).toBe(Copy.meta.getField("take"));
    expect(Copy.meta.getField("pk").name).toBe("id");
    expect(() => Copy.meta.getField("tkae")).toThrow(FieldDoesNotExist);
    expect(() => Copy.meta.getField("tkae")).toThrow(
      /studio\.Copy has no field named "tkae".*"take"/s,
    );
  });

  it("lists fields, many-to-many relations and relations from others [MOD-43]", () => {
    expect(Copy.meta.fields.map(({ name }) => name)).toEqual(["id", "take"]);
    expect(Copy.meta.manyToMany.map(({ name }) => name)).toEqual(["takes"]);
    expect(Take.meta.reverseRelations().map(({ accessorName }) => accessorName)).toContain(
      "copySet",
    );
  });

  it("names itself with its app, as written and in lower case [MOD-43]", () => {
    expect([BoxSet.meta.label, BoxSet.meta.labelLower, BoxSet.meta.appLabel]).toEqual([
      "studio.BoxSet",
      "studio.boxset",
      "studio",
    ]);
  });

  it("tells relations from columns [MOD-43]", () => {
    const kinds = ["id", "take", "takes"].map((name) => {
      const field = Copy.meta.getField(name);
      return [field.isRelation, field.relation?.kind, field.column !== undefined];
    });

    expect(kinds).toEqual([
      [false, undefined, true],
      [true, "foreignKey", true],
      [true, "manyToMany", false],
    ]);
  });

  it("has one automatic key, unless a field is the key [MOD-09]", () => {
    class Keyed extends models.Model<Keyed>()(
      { code: models.CharField({ maxLength: 3, primaryKey: true }) },
      label,
    ) {}

    expect([Take.meta.pk.name, Take.meta.pk.getInternalType()]).toEqual(["id", "BigAutoField"]);
    expect(Keyed.meta.fields.map(({ name }) => name)).toEqual(["code"]);
  });
});

describe("instances", () => {
  it("find their neighbours by date, ties by key [MOD-66]", async () => {
    await using world = await studio();
    const [first, second, third] = world.takes as [Take, Take, Take];

    expect((await first.getNextByDay()).pk).toBe(second.pk);
    expect((await second.getNextByDay()).pk).toBe(third.pk);
    expect((await third.getPreviousByDay()).pk).toBe(second.pk);
    await expect(third.getNextByDay()).rejects.toThrow(Take.DoesNotExist);
    expect((await first.getNextByDay({ rating__isnull: false })).pk).toBe(third.pk);
  });

  it("have no neighbours before they are saved [MOD-66]", async () => {
    await using _ = await studio();

    await expect(
      new Take({ songTitle: "x", day: day("1940-01-01") }).getNextByDay(),
    ).rejects.toThrow("getNextBy/getPreviousBy cannot be used on unsaved objects.");
  });

  it("have exceptions of their own class [MOD-65]", async () => {
    await using _ = await studio();

    await expect(Take.objects.get({ songTitle: "x" })).rejects.toThrow(Take.DoesNotExist);
    await expect(Take.objects.get({ songTitle: "x" })).rejects.not.toThrow(Copy.DoesNotExist);
    await expect(Take.objects.get({ day: "1940-10-01" })).rejects.toThrow(
      Take.MultipleObjectsReturned,
    );
    await expect(
      new Take({ id: 99, songTitle: "x", day: day("1940-01-01") }).save({ forceUpdate: true }),
    ).rejects.toThrow(Take.NotUpdated);
  });

  it("give text, values for fixtures and JSON without what is not loaded [MOD-66] [MOD-67]", async () => {
    await using world = await studio();
    const [first] = world.takes as [Take];
    const partial = await Take.objects.only("songTitle").get({ pk: first.pk });
    const copy = await Copy.objects.create({ take: first });

    expect(String(first)).toBe("Take object (1)");
    expect([...partial.getDeferredFields()]).toEqual(["day", "rating"]);
    expect(partial.toJSON()).toEqual({ id: 1, songTitle: "Nuages" });
    expect(copy.serializableValue("take")).toBe(first.id);
  });
});
