import {
  atomic,
  connections,
  createTables,
  IntegrityError,
  models,
  registerModels,
} from "nuages/db";
import { describe, expect, it } from "vitest";

import { servers, testDatabase } from "./lib/servers.ts";

class Labelled extends models.Model<Labelled>()(
  {
    name: models.CharField({
      maxLength: 20,
      dbColumn: "the name",
      dbComment: "as it's written",
      dbCollation: "NOCASE",
    }),
    place: models.IntegerField({ dbColumn: "order", dbIndex: true }),
  },
  { appLabel: "columns", dbTableComment: "the 'labelled'" },
) {}

/** Collations have other names in each database. */
const COLLATIONS = { sqlite: "NOCASE", postgresql: "C", mysql: "utf8mb4_bin" } as const;

class Queue extends models.Model<Queue>()(
  { number: models.IntegerField() },
  {
    appLabel: "columns",
    constraints: [
      new models.UniqueConstraint({
        name: "one_number",
        fields: ["number"],
        deferrable: "deferred",
      }),
    ],
  },
) {}

class Line extends models.Model<Line>()(
  { number: models.IntegerField() },
  {
    appLabel: "columns",
    constraints: [
      new models.UniqueConstraint({
        name: "line_number",
        fields: ["number"],
        deferrable: "immediate",
      }),
    ],
  },
) {}

registerModels(Labelled, Queue, Line);

const columnsOf = {
  sqlite:
    "SELECT instr(sql, '\"the name\" varchar(20) COLLATE NOCASE NOT NULL') > 0 FROM sqlite_master WHERE name = 'columns_labelled'",
  postgresql:
    "SELECT col_description('columns_labelled'::regclass, 2), obj_description('columns_labelled'::regclass), " +
    "(SELECT collation_name FROM information_schema.columns WHERE column_name = 'the name')",
  mysql:
    "SELECT column_comment, (SELECT table_comment FROM information_schema.tables WHERE table_name = 'columns_labelled' " +
    "AND table_schema = DATABASE()), collation_name FROM information_schema.columns WHERE column_name = 'the name' " +
    "AND table_schema = DATABASE()",
} as const;

const TEXTS = ["as it's written", "the 'labelled'"];
const DESCRIBED = {
  sqlite: [1],
  postgresql: [...TEXTS, COLLATIONS.postgresql],
  mysql: [...TEXTS, COLLATIONS.mysql],
} as const;

for (const server of servers) {
  const { vendor, label, isThere } = server;
  describe.skipIf(!isThere)(`options of columns on ${label}`, () => {
    it("name the column, its collation, its comment and the table's [MOD-06] [MOD-42]", async () => {
      await using _ = await testDatabase(server);
      const field = Labelled.meta.getField("name");
      Object.assign(field.options, { dbCollation: COLLATIONS[vendor] });
      await createTables({ models: [Labelled] });

      await Labelled.objects.create({ name: "b", place: 1 });
      await Labelled.objects.create({ name: "B", place: 2 });
      const same = await Labelled.objects.filter({ name: "b" }).count();
      const [found = []] = await connections.get("default").query(columnsOf[vendor], []);

      expect(same).toBe(vendor === "sqlite" ? 2 : 1);
      expect(found).toEqual(DESCRIBED[vendor]);
      expect(await Labelled.objects.orderBy("-place").values("place")).toEqual([
        { place: 2 },
        { place: 1 },
      ]);
    });
  });

  if (vendor !== "postgresql") continue;
  describe.skipIf(!isThere)(`deferrable constraints on ${label}`, () => {
    it("are looked at when the transaction ends, or at once [MOD-50]", async () => {
      await using _ = await testDatabase(server);
      await createTables({ models: [Queue, Line] });
      for (const number of [1, 2]) {
        await Queue.objects.create({ number });
        await Line.objects.create({ number });
      }

      await atomic(async () => {
        await Queue.objects.filter({ number: 1 }).update({ number: 2 });
        await Queue.objects
          .orderBy("-pk")
          .first()
          .then((last) => last?.delete());
      });
      expect(await Queue.objects.valuesList("number", { flat: true })).toEqual([2]);

      const twice = atomic(async () => {
        await Queue.objects.create({ number: 2 });
      });
      await expect(twice).rejects.toThrow(IntegrityError);
      const atOnce = atomic(async () => {
        await expect(Line.objects.filter({ number: 1 }).update({ number: 2 })).rejects.toThrow(
          IntegrityError,
        );
        throw new RangeError("undone");
      });
      await expect(atOnce).rejects.toThrow("undone");
    });
  });
}
