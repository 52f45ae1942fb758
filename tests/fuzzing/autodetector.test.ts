import { describe, expect, it } from "vitest";

import { ProjectState } from "nuages/migrations";

import { servers, testDatabase } from "../integration/lib/servers.ts";
import { fuzzAutodetector } from "./autodetector.ts";

const RUNS = { sqlite: 25, postgresql: 3, mysql: 3 } as const;

describe.each(servers)("random models on $label", (server) => {
  it.skipIf(!server.isThere).each(Array.from({ length: RUNS[server.vendor] }, (_, seed) => seed))(
    "are reached from others, and nothing is left to change [MIG-17] [MIG-20] [MIG-22]; seed %i",
    async (seed) => {
      await using _database = await testDatabase(server);

      const rigid = server.vendor === "sqlite";
      const found = await fuzzAutodetector(seed, { from: new ProjectState(), steps: 5, rigid });
      expect(found).toBeUndefined();
    },
  );
});
