import { createTables, registerModels } from "nuages/db";
import { describe, expect, it } from "vitest";

import { servers, testDatabase } from "../integration/lib/servers.ts";
import { builtProgram, fillMeasurements, iterateElsewhere } from "../lib/iteration-memory.ts";
import { Measurement } from "../lib/measurement.ts";

const ROWS = 1_000_000;

for (const server of servers) {
  describe.skipIf(!server.isThere)(`iterator() on ${server.label}`, () => {
    it.each(["plain", "transaction"] as const)(
      "goes over 1,000,000 rows in less than 150 MB (%s) [DB-17]",
      { timeout: 600_000 },
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

        expect([rows, sum]).toEqual([ROWS, (ROWS * (ROWS + 1)) / 2]);
        expect(mebibytes).toBeLessThan(150);
      },
    );
  });
}
