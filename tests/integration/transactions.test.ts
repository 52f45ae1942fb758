import { setTimeout as sleep } from "node:timers/promises";

import {
  atomic,
  connections,
  DatabaseError,
  IntegrityError,
  NotSupportedError,
  onCommit,
  OperationalError,
  savepoint,
  savepointCommit,
  savepointRollback,
  TransactionManagementError,
} from "nuages/db";
import { describe, expect, it } from "vitest";

import { Account, Entry } from "./lib/models.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

const make = (name: string): Promise<Account> => Account.objects.create({ name });
const names = async (): Promise<string[]> => [
  ...(await Account.objects.orderBy("name").valuesList("name", { flat: true })),
];

async function failing(name: string): Promise<never> {
  await make(name);
  throw new RangeError("undo");
}

for (const server of servers) {
  describe.skipIf(!server.isThere)(`atomic() on ${server.label}`, () => {
    it("keeps what goes well and undoes what fails, block by block [QS-62] [DB-04]", async () => {
      await using _database = await testDatabase(server);

      await atomic(async () => {
        await make("a");
        await atomic(() => failing("b")).catch(() => undefined);
        await atomic(async () => {
          await make("c");
          await atomic(() => failing("d")).catch(() => undefined);
        });
      });
      await atomic(async () => {
        await atomic(() => make("e"));
        throw new RangeError("undo");
      }).catch(() => undefined);

      expect(await names()).toEqual(["a", "c"]);
    });

    it("runs blocks beside each other one after another, and the outer one's statements after them", async () => {
      await using _database = await testDatabase(server);

      await atomic(async () => {
        const blocks = ["a", "b", "c", "d"].map((name, index) =>
          atomic(async () => {
            await make(name);
            await sleep(3);
            if (index % 2 === 1) throw new RangeError("undo");
          }).catch(() => undefined),
        );
        await Promise.all([...blocks, make("outer")]);
      });

      expect(await names()).toEqual(["a", "c", "outer"]);
    });

    it("refuses a statement that arrives after its block has ended", async () => {
      await using _database = await testDatabase(server);
      const late = Promise.withResolvers<void>();

      const forgotten = await atomic(async () => {
        await make("a");
        return {
          promise: (async () => {
            await late.promise;
            await make("late");
          })().catch((error: unknown) => error),
        };
      });
      late.resolve();

      expect(await forgotten.promise).toBeInstanceOf(TransactionManagementError);
      expect(await names()).toEqual(["a"]);
    });

    it("awaits statements that were sent and not awaited, before it ends", async () => {
      await using _database = await testDatabase(server);
      const insert = (name: string): Promise<unknown> =>
        connections
          .get()
          .execute(`INSERT INTO bank_account (name, balance) VALUES ('${name}', 0)`, []);

      await atomic(async () => {
        void insert("a");
        void insert("b");
      });

      expect(await names()).toEqual(["a", "b"]);
    });

    it("is broken by an error until its end, and mended by an inner block [QS-63]", async () => {
      await using _database = await testDatabase(server);
      await make("a");
      const seen: unknown[] = [];

      await atomic(async () => {
        await make("a").catch((error: unknown) => seen.push(error));
        await names().catch((error: unknown) => seen.push(error));
      }).catch((error: unknown) => seen.push(error));
      await atomic(async () => {
        await atomic(() => make("a")).catch((error: unknown) => seen.push(error));
        await make("b");
      });

      expect(seen[0]).toBeInstanceOf(IntegrityError);
      expect(seen[1]).toBeInstanceOf(TransactionManagementError);
      expect(seen.at(-1)).toBeInstanceOf(IntegrityError);
      expect(await names()).toEqual(["a", "b"]);
    });

    it("refuses a durable block inside another, and commits one outside [QS-62]", async () => {
      await using _database = await testDatabase(server);

      const nested = atomic(() => atomic(() => make("a"), { durable: true }));

      await expect(nested).rejects.toThrow(TransactionManagementError);
      await atomic(() => make("b"), { durable: true });
      expect(await names()).toEqual(["b"]);
    });

    it("calls back after the commit, in order, only for what was kept [QS-64]", async () => {
      await using _database = await testDatabase(server);
      const calls: string[] = [];

      await atomic(async () => {
        await onCommit(async () => {
          calls.push(`first, with ${(await names()).join()}`);
        });
        await make("a");
        await atomic(async () => {
          await onCommit(() => calls.push("undone"));
          await failing("b");
        }).catch(() => undefined);
        await onCommit(
          () => {
            throw new RangeError("robust");
          },
          { robust: true },
        );
        await onCommit(() => calls.push("last"));
        calls.push("body");
      });

      expect(calls).toEqual(["body", "first, with a", "last"]);
    });

    it("has savepoints by hand [QS-65]", async () => {
      await using _database = await testDatabase(server);

      await atomic(async () => {
        await make("a");
        const first = await savepoint();
        await make("b");
        await savepointRollback(first);
        const second = await savepoint();
        await make("c");
        await savepointCommit(second);
        await expect(savepointRollback("x1; DROP TABLE bank_account")).rejects.toThrow(
          TransactionManagementError,
        );
      });

      expect(await names()).toEqual(["a", "c"]);
    });

    it("is not seen from outside before its end", async () => {
      await using _database = await testDatabase(server);
      const inside = Promise.withResolvers<void>();
      const looked = Promise.withResolvers<void>();
      const block = atomic(async () => {
        await make("a");
        inside.resolve();
        await looked.promise;
      });
      await inside.promise;

      const before = await names();
      looked.resolve();
      await block;

      expect(before).toEqual([]);
      expect(await names()).toEqual(["a"]);
    });

    it("commits every statement outside of a block by itself [DB-04]", async () => {
      await using _database = await testDatabase(server);
      await make("a");

      await connections.get("default").close();

      expect(await names()).toEqual(["a"]);
    });

    it("knows the values from the statements: nothing of a value is ever part of one [DB-04]", async () => {
      await using _database = await testDatabase(server);
      const name = "'); DROP TABLE bank_entry; --";
      await make(name);

      await Account.objects.filter({ name }).update({ balance: 2 });

      expect(await names()).toEqual([name]);
      expect(await Entry.objects.count()).toBe(0);
    });
  });

  if (server.admin === undefined) continue;
  describe.skipIf(!server.isThere)(`isolation levels on ${server.label}`, () => {
    it.each([
      ["read committed", 1],
      ["repeatable read", 0],
      // MariaDB locks what is read in place of remembering how it was.
      ["serializable", server.vendor === "mysql" ? 1 : 0],
    ])("%s: others' commits are seen in a block: %s", async (isolationLevel, seen) => {
      await using _database = await testDatabase(server, { options: { isolationLevel } });
      const started = Promise.withResolvers<void>();
      const changed = Promise.withResolvers<void>();
      const counts: number[] = [];
      const block = atomic(async () => {
        counts.push(await Entry.objects.count());
        started.resolve();
        await changed.promise;
        counts.push(await Account.objects.count());
      });
      await started.promise;

      await make("a");
      changed.resolve();
      await block;

      expect(counts).toEqual([0, seen]);
    });

    it("refuses a level that there is not", async () => {
      const unknown = testDatabase(server, { options: { isolationLevel: "chaos; DROP" } });

      await expect(unknown).rejects.toThrow(/isolationLevel is "chaos; DROP"/);
      await connections.closeAll();
    });
  });
}

const postgresql = servers.find(({ vendor }) => vendor === "postgresql") as Server;
describe.skipIf(!postgresql.isThere)("selectForUpdate() on PostgreSQL", () => {
  it("locks the rows of the relations that are named alone, and weaker locks [QS-15] [DB-16]", async () => {
    await using _database = await testDatabase(postgresql);
    const account = await make("a");
    await Entry.objects.create({ account, amount: 1 });
    const free = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = atomic(async () => {
      await Entry.objects.selectRelated("account").selectForUpdate({ of: ["self"] });
      await Account.objects.selectForUpdate({ noKey: true }).get({ name: "a" });
      locked.resolve();
      await free.promise;
    });
    await locked.promise;

    const others = await Promise.allSettled([
      atomic(() => Entry.objects.selectForUpdate({ nowait: true }).get({ amount: 1 })),
      // A row that points at the locked one can be made: its key does not change.
      Entry.objects.create({ account, amount: 2 }),
    ]);
    free.resolve();
    await holding;

    expect(others.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(others[0]).toMatchObject({ reason: expect.any(OperationalError) });
  });
});

const mysql = servers.find(({ vendor }) => vendor === "mysql") as Server;
describe.skipIf(!mysql.isThere)(`what ${mysql.label} has not`, () => {
  it("is refused by name, before anything is sent [DB-20]", async () => {
    await using _database = await testDatabase(mysql);

    const ofOne = atomic(async () => await Entry.objects.selectForUpdate({ of: ["self"] }));
    const answer = await ofOne.then(String, String);
    expect(answer).toMatch(mysql.label === "MySQL" ? /^$/ : /^NotSupported.*FOR UPDATE OF/);

    const refused = await Promise.all(
      [
        atomic(async () => await Entry.objects.selectForUpdate({ noKey: true })),
        (async () => await Account.objects.distinct("name"))(),
      ].map((work) => work.catch((error: unknown) => error)),
    );

    for (const error of refused) expect(error).toBeInstanceOf(NotSupportedError);
    expect(refused.map(String).join()).toMatch(/FOR NO KEY UPDATE.*DISTINCT/i);
    expect(refused[0]).toBeInstanceOf(DatabaseError);
  });
});
