import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { databaseClient } from "../../packages/nuages/src/cli/database-client.ts";
import { Account } from "./lib/models.ts";
import { servers, testDatabase } from "./lib/servers.ts";

/** How each program is given a statement, and prints rows without frames. */
const ASKING = {
  sqlite: (sql: string) => ["-batch", sql],
  postgresql: (sql: string) => ["-At", "-c", sql],
  mysql: (sql: string) => ["-N", "-e", sql],
} as const;

for (const server of servers) {
  describe.skipIf(!server.isThere)(`the program of ${server.label}`, () => {
    it("opens the database of the settings [CLI-21]", async ({ skip }) => {
      await using database = await testDatabase(server);
      await Account.objects.create({ name: "seen" });
      const asking = ASKING[server.vendor]("SELECT name FROM bank_account");
      const { program, args, env } = databaseClient("default", database.settings, asking);

      const answer = await promisify(execFile)(program, [...args], {
        env: { ...process.env, ...env },
      }).catch((error: NodeJS.ErrnoException) => error);

      if ("code" in answer && answer.code === "ENOENT") skip(`"${program}" is not installed`);
      expect(answer).toMatchObject({ stdout: "seen\n" });
    });
  });
}
