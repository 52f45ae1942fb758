import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { connections } from "nuages/db";

import { servers, type TestDatabase, testDatabase } from "./lib/servers.ts";

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = path.resolve(import.meta.dirname, "../..");

describe.each(servers)("several processes on $label", (server) => {
  describe.skipIf(!server.isThere)("migrate", () => {
    let database: TestDatabase;
    let folder: string;

    beforeEach(async () => {
      database = await testDatabase(server);
      folder = await mkdtemp(path.join(tmpdir(), "concurrent-"));
      await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
      await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
      await writeFile(
        path.join(folder, "manage.ts"),
        `import { execute } from "nuages/cli";
        import { auth } from "nuages/contrib/auth";
        import { contenttypes } from "nuages/contrib/contenttypes";
        import { sites } from "nuages/contrib/sites";
        import { configure } from "nuages/conf";
        configure({
          secretKey: "x",
          installedApps: [auth, contenttypes, sites],
          databases: { default: ${JSON.stringify(database.settings)} },
        });
        await execute({ root: import.meta.dirname });`,
      );
    });

    afterEach(async () => {
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    function migrate(): Promise<{ status: number | null; output: string }> {
      const child = spawn(
        process.execPath,
        ["--conditions=@nuages/source", "manage.ts", "migrate"],
        {
          cwd: folder,
          env: {
            ...process.env,
            FORCE_COLOR: "0",
            NODE_NO_WARNINGS: "1",
            NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compiled"),
          },
        },
      );
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (data: Buffer) => {
          output += String(data);
        });
      return new Promise((resolve) => {
        child.once("close", (status) => resolve({ status, output }));
      });
    }

    const count = async (table: string): Promise<number> =>
      Number((await connections.get().query(`SELECT count(*) FROM ${table}`, []))[0]?.[0]);

    it("one at a time: every step is applied once, and every row made once [MIG-25] [MIG-27]", async () => {
      const runs = await Promise.all([migrate(), migrate(), migrate()]);

      expect(runs.map(({ status, output }) => (status === 0 ? 0 : output))).toEqual([0, 0, 0]);
      const applied = runs.map(({ output }) => output.split("... OK").length - 1);
      expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, 16]);
      expect(await count("django_migrations")).toBe(16);
      expect([await count("django_content_type"), await count("auth_permission")]).toEqual([5, 20]);
      // The first site's key was given; the next one gets another.
      await connections
        .get()
        .execute("INSERT INTO django_site (name, domain) VALUES ('b', 'b.example')", []);
      expect(await count("django_site")).toBe(2);
    });
  });
});
