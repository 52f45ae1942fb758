import { setTimeout as sleep } from "node:timers/promises";

import { overrideSettings } from "nuages/conf";
import { atomic, connections, createTables, DatabaseError, registerModels } from "nuages/db";
import { describe, expect, it } from "vitest";

import { Account, bankModels, Entry } from "./lib/models.ts";
import { ownServers } from "./lib/own-server.ts";
// Configures the process.
import "./lib/servers.ts";

const WRITERS = 6;
const AFTER = 5;

/** Writes pairs of rows until told to stop, and notes what was acknowledged. */
class Writer {
  readonly acknowledged: string[] = [];
  readonly attempted: string[] = [];
  readonly errors: unknown[] = [];
  readonly #number: number;

  constructor(number: number) {
    this.#number = number;
  }

  async write(): Promise<void> {
    const name = `${this.#number}-${this.attempted.length}`;
    this.attempted.push(name);
    try {
      await atomic(async () => {
        const account = await Account.objects.create({ name });
        await Entry.objects.create({ account, amount: 1 });
      });
      this.acknowledged.push(name);
    } catch (error) {
      this.errors.push(error);
      await sleep(20);
    }
  }
}

for (const kind of ownServers) {
  describe.skipIf(!kind.isInstalled)(`${kind.label} that crashes and comes back`, () => {
    it(
      "loses nothing that was acknowledged, doubles nothing, and is used again by itself [DB-02]",
      { timeout: 120_000 },
      async () => {
        await using server = await kind.start();
        using _override = overrideSettings({ databases: { default: server.settings } });
        await using _connections = {
          [Symbol.asyncDispose]: () => connections.closeAll(),
        };
        registerModels(...bankModels);
        await createTables({ models: bankModels });
        const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(index));
        let isRunning = true;
        const work = writers.map(async (writer) => {
          while (isRunning) await writer.write();
        });
        while (writers.some(({ acknowledged }) => acknowledged.length < AFTER)) await sleep(5);

        await server.kill();
        while (writers.some(({ errors }) => errors.length === 0)) await sleep(5);
        const before = writers.map(({ acknowledged }) => acknowledged.length);
        await server.restart();
        while (
          writers.some(({ acknowledged }, index) => acknowledged.length < (before[index] ?? 0) + 3)
        )
          await sleep(5);
        isRunning = false;
        await Promise.all(work);

        const stored = await Account.objects.valuesList("name", { flat: true });
        const entries = await Entry.objects.values("account__name");
        const attempted = new Set(writers.flatMap((writer) => writer.attempted));
        const acknowledged = writers.flatMap((writer) => writer.acknowledged);
        expect(acknowledged.filter((name) => !stored.includes(name))).toEqual([]);
        expect(stored.filter((name) => !attempted.has(name))).toEqual([]);
        expect(new Set(stored).size).toBe(stored.length);
        expect(
          entries.map((entry) => entry.account__name).toSorted((a, b) => (a < b ? -1 : 1)),
        ).toEqual(stored.toSorted((a, b) => (a < b ? -1 : 1)));
        for (const error of writers.flatMap(({ errors }) => errors))
          expect(error).toBeInstanceOf(DatabaseError);
      },
    );
  });
}
