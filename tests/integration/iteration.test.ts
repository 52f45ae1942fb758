import { atomic, createTables, registerModels } from "nuages/db";
import { describe, expect, it } from "vitest";

import { builtProgram, fillMeasurements, iterateElsewhere } from "../lib/iteration-memory.ts";
import { Measurement } from "../lib/measurement.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const ROWS = 100_000;
const SUM = (ROWS * (ROWS + 1)) / 2;

for (const server of servers) {
  describe.skipIf(!server.isThere)(`iterator() on ${server.label}`, () => {
    it.each(["plain", "transaction"] as const)(
      "goes over 100,000 rows in less than 150 MB (%s) [DB-17]",
      { timeout: 120_000 },
      async (mode) => {
        await using database = await testDatabase(server);
        registerModels(Measurement);
        await createTables({ models: [Measurement] });
        await fillMeasurements(server.vendor, ROWS);
        await using program = await builtProgram();

        const { rows, sum, mebibytes } = await iterateElsewhere(
          program.file,
          database.settings,
          mode,
        );

        expect([rows, sum]).toEqual([ROWS, SUM]);
        expect(mebibytes).toBeLessThan(150);
      },
    );

    it("sees the rows from before the changes that its loop makes, in a transaction", async () => {
      await using _database = await testDatabase(server);
      registerModels(Measurement);
      await createTables({ models: [Measurement] });
      await fillMeasurements(server.vendor, 500);

      const seen = await atomic(async () => {
        const values: number[] = [];
        for await (const { value, text } of Measurement.objects.orderBy("id").iterator({
          chunkSize: 50,
        })) {
          values.push(value);
          if (value % 100 !== 0) continue;
          await Measurement.objects.create({ value, text, ratio: 0, taken: new Date(0) });
          await Measurement.objects.filter({ value: value + 50 }).delete();
          // Another iteration, left early, does not disturb this one.
          for await (const other of Measurement.objects.iterator({ chunkSize: 10 })) {
            expect(other.value).toBe(1);
            break;
          }
        }
        return values;
      });

      expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
      expect(await Measurement.objects.count()).toBe(501);
    });

    it("goes on after a block inside its loop was undone", async () => {
      await using _database = await testDatabase(server);
      registerModels(Measurement);
      await createTables({ models: [Measurement] });
      await fillMeasurements(server.vendor, 300);

      let seen = 0;
      await atomic(async () => {
        for await (const row of Measurement.objects.iterator({ chunkSize: 20 })) {
          seen += 1;
          if (seen % 100 !== 1) continue;
          const undone = atomic(async () => {
            await row.delete();
            throw new RangeError("undo");
          });
          await expect(undone).rejects.toThrow(RangeError);
        }
      });

      expect([seen, await Measurement.objects.count()]).toEqual([300, 300]);
    });
  });
}
