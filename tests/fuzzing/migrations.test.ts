import { describe, expect, it } from "vitest";

import { servers, testDatabase } from "../integration/lib/servers.ts";
import { fuzzMigrations } from "./migrations.ts";

const RUNS = { sqlite: 20, postgresql: 3, mysql: 3 } as const;

describe.each(servers)("random changes of models on $label", (server) => {
  it.skipIf(!server.isThere).each(Array.from({ length: RUNS[server.vendor] }, (_, seed) => seed))(
    "give the same tables backwards as forwards, and keep the rows [MIG-31]; seed %i",
    async (seed) => {
      await using _database = await testDatabase(server);

      expect(await fuzzMigrations(seed, 8)).toBeUndefined();
    },
  );
});
