import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { overrideSettings } from "nuages/conf";
import { connections } from "nuages/db";
import { afterAll, describe, expect, it } from "vitest";

import { servers } from "./lib/servers.ts";

const library = join(import.meta.dirname, "../../examples/locallibrary");
const name = `runner${process.pid}`;

function run(url: string, ...argv: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", "test", "catalog/tests/models.test.ts", ...argv],
    {
      cwd: library,
      encoding: "utf8",
      env: {
        ...process.env,
        NO_COLOR: "1",
        FORCE_COLOR: "",
        NODE_NO_WARNINGS: "1",
        DATABASE_URL: url,
      },
    },
  );
  return { status, output: stdout + stderr };
}

for (const { vendor, label, admin, isThere } of servers) {
  if (admin === undefined) continue;
  describe.skipIf(!isThere)(`nuages test on ${label}`, { timeout: 180_000 }, () => {
    const { user = "", password = "", host = "127.0.0.1", port } = admin;
    const login = password === "" ? user : `${user}:${password}`;
    const place = port === undefined ? host : `${host}:${port}`;
    const scheme = vendor === "postgresql" ? "postgres" : "mysql";
    const flavor = label === "MySQL" ? "?server=mysql" : "";
    const url = `${scheme}://${login}@${place}/${name}${flavor}`;

    const left = async (): Promise<string[]> => {
      using _ = overrideSettings({ databases: { default: admin } });
      try {
        const rows = await connections
          .get()
          .query(
            vendor === "postgresql"
              ? `SELECT datname FROM pg_database WHERE datname LIKE 'test_${name}%' ORDER BY 1`
              : `SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'test_${name}%' ORDER BY 1`,
            [],
          );
        return rows.map(([found]) => String(found));
      } finally {
        await connections.closeAll();
      }
    };

    afterAll(async () => {
      using _ = overrideSettings({ databases: { default: admin } });
      const { dialect } = connections.get();
      for (const database of await left()) {
        await connections.get().script([`DROP DATABASE ${dialect.quote(database)}`]);
      }
      await connections.closeAll();
    });

    it("makes databases for several processes, and drops them [TEST-28, TEST-29]", async () => {
      const { status, output } = run(url, "catalog/tests/views.test.ts", "--parallel", "2");

      expect(output).toMatch(/Ran \d+ tests in [\d.]+s\n\nOK/u);
      expect(status).toBe(0);
      expect(await left()).toEqual([]);
    });

    it("keeps the database with --keepdb, and takes it the next time [TEST-26]", async () => {
      expect(run(url, "--keepdb").status).toBe(0);
      expect(await left()).toEqual([`test_${name}`]);
      expect(run(url, "--keepdb").output).toContain(
        "Preserving test database for alias 'default'...",
      );
    });
  });
}
