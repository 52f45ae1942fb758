import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import {
  connections,
  createTables,
  Exists,
  InvalidValue,
  models,
  registerModels,
  type DatabaseRouter,
  type RelatedManager,
} from "../index.ts";
import { SqliteDatabase } from "../backends/sqlite/sqlite-database.ts";

class Team extends models.Model<Team>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "league", ordering: ["id"] },
) {
  declare playerSet: RelatedManager<Player>;
}

class Player extends models.Model<Player>()(
  {
    name: models.CharField({ maxLength: 20 }),
    team: models.ForeignKey(() => Team, { onDelete: models.CASCADE, null: true }),
  },
  { appLabel: "league", ordering: ["id"] },
) {}

if (!isConfigured()) configure({});

beforeEach(async () => {
  registerModels(Team, Player);
  for (const alias of ["default", "other"]) {
    connections.set(alias, new SqliteDatabase(alias, { name: ":memory:", options: {} }));
    await createTables({ models: [Team, Player], using: alias });
  }
});

afterEach(async () => {
  await connections.closeAll();
});

function withRouters(...databaseRouters: DatabaseRouter[]): Disposable {
  return overrideSettings({ databaseRouters });
}

describe("routers", () => {
  it("choose the databases to read and to write, the first answer first [QS-68]", async () => {
    const asked: string[] = [];
    using _routers = withRouters(
      {
        dbForRead: (model) => {
          asked.push(`read ${model.modelName}`);
          return model === Team.meta ? "other" : undefined;
        },
        dbForWrite: (model) => (model === Player.meta ? "other" : null),
      },
      { dbForRead: () => "default", dbForWrite: () => "default" },
    );

    await Team.objects.create({ name: "Reds" });
    await Player.objects.create({ name: "Ann" });

    expect([
      await Team.objects.using("default").count(),
      await Team.objects.using("other").count(),
    ]).toEqual([1, 0]);
    expect([
      await Player.objects.using("default").count(),
      await Player.objects.using("other").count(),
    ]).toEqual([0, 1]);
    expect([await Team.objects.count(), await Player.objects.count()]).toEqual([0, 0]);
    expect(asked).toEqual(["read team", "read player"]);
  });

  it("are given the object that rows are reached from [QS-68]", async () => {
    const team = await Team.objects.using("other").create({ name: "Reds" });
    await team.playerSet.create({ name: "Ann" });
    const hints: unknown[] = [];
    using _routers = withRouters({
      dbForRead: (_model, { instance }) => {
        hints.push(instance);
        return undefined;
      },
    });

    expect(await team.playerSet.valuesList("name", { flat: true })).toEqual(["Ann"]);
    expect(hints).toContain(team);
  });

  it("allow and forbid relations between databases [QS-68] [QS-69]", async () => {
    const team = await Team.objects.using("other").create({ name: "Reds" });
    const player = await Player.objects.create({ name: "Ann" });
    expect(() => {
      player.team = team;
    }).toThrow(InvalidValue);

    using _routers = withRouters({ allowRelation: () => true });
    player.team = team;
    expect(player.teamId).toBe(team.id);
  });

  it("keep tables out of databases [QS-68]", async () => {
    connections.set("default", new SqliteDatabase("default", { name: ":memory:", options: {} }));
    using _routers = withRouters({
      allowMigrate: (alias, appLabel, { modelName }) =>
        alias === "default" && appLabel === "league" ? modelName !== "player" : undefined,
    });

    await createTables({ models: [Team, Player] });

    expect(await connections.get("default").tableNames()).toEqual(["league_team"]);
  });
});

describe("objects", () => {
  it("stay in the database that they came from [QS-70]", async () => {
    const team = await Team.objects.using("other").create({ name: "Reds" });

    team.name = "Blues";
    await team.save();
    const player = await team.playerSet.create({ name: "Ann" });
    await player.refreshFromDb();

    expect(await Team.objects.using("other").valuesList("name", { flat: true })).toEqual(["Blues"]);
    expect(await Player.objects.using("other").count()).toBe(1);
    expect(await Player.objects.count()).toBe(0);
    const [read] = await Player.objects.using("other");
    expect((await read?.team)?.name).toBe("Blues");
    await team.delete();
    expect(await Team.objects.using("other").exists()).toBe(false);
  });

  it("are copied with their key when they are saved to another database [QS-70] [QS-69]", async () => {
    await Team.objects.using("other").create({ name: "Greens" });
    const team = await Team.objects.using("other").create({ name: "Reds" });

    await team.save({ using: "default" });

    expect(await Team.objects.using("default").valuesList("id", "name")).toEqual([
      [team.id, "Reds"],
    ]);
    expect(await Team.objects.using("other").count()).toBe(2);
    expect((await team.playerSet.create({ name: "Ann" })).teamId).toBe(team.id);
    expect(await Player.objects.using("default").count()).toBe(1);
  });

  it("are not asked for by one statement from two databases [QS-16] [QS-69]", async () => {
    const team = await Team.objects.using("other").create({ name: "Reds" });
    await Player.objects.using("other").create({ name: "Ann", team });
    const others = Team.objects.using("other").filter({ name: "Reds" });
    const message = 'A queryset of database "other" cannot be part of one of database "default".';
    const players = Player.objects.using("default");

    await expect(Player.objects.filter({ team__in: others }).count()).rejects.toThrow(message);
    await expect(players.annotate({ one: Exists(others) })).rejects.toThrow(message);
    await expect(players.exclude({ team__in: others }).delete()).rejects.toThrow(message);
    await expect(
      players.filter({ team__in: Team.objects.filter({ pk__in: others }) }).first(),
    ).rejects.toThrow(message);

    await expect(Team.objects.all().union(others)).rejects.toThrow(message);
    await expect(Team.objects.all().or(others)).rejects.toThrow(message);
    expect(await Team.objects.orderBy().union(others.orderBy()).using("other")).toHaveLength(1);
    expect(await Player.objects.filter({ team__in: others }).using("other").count()).toBe(1);
    expect(
      await Player.objects.using("other").filter({ team__in: Team.objects.all() }).count(),
    ).toBe(1);
    expect(await players.filter({ team__in: [...(await others)] }).count()).toBe(0);
    expect(await players.count()).toBe(0);
  });

  it("are prefetched and changed in bulk where they are [QS-70]", async () => {
    const team = await Team.objects.using("other").create({ name: "Reds" });
    await Player.objects.using("other").bulkCreate([new Player({ name: "Ann", teamId: team.id })]);

    const [read] = await Team.objects.using("other").prefetchRelated("playerSet");
    expect(await read?.playerSet.count()).toBe(1);
    expect(await team.playerSet.update({ name: "Bea" })).toBe(1);
    expect(await Player.objects.using("other").filter({ name: "Bea" }).delete()).toEqual([
      1,
      { "league.Player": 1 },
    ]);
  });
});
