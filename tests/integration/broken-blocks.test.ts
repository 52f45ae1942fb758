import { setTimeout as sleep } from "node:timers/promises";

import {
  atomic,
  connections,
  getRollback,
  onCommit,
  OperationalError,
  savepoint,
  savepointRollback,
  TransactionManagementError,
} from "nuages/db";
import { describe, expect, it } from "vitest";

import { Account } from "./lib/models.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

const make = (name: string): Promise<Account> => Account.objects.create({ name });
const names = async (): Promise<string[]> => [
  ...(await Account.objects.orderBy("name").valuesList("name", { flat: true })),
];
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Two blocks that wait for each other's row; `second` takes it. Gives what became of each block. */
async function deadlock(
  second: (take: () => Promise<unknown>, name: string) => Promise<void>,
): Promise<PromiseSettledResult<void>[]> {
  const rows = [await make("a"), await make("b")];
  const both = Promise.withResolvers<void>();
  let waiting = 0;
  const block = (own: Account | undefined, other: Account | undefined): Promise<void> =>
    atomic(async () => {
      await make(`of ${own?.name}`);
      await Account.objects.filter({ pk: own?.pk ?? 0 }).update({ balance: 1 });
      waiting += 1;
      if (waiting === 2) both.resolve();
      await both.promise;
      const take = (): Promise<unknown> =>
        Account.objects.filter({ pk: other?.pk ?? 0 }).update({ balance: 2 });
      await second(take, `after ${own?.name}`);
    });
  const [first, last] = rows;
  return Promise.allSettled([block(first, last), block(last, first)]);
}

/** Names of the blocks that a deadlock left, each with what it made last. */
function expectWhole(
  left: readonly string[],
  results: readonly PromiseSettledResult<void>[],
): void {
  const kept = ["a", "b"].filter((_, index) => results[index]?.status === "fulfilled");
  expect(left).toEqual([
    "a",
    ...kept.map((name) => `after ${name}`),
    "b",
    ...kept.map((name) => `of ${name}`),
  ]);
}

for (const server of servers) {
  describe.skipIf(!server.isThere)(`a broken block on ${server.label}`, () => {
    it("keeps all or nothing when an error of a read was caught, and calls back only for what was kept [QS-63] [QS-64]", async () => {
      await using _database = await testDatabase(server);
      const calls: string[] = [];

      await atomic(async () => {
        await make("a");
        await onCommit(() => calls.push("kept"));
        await errorOf(connections.get().query("SELECT * FROM nowhere", []));
        const refused = await errorOf(names());
        expect(refused instanceof TransactionManagementError).toBe(getRollback());
      });

      expect((await names()).length).toBe(calls.length);
      // PostgreSQL takes nothing more after an error; the others go on.
      expect(calls).toEqual(server.vendor === "postgresql" ? [] : ["kept"]);
    });

    it("is mended by going back to a savepoint by hand [QS-65]", async () => {
      await using _database = await testDatabase(server);

      await atomic(async () => {
        await make("a");
        const before = await savepoint();
        await errorOf(connections.get().query("SELECT * FROM nowhere", []));
        await savepointRollback(before);
        await make("b");
      });

      expect(await names()).toEqual(["a", "b"]);
    });

    it("goes on after an inner block that caught an error itself [QS-63]", async () => {
      await using _database = await testDatabase(server);

      await atomic(async () => {
        await make("a");
        await atomic(async () => {
          await errorOf(connections.get().query("SELECT * FROM nowhere", []));
        });
        await make("b");
      });

      expect(await names()).toEqual(["a", "b"]);
    });

    it("leaves no iteration that goes on in the block of somebody else [DB-17]", async () => {
      await using _database = await testDatabase(
        server,
        server.admin === undefined ? {} : { options: { pool: { maxSize: 1 } } },
      );
      await Account.objects.bulkCreate(
        Array.from({ length: 20 }, (_, index) => new Account({ name: `row ${index}` })),
      );
      const rows = Account.objects.iterator({ chunkSize: 2 })[Symbol.asyncIterator]();
      await atomic(async () => {
        await rows.next();
        await rows.next();
      });

      const late = await atomic(async () => {
        await make("a");
        const error = await errorOf(rows.next());
        await make("b");
        return error;
      });

      expect(late).toBeInstanceOf(TransactionManagementError);
      expect(await Account.objects.filter({ name__in: ["a", "b"] }).count()).toBe(2);
    });

    it("does not take an iteration along that goes on beside it [DB-17]", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.bulkCreate(
        Array.from({ length: 20 }, (_, index) => new Account({ name: `row ${index}` })),
      );
      const began = Promise.withResolvers<void>();

      const seen = await atomic(async () => {
        const inner = errorOf(
          atomic(async () => {
            await make("inner");
            began.resolve();
            await sleep(30);
            await connections.get().query("SELECT * FROM nowhere", []);
          }),
        );
        await began.promise;
        let count = 0;
        for await (const account of Account.objects
          .filter({ name__startswith: "row" })
          .iterator({ chunkSize: 5 })) {
          count += account.name === "" ? 0 : 1;
          await sleep(3);
        }
        await inner;
        return count;
      });

      expect(seen).toBe(20);
    });
  });

  if (server.admin === undefined) continue;
  describe.skipIf(!server.isThere)(`a block that ${server.label} has undone`, () => {
    it("by a deadlock in an inner one is whole or not there, and the error is the deadlock's", async () => {
      await using _database = await testDatabase(server);
      const errors: unknown[] = [];

      const results = await deadlock(async (take, name) => {
        const error = await errorOf(atomic(take));
        if (error !== undefined) errors.push(error);
        await make(name);
      });

      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(OperationalError);
      expect((errors[0] as Error).message).toMatch(/deadlock/i);
      expect((errors[0] as OperationalError).details["sql"]).toMatch(/^UPDATE/);
      expectWhole(await names(), results);
    });

    it("by a deadlock that it caught itself is not taken for done", async () => {
      await using _database = await testDatabase(server);

      const results = await deadlock(async (take, name) => {
        const error = await errorOf(take());
        const next = await errorOf(make(name));
        expect(next instanceof TransactionManagementError).toBe(error !== undefined);
        if (next !== undefined) throw next;
      });

      const failed = results.filter((result) => result.status === "rejected");
      expect(failed.map(({ reason }) => (reason as Error).constructor)).toEqual([
        TransactionManagementError,
      ]);
      expectWhole(await names(), results);
    });

    it("by the loss of its connection says so, also from an inner block", async () => {
      await using database = await testDatabase(server);
      const seen: unknown[] = [];

      const outer = atomic(async () => {
        await make("a");
        seen.push(
          await errorOf(
            atomic(async () => {
              await database.kill();
              await make("b");
            }),
          ),
        );
      });

      await expect(outer).rejects.toThrow(TransactionManagementError);
      expect(seen[0]).toBeInstanceOf(OperationalError);
      expect((seen[0] as OperationalError).details["sql"]).toMatch(/^INSERT/);
      expect(await names()).toEqual([]);
    });
  });
}

const [sqlite, postgresql, mysql] = servers as [Server, Server, Server];

describe("a block that SQLite has undone", () => {
  it("by a trigger takes nothing more, and is not taken for done [QS-63]", async () => {
    await using _database = await testDatabase(sqlite);
    await connections
      .get()
      .script([
        "CREATE TRIGGER refuse BEFORE DELETE ON bank_account BEGIN SELECT RAISE(ROLLBACK, 'not this'); END",
      ]);
    const seen: unknown[] = [];
    await make("kept");

    const block = atomic(async () => {
      await make("a");
      seen.push(await errorOf(connections.get().execute("DELETE FROM bank_account", [])));
      seen.push(await errorOf(make("b")));
    });

    await expect(block).rejects.toThrow(TransactionManagementError);
    expect((seen[0] as Error).message).toContain("not this");
    expect(seen[1]).toBeInstanceOf(TransactionManagementError);
    expect(await names()).toEqual(["kept"]);
  });
});

describe.skipIf(!mysql.isThere)(`a block on ${mysql.label}`, () => {
  it("goes on after a lock that an inner one waited for in vain", async () => {
    await using _database = await testDatabase(mysql);
    await make("locked");
    const free = Promise.withResolvers<void>();
    const holding = atomic(async () => {
      await Account.objects.selectForUpdate().get({ name: "locked" });
      await free.promise;
    });
    await sleep(50);

    const error = await atomic(async () => {
      await make("a");
      const refused = await errorOf(
        atomic(() => Account.objects.selectForUpdate({ nowait: true }).get({ name: "locked" })),
      );
      await make("b");
      return refused;
    });
    free.resolve();
    await holding;

    expect(error).toBeInstanceOf(OperationalError);
    expect(await names()).toEqual(["a", "b", "locked"]);
  });
});

describe.skipIf(!postgresql.isThere)("the same statement sent several times at once", () => {
  it("fails with the same error each time on PostgreSQL", async () => {
    await using _database = await testDatabase(postgresql);
    const ask = (): Promise<unknown> =>
      connections.get().query("SELECT id FROM later WHERE id = $1", [1]);

    const errors = await Promise.all([1, 2, 3].map(() => errorOf(ask())));
    await connections.get().script(["CREATE TABLE later (id integer)"]);

    expect(errors.map((error) => (error as Error).message.split("\n")[0])).toEqual(
      Array.from({ length: 3 }, () => 'relation "later" does not exist.'),
    );
    expect(await Promise.all([ask(), ask()])).toEqual([[], []]);
  });
});
