import { describe, expect, it } from "vitest";

import { Count, F, InvalidUse, InvalidValue, Max, models, type RelatedManager } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "bands" };

class Band extends models.Model<Band>()({ name: models.CharField({ maxLength: 20 }) }, label) {
  declare songs: RelatedManager<Song>;
  declare gigSet: RelatedManager<Gig>;
}

class Song extends models.Model<Song>()(
  {
    title: models.CharField({ maxLength: 20 }),
    band: models.ForeignKey(() => Band, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "songs",
    }),
  },
  label,
) {}

class Gig extends models.Model<Gig>()(
  { band: models.ForeignKey(() => Band, { onDelete: models.CASCADE }) },
  label,
) {}

class Player extends models.Model<Player>()(
  {
    name: models.CharField({ maxLength: 20 }),
    friends: models.ManyToManyField(() => Player),
    idols: models.ManyToManyField(() => Player, { symmetrical: false, relatedName: "fans" }),
    bands: models.ManyToManyField(() => Band, { through: () => Membership }),
  },
  label,
) {
  declare fans: RelatedManager<Player>;
}

class Membership extends models.Model<Membership>()(
  {
    player: models.ForeignKey(() => Player, { onDelete: models.CASCADE }),
    band: models.ForeignKey(() => Band, { onDelete: models.CASCADE }),
    since: models.IntegerField(),
    inviter: models.ForeignKey(() => Player, {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "invitations",
    }),
  },
  label,
) {}

async function hotClub() {
  const database = await memoryDatabase(Band, Song, Gig, Player, Membership);
  const quintet = await Band.objects.create({ name: "Quintette" });
  const nuages = await Song.objects.create({ title: "Nuages", band: quintet });
  const django = await Player.objects.create({ name: "Django" });
  const stephane = await Player.objects.create({ name: "Stéphane" });
  return {
    quintet,
    nuages,
    django,
    stephane,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const titles = (band: Band) => band.songs.orderBy("title").valuesList("title", { flat: true });
const names = async (rows: AsyncIterable<unknown> | PromiseLike<unknown[]>) =>
  ((await rows) as Player[]).map(({ name }) => name);

describe("the manager of a reverse foreign key", () => {
  it("creates, gets or creates, updates or creates rows that point here [MOD-32]", async () => {
    await using world = await hotClub();
    const { songs } = world.quintet;

    await songs.create({ title: "Minor Swing" });
    const [, isNew] = await songs.getOrCreate({ title: "Nuages" });
    const [renamed] = await songs.updateOrCreate(
      { title: "Minor Swing" },
      { defaults: { title: "Daphne" } },
    );

    expect(isNew).toBe(false);
    expect(renamed.bandId).toBe(world.quintet.id);
    expect(await titles(world.quintet)).toEqual(["Daphne", "Nuages"]);
  });

  it("points saved objects here with one update [MOD-32]", async () => {
    await using world = await hotClub();
    const songs = await Song.objects.bulkCreate([
      new Song({ title: "Belleville" }),
      new Song({ title: "Swing 42" }),
    ]);
    const saved = await Song.objects.filter({ band__isnull: true });

    const sent = await statementsOf(() => world.quintet.songs.add(...saved));

    expect(songs).toHaveLength(2);
    expect(sent).toHaveLength(1);
    expect(await titles(world.quintet)).toEqual(["Belleville", "Nuages", "Swing 42"]);
  });

  it("saves unsaved objects only with bulk: false [MOD-32]", async () => {
    await using world = await hotClub();
    const daphne = new Song({ title: "Daphne" });

    await expect(world.quintet.songs.add(daphne)).rejects.toThrow(
      "A bands.Song instance isn't saved. Use bulk: false or save the object first.",
    );
    await world.quintet.songs.add(daphne, { bulk: false });

    expect(daphne.bandId).toBe(world.quintet.id);
    expect(await titles(world.quintet)).toEqual(["Daphne", "Nuages"]);
  });

  it("refuses objects of another model [MOD-32]", async () => {
    await using world = await hotClub();
    const wrong = world.quintet.songs.add(world.django as never);

    await expect(wrong).rejects.toThrow('"bands.Song" instance expected, got bands.Player.');
  });

  it("removes and clears where the key may be null [MOD-32]", async () => {
    await using world = await hotClub();
    await world.quintet.songs.create({ title: "Daphne" });

    await world.quintet.songs.remove(world.nuages);
    expect(await titles(world.quintet)).toEqual(["Daphne"]);
    await world.quintet.songs.clear();
    expect(await titles(world.quintet)).toEqual([]);
    expect(await Song.objects.count()).toBe(2);
  });

  it("refuses to remove what does not point here [MOD-32]", async () => {
    await using world = await hotClub();
    const stray = await Song.objects.create({ title: "Daphne" });

    await expect(world.quintet.songs.remove(stray)).rejects.toThrow(Song.DoesNotExist);
  });

  it("has no remove() and clear() where the key cannot be null [MOD-32]", async () => {
    await using world = await hotClub();
    const gig = await Gig.objects.create({ band: world.quintet });

    await expect(world.quintet.gigSet.remove(gig)).rejects.toThrow(InvalidUse);
    await expect(world.quintet.gigSet.clear()).rejects.toThrow(/cannot be null/);
    expect(await Gig.objects.count()).toBe(1);
  });

  it("sets by the smallest difference [MOD-33]", async () => {
    await using world = await hotClub();
    const kept = world.nuages;
    const gone = await world.quintet.songs.create({ title: "Daphne" });
    const fresh = await Song.objects.create({ title: "Belleville" });

    const sent = await statementsOf(() => world.quintet.songs.set([kept, fresh]));
    await gone.refreshFromDb();

    expect(sent.filter((sql) => sql.startsWith("UPDATE"))).toHaveLength(2);
    expect(gone.bandId).toBeNull();
    expect(await titles(world.quintet)).toEqual(["Belleville", "Nuages"]);
  });

  it("gives objects that know their parent already [MOD-34]", async () => {
    await using world = await hotClub();

    const sent = await statementsOf(async () => {
      const [song] = await world.quintet.songs.all();
      expect(await song?.band).toBe(world.quintet);
    });

    expect(sent).toHaveLength(1);
  });

  it("cannot be used or assigned before the object is saved [MOD-32]", async () => {
    await using _ = await hotClub();
    const unsaved = new Band({ name: "x" });

    expect(() => unsaved.songs.all()).toThrow(InvalidValue);
    expect(() => {
      (unsaved as { songs: unknown }).songs = [];
    }).toThrow(/Direct assignment to bands.Band.songs is prohibited.*await songs\.set/s);
  });
});

describe("the manager of a many-to-many relation", () => {
  it("takes objects and keys, and adds each once [MOD-30]", async () => {
    await using world = await hotClub();

    await world.django.idols.add(world.stephane, world.stephane.id);
    await world.django.idols.add(world.stephane);

    expect(await names(world.django.idols.all())).toEqual(["Stéphane"]);
  });

  it("is symmetrical on the same model unless told otherwise [MOD-30]", async () => {
    await using world = await hotClub();

    await world.django.friends.add(world.stephane);
    await world.django.idols.add(world.stephane);

    expect(await names(world.stephane.friends.all())).toEqual(["Django"]);
    expect(await names(world.stephane.idols.all())).toEqual([]);
    expect(await names(world.stephane.fans.all())).toEqual(["Django"]);
  });

  it("removes both directions of a symmetrical relation [MOD-30]", async () => {
    await using world = await hotClub();
    await world.django.friends.add(world.stephane);

    await world.stephane.friends.remove(world.django);

    expect(await names(world.django.friends.all())).toEqual([]);
  });

  it("creates related objects, and finds them again [MOD-30]", async () => {
    await using world = await hotClub();

    const hubert = await world.django.idols.create({ name: "Hubert" });
    const [same, isNew] = await world.django.idols.getOrCreate({ name: "Hubert" });

    expect([same.equals(hubert), isNew]).toEqual([true, false]);
    expect(await names(hubert.fans.all())).toEqual(["Django"]);
  });

  it("fills the other columns of an own model between with throughDefaults [MOD-35]", async () => {
    await using world = await hotClub();

    await world.django.bands.add(world.quintet, { throughDefaults: { since: 1934 } });
    await world.stephane.bands.set([world.quintet], { throughDefaults: { since: 1935 } });
    await world.stephane.bands.create({ name: "Duo" }, { throughDefaults: { since: () => 1970 } });

    expect(await Membership.objects.orderBy("since").valuesList("since", { flat: true })).toEqual([
      1934, 1935, 1970,
    ]);
  });

  it("leaves rows between alone that set() keeps [MOD-33] [MOD-35]", async () => {
    await using world = await hotClub();
    await world.django.bands.add(world.quintet, { throughDefaults: { since: 1934 } });

    await world.django.bands.set([world.quintet], { throughDefaults: { since: 2000 } });

    expect(await Membership.objects.valuesList("since", { flat: true })).toEqual([1934]);
  });

  it("refuses objects of another model and unsaved ones [MOD-30]", async () => {
    await using world = await hotClub();
    const wrong = world.django.idols.add(world.quintet as never);
    const unsaved = world.django.idols.add(new Player({ name: "x" }));

    await expect(wrong).rejects.toThrow('"bands.Player" instance expected, got bands.Band.');
    await expect(unsaved).rejects.toThrow(/not saved/);
  });

  it("cannot be used before the object is saved [MOD-30]", () => {
    const unsaved = new Player({ name: "x" });

    expect(() => unsaved.idols.all()).toThrow(/needs to have a value for field "id"/);
  });

  it("takes the table name from dbTable, else model and field [MOD-30]", () => {
    class Genre extends models.Model<Genre>()(
      { name: models.CharField({ maxLength: 5 }) },
      label,
    ) {}
    class Record extends models.Model<Record>()(
      {
        genreNames: models.ManyToManyField(() => Genre),
        moods: models.ManyToManyField(() => Genre, { dbTable: "mood", relatedName: "+" }),
      },
      label,
    ) {}
    const tables = Record.meta.manyToMany.map(
      (field) => (field as unknown as { through: { dbTable: string } }).through.dbTable,
    );

    expect(tables).toEqual(["bands_record_genre_names", "mood"]);
  });

  it("chooses between several keys by throughFields [MOD-30]", () => {
    class Club extends models.Model<Club>()(
      {
        members: models.ManyToManyField(() => Player, {
          through: () => Seat,
          throughFields: ["club", "member"],
          relatedName: "clubs",
        }),
      },
      label,
    ) {}
    class Seat extends models.Model<Seat>()(
      {
        club: models.ForeignKey(() => Club, { onDelete: models.CASCADE }),
        sponsor: models.ForeignKey(() => Player, { onDelete: models.CASCADE, relatedName: "+" }),
        member: models.ForeignKey(() => Player, { onDelete: models.CASCADE, relatedName: "+" }),
      },
      label,
    ) {}
    const [field] = Club.meta.manyToMany;
    const { throughKeys } = field as unknown as {
      throughKeys: { source: { name: string }; target: { name: string } };
    };

    expect([throughKeys.source.name, throughKeys.target.name]).toEqual(["club", "member"]);
    expect(Seat.meta.label).toBe("bands.Seat");
  });
});

describe("the manager of a relation", () => {
  it("has the methods of querysets, for its own rows [QS-28]", async () => {
    await using _database = await memoryDatabase(Band, Song, Gig, Player, Membership);
    const [quintet, trio] = [
      await Band.objects.create({ name: "Quintet" }),
      await Band.objects.create({ name: "Trio" }),
    ];
    for (const title of ["Nuages", "Minor Swing", "Belleville"])
      await quintet.songs.create({ title });
    await trio.songs.create({ title: "Nuages" });
    const { songs } = quintet;

    expect(await songs.count()).toBe(3);
    expect(await songs.filter({ title__startswith: "M" }).exists()).toBe(true);
    expect((await songs.exclude({ title: "Nuages" }).orderBy("title").first())?.title).toBe(
      "Belleville",
    );
    expect((await songs.get({ title: "Nuages" })).bandId).toBe(quintet.pk);
    expect(await songs.aggregate({ n: Count("id"), last: Max("title") })).toEqual({
      n: 3,
      last: "Nuages",
    });
    expect(await songs.orderBy("-title").valuesList("title", { flat: true })).toEqual([
      "Nuages",
      "Minor Swing",
      "Belleville",
    ]);
    expect(
      await songs
        .annotate({ of: F("band__name") })
        .values("of")
        .distinct(),
    ).toEqual([{ of: "Quintet" }]);
    const [found, created] = await songs.getOrCreate({ title: "Djangology" });
    expect([found.bandId, created]).toEqual([quintet.pk, true]);
    expect(
      (await songs.updateOrCreate({ title: "Nuages" }, { defaults: { title: "Clouds" } }))[1],
    ).toBe(false);
    expect(await songs.update({ title: "x" })).toBe(4);
    expect(await trio.songs.valuesList("title", { flat: true })).toEqual(["Nuages"]);
    expect(await songs.all().delete()).toEqual([4, { "bands.Song": 4 }]);
    expect(await Song.objects.count()).toBe(1);
  });
});
