import { overrideSettings, settings } from "nuages/conf";
import { connections, registerModels } from "nuages/db";
import { setupDatabases, testCase } from "nuages/testing";
import { describe, expect, it } from "vitest";

import { Account, bankModels } from "./lib/models.ts";
import { servers } from "./lib/servers.ts";

for (const { label, admin, isThere } of servers) {
  if (admin === undefined) continue;
  describe.skipIf(!isThere)(`setupDatabases() on ${label}`, () => {
    it("makes a database for the process, and drops it [TEST-29]", async () => {
      registerModels(...bankModels);
      using _ = overrideSettings({ databases: { default: admin } });
      const name = `test_${admin.name}_${process.pid}`;

      const databases = await setupDatabases();
      const given = settings.databases["default"]?.name;
      const rows = await Account.objects.count();
      await databases[Symbol.asyncDispose]();

      expect(given).toBe(name);
      expect(rows).toBe(0);
      const [found] = await connections
        .get()
        .query(
          label === "PostgreSQL"
            ? `SELECT count(*) FROM pg_database WHERE datname = '${name}'`
            : `SELECT count(*) FROM information_schema.schemata WHERE schema_name = '${name}'`,
          [],
        );
      expect(Number(found?.[0])).toBe(0);
      await connections.closeAll();
    });

    it("lets tests undo what they did [TEST-02]", async () => {
      registerModels(...bankModels);
      using _ = overrideSettings({ databases: { default: admin } });
      await using __ = await setupDatabases();

      await testCase(async () => {
        await Account.objects.bulkCreate([new Account({ name: "Django" })]);
        expect(await Account.objects.count()).toBe(1);
      })();

      expect(await Account.objects.count()).toBe(0);
    });
  });
}
