import { createTables, F, models, registerModels, Upper, Value } from "nuages/db";
import { describe, expect, it } from "vitest";

import { servers, testDatabase, type Server, type TestDatabase } from "./lib/servers.ts";

class Parcel extends models.Model<Parcel>()(
  {
    code: models.CharField({ maxLength: 10, primaryKey: true }),
    state: models.CharField({ maxLength: 10, dbDefault: "new" }),
    width: models.IntegerField({ dbDefault: 3 }),
    label: models.CharField({ maxLength: 20, default: "" }),
    area: models.GeneratedField({
      expression: F("width").times(2),
      outputField: models.IntegerField(),
      dbPersist: true,
    }),
  },
  { appLabel: "made" },
) {}

class Letter extends models.Model<Letter>()(
  {
    state: models.CharField({ maxLength: 10, dbDefault: "new" }),
    label: models.CharField({ maxLength: 20, default: "" }),
  },
  { appLabel: "made" },
) {}

async function opened(server: Server): Promise<TestDatabase> {
  const database = await testDatabase(server);
  registerModels(Parcel, Letter);
  await createTables({ models: [Parcel, Letter] });
  return database;
}

for (const server of servers) {
  describe.skipIf(!server.isThere)(`values that ${server.label} makes`, () => {
    it("are there after a row was created [MOD-04] [MOD-21]", async () => {
      await using _database = await opened(server);

      const parcel = await Parcel.objects.create({ code: "a" });
      const letter = await Letter.objects.create({ label: Upper(Value("x")) as never });

      expect([parcel.code, parcel.state, parcel.width, parcel.area]).toEqual(["a", "new", 3, 6]);
      expect([letter.id, letter.state, letter.label]).toEqual([1, "new", "X"]);
      expect(await Letter.objects.get({ pk: letter.id })).toMatchObject({ label: "X" });
    });

    it("fill the gaps of many rows, whose keys are known for all or for none [MOD-04] [QS-25]", async () => {
      await using _database = await opened(server);

      const letters = await Letter.objects.bulkCreate([
        new Letter(),
        new Letter({ state: "old" }),
        new Letter(),
      ]);

      const keys = letters.map(({ pk }) => pk ?? undefined);
      const unknown = [undefined, undefined, undefined];
      expect(keys).toEqual(server.label === "MySQL" ? unknown : [1, 2, 3]);
      expect(await Letter.objects.filter({ state: "new" }).count()).toBe(2);
    });
  });
}
