import { describe, expect, it } from "vitest";

import { ProjectState } from "nuages/migrations";

import { fuzzAutodetector } from "../fuzzing/autodetector.ts";
import { servers, testDatabase } from "../integration/lib/servers.ts";

const RUNS = { sqlite: 1_000, postgresql: 50, mysql: 50 } as const;

describe.each(servers)("long walks from random models to others on $label", (server) => {
  it.skipIf(!server.isThere).each(Array.from({ length: RUNS[server.vendor] }, (_, seed) => seed))(
    "leave nothing to change; seed %i",
    async (seed) => {
      await using _database = await testDatabase(server);

      const options = { from: new ProjectState(), steps: 10, rigid: server.vendor === "sqlite" };
      expect(await fuzzAutodetector(seed + 1_000, options)).toBeUndefined();
    },
  );
});
