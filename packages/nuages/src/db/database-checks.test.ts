import { afterAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { databaseFindings } from "./database-checks.ts";
import { connections, createTables, Lower, models, registerModels } from "./index.ts";
import type { ModelClass } from "./models/model-class.ts";

// Nothing listens there: checks open no connection.
const server = { host: "127.0.0.1", port: 1, name: "x", user: "x" };
configure({
  secretKey: "x",
  databases: {
    default: { engine: "sqlite", name: ":memory:" },
    pg: { engine: "postgresql", ...server },
    my: { engine: "mysql", ...server },
  },
});

const long = "n".repeat(64);
const label = { appLabel: "dbchecks" };

class Plain extends models.Model<Plain>()({ n: models.IntegerField() }, label) {}

class Rich extends models.Model<Rich>()(
  {
    [long]: models.IntegerField(),
    body: models.TextField({ dbIndex: true, dbComment: "the text" }),
    open: models.CharField(),
    wide: models.CharField({ maxLength: 300, unique: true }),
    n: models.IntegerField(),
  },
  {
    ...label,
    dbTableComment: "a table",
    constraints: [
      new models.UniqueConstraint({ name: "a", fields: ["n"], condition: { n__gt: 1 } }),
      new models.UniqueConstraint({ name: "b", fields: ["n"], deferrable: "deferred" }),
      new models.UniqueConstraint({ name: "c", fields: ["n"], include: ["body"] }),
      new models.UniqueConstraint({ name: "d", expressions: [Lower("open")] }),
      new models.UniqueConstraint({ name: "e", fields: ["n"], nullsDistinct: false }),
    ],
    indexes: [
      new models.Index({ name: "f", fields: ["n"], condition: { n__gt: 1 } }),
      new models.Index({ name: "g", fields: ["n"], include: ["open"] }),
      new models.Index({ name: "h", expressions: [Lower("open")] }),
    ],
  },
) {}

class Linked extends models.Model<Linked>()(
  { many: models.ManyToManyField(() => Plain, { relatedName: "+" }) },
  label,
) {}
Object.defineProperty(Linked, "name", { value: `L${"x".repeat(61)}` });

class OnlyPostgres extends models.Model<OnlyPostgres>()(
  { body: models.TextField({ dbComment: "c" }) },
  { ...label, requiredDbVendor: "postgresql" },
) {}

class OnlyRich extends models.Model<OnlyRich>()(
  { body: models.TextField({ dbComment: "c" }) },
  { ...label, requiredDbFeatures: ["partialIndexes", "noSuchFeature"] },
) {}

registerModels(Plain, Rich, Linked, OnlyPostgres, OnlyRich);

const ids = (alias: string, ...classes: readonly unknown[]): (string | undefined)[] =>
  databaseFindings(
    (classes as readonly ModelClass[]).map(({ meta }) => meta),
    [alias],
  ).map(({ id }) => id);

afterAll(() => connections.get("default").close());

describe("checks of models against a database", () => {
  it("ask no database when none is named [SET-43]", () => {
    expect(databaseFindings([Rich.meta], [])).toEqual([]);
    expect(ids("default", Plain)).toEqual([]);
  });

  it("name what SQLite lacks [SET-42] [SET-43]", () => {
    expect(ids("default", Rich)).toEqual([
      "fields.W163",
      "models.W046",
      "models.W038",
      "models.W039",
      "models.W047",
      "models.W040",
    ]);
  });

  it("name what PostgreSQL lacks: room for long names [SET-42] [SET-43]", () => {
    expect(ids("pg", Rich)).toEqual(["models.E018"]);
    expect(ids("pg", Linked)).toEqual(["models.E019"]);
  });

  it("name what MariaDB lacks [SET-42] [SET-43]", () => {
    expect(ids("my", Rich)).toEqual([
      "fields.W162",
      "fields.E120",
      "mysql.W003",
      "models.W036",
      "models.W038",
      "models.W039",
      "models.W044",
      "models.W047",
      "models.W037",
      "models.W040",
      "models.W043",
    ]);
  });

  it("leave out models that the database is not meant for, which get no table there [MOD-42]", async () => {
    expect(ids("default", OnlyPostgres, OnlyRich)).toEqual([]);
    expect(ids("pg", OnlyPostgres)).toEqual([]);
    expect(await createTables({ models: [Plain, OnlyPostgres, OnlyRich] })).toEqual([
      "dbchecks_plain",
    ]);
  });

  it("say what happens instead [SET-43]", () => {
    const found = databaseFindings([Rich.meta], ["default"]);

    expect(found.find(({ id }) => id === "models.W040")).toMatchObject({
      msg: "SQLite does not support indexes with non-key columns.",
      hint: "Non-key columns will be ignored. Silence this warning if you don't care about it.",
    });
  });
});
