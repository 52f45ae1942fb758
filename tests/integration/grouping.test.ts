import { Count, createTables, F, models, registerModels, type RelatedManager } from "nuages/db";
import { describe, expect, it } from "vitest";

import { servers, testDatabase } from "./lib/servers.ts";

class Person extends models.Model<Person>()(
  {
    name: models.CharField({ maxLength: 20 }),
    age: models.IntegerField(),
    boss: models.ForeignKey(() => Person, { onDelete: models.CASCADE, null: true }),
  },
  { appLabel: "grouping", ordering: ["name"] },
) {
  declare taskSet: RelatedManager<Task>;
}

class Task extends models.Model<Task>()(
  { person: models.ForeignKey(() => Person, { onDelete: models.CASCADE }) },
  { appLabel: "grouping" },
) {}

registerModels(Person, Task);

for (const server of servers) {
  describe.skipIf(!server.isThere)(`grouped rows on ${server.label}`, () => {
    it("are asked about columns of other tables that are called like their own [QS-47]", async () => {
      await using _database = await testDatabase(server);
      await createTables({ models: [Person, Task] });
      const boss = await Person.objects.create({ name: "Ada", age: 2 });
      for (const name of ["Bo", "Cy"]) await Person.objects.create({ name, age: 2, boss });
      const [busy] = await Person.objects.filter({ name: "Bo" });
      for (let task = 0; task < 2; task += 1) await Task.objects.create({ person: busy as Person });
      const counted = Person.objects.annotate({ n: Count("task") });
      const names = (rows: readonly { name: string }[]): string[] => rows.map(({ name }) => name);

      expect(names(await counted.filter({ n: F("boss__age") }))).toEqual(["Bo"]);
    });
  });
}
