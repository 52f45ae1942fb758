import { describe, expect, it } from "vitest";

import { servers, testDatabase } from "../integration/lib/servers.ts";
import { fuzzMigrations } from "../fuzzing/migrations.ts";

const RUNS = { sqlite: 1_000, postgresql: 100, mysql: 100 } as const;

describe.each(servers)("long walks through random changes of models on $label", (server) => {
  it.skipIf(!server.isThere).each(Array.from({ length: RUNS[server.vendor] }, (_, seed) => seed))(
    "lead back the way they came; seed %i",
    async (seed) => {
      await using _database = await testDatabase(server);

      expect(await fuzzMigrations(seed + 1_000, 25)).toBeUndefined();
    },
  );
});
