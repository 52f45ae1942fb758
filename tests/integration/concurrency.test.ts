import { setTimeout as sleep } from "node:timers/promises";

import {
  atomic,
  connections,
  DatabaseUnreachable,
  IntegrityError,
  OperationalError,
  TransactionManagementError,
} from "nuages/db";
import { describe, expect, it } from "vitest";

import { Account, Entry } from "./lib/models.ts";
import { proxyTo } from "./lib/proxy.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

class Undo extends Error {
  override readonly name = "Undo";
}

/** Numbers that look random and are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Block {
  readonly name: string;
  readonly fails: boolean;
  readonly siblings: readonly { readonly name: string; readonly fails: boolean }[];
}

function planBlocks(count: number): Block[] {
  const random = randomFrom(7);
  return Array.from({ length: count }, (_, index) => ({
    name: `block ${index}`,
    fails: random() < 0.3,
    siblings: [0, 1, 2].map((inner) => ({
      name: `block ${index}.${inner}`,
      fails: random() < 0.4,
    })),
  }));
}

async function undone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
}

async function runBlock({ name, fails, siblings }: Block): Promise<void> {
  await atomic(async () => {
    await Account.objects.create({ name });
    await Promise.all(
      siblings.map((sibling) =>
        undone(
          atomic(async () => {
            await Account.objects.create({ name: sibling.name });
            await sleep(0);
            if (sibling.fails) throw new Undo();
          }),
        ),
      ),
    );
    if (fails) throw new Undo();
  });
}

function keptNames(blocks: readonly Block[]): string[] {
  return blocks
    .filter(({ fails }) => !fails)
    .flatMap(({ name, siblings }) => [
      name,
      ...siblings.filter(({ fails }) => !fails).map((sibling) => sibling.name),
    ])
    .sort();
}

/** Ends the idle connection to a database in such a way that this process has not seen it yet. */
async function killUnnoticed({ vendor }: Server, name: string): Promise<void> {
  const admin = connections.get("admin");
  const [column, ids] =
    vendor === "postgresql"
      ? ["pg_terminate_backend", "SELECT pid FROM pg_stat_activity WHERE datname = $1"]
      : ["KILL", "SELECT id FROM information_schema.processlist WHERE db = ?"];
  const [row] = await admin.query(ids, [name]);
  const id = Number(row?.[0]);
  void admin.query(vendor === "postgresql" ? `SELECT ${column}(${id})` : `${column} ${id}`, []);
  // The statement has left; what the server answers waits until this has ended.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
}

async function names(): Promise<string[]> {
  const all = await Account.objects.orderBy().valuesList("name", { flat: true });
  return [...all].sort();
}

for (const server of servers) {
  describe.skipIf(!server.isThere)(`transactions at once on ${server.label}`, () => {
    it("50 blocks with failures and nested siblings leave what they committed [QS-62]", async () => {
      await using _database = await testDatabase(server);
      const blocks = planBlocks(50);

      await Promise.all(blocks.map((block) => undone(runBlock(block))));

      expect(await names()).toEqual(keptNames(blocks));
    });

    it("getOrCreate() raced 50 times makes one row", async () => {
      await using _database = await testDatabase(server);

      const results = await Promise.all(
        Array.from({ length: 50 }, () =>
          Account.objects.getOrCreate({ name: "shared" }, { defaults: { balance: 5 } }),
        ),
      );

      expect(await Account.objects.count()).toBe(1);
      expect(results.filter(([, created]) => created)).toHaveLength(1);
      expect(new Set(results.map(([account]) => account.pk)).size).toBe(1);
    });

    it("a broken constraint is an IntegrityError that names it [QS-66]", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.create({ name: "once" });

      const failure = await Account.objects
        .create({ name: "once" })
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(IntegrityError);
      expect((failure as IntegrityError).details).toMatchObject({ kind: "UNIQUE" });
      expect((failure as IntegrityError).cause).toBeInstanceOf(Error);
      expect((failure as IntegrityError).message).not.toContain("once");
    });

    it("reads at once outside of transactions answer each its own question", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.bulkCreate(
        Array.from(
          { length: 40 },
          (_, index) => new Account({ name: `n${index}`, balance: index }),
        ),
      );

      const balances = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const account = await Account.objects.get({ name: `n${index}` });
          return account.balance;
        }),
      );

      expect(balances).toEqual(Array.from({ length: 40 }, (_, index) => index));
    });

    it("iterator() gives all rows, and an iteration that stops early leaves nothing behind [DB-17]", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.bulkCreate(
        Array.from({ length: 1_000 }, (_, index) => new Account({ name: `row ${index}` })),
      );

      let seen = 0;
      for await (const account of Account.objects.iterator({ chunkSize: 90 }))
        seen += account.name === "" ? 0 : 1;
      for await (const account of Account.objects.iterator({ chunkSize: 10 })) {
        expect(account.name).toBe("row 0");
        break;
      }

      expect(seen).toBe(1_000);
      expect(await Account.objects.count()).toBe(1_000);
    });

    it("iterator() inside a transaction leaves room for other statements", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.bulkCreate(
        Array.from({ length: 25 }, (_, index) => new Account({ name: `row ${index}` })),
      );

      await atomic(async () => {
        for await (const account of Account.objects.iterator({ chunkSize: 5 }))
          await Entry.objects.create({ account, amount: 1 });
      });

      expect(await Entry.objects.count()).toBe(25);
    });
  });

  if (server.admin === undefined) continue;
  describe.skipIf(!server.isThere)(`a server of ${server.label}`, () => {
    it("a deadlock is an OperationalError with the statement, and the other block commits", async () => {
      await using _database = await testDatabase(server);
      const [first, second] = [
        await Account.objects.create({ name: "a" }),
        await Account.objects.create({ name: "b" }),
      ];
      const both = Promise.withResolvers<void>();
      let waiting = 0;
      const transfer = (from: Account, to: Account): Promise<void> =>
        atomic(async () => {
          await Account.objects.filter({ pk: from.pk }).update({ balance: 1 });
          waiting += 1;
          if (waiting === 2) both.resolve();
          await both.promise;
          await Account.objects.filter({ pk: to.pk }).update({ balance: 2 });
        });

      const results = await Promise.allSettled([transfer(first, second), transfer(second, first)]);

      const failed = results.filter((result) => result.status === "rejected");
      expect(failed).toHaveLength(1);
      const reason: unknown = failed[0]?.reason;
      expect(reason).toBeInstanceOf(OperationalError);
      expect((reason as OperationalError).details["sql"]).toMatch(/^UPDATE/);
      const balances = await Account.objects.valuesList("balance", { flat: true });
      expect(new Set(balances)).toEqual(new Set([1, 2]));
    });

    it("a connection killed in the middle of a query fails that query alone [DB-02]", async () => {
      await using database = await testDatabase(server);
      const pause = server.vendor === "postgresql" ? "SELECT pg_sleep(20)" : "SELECT SLEEP(20)";
      const running = connections
        .get()
        .query(pause, [])
        .catch((error: unknown) => error);
      await sleep(100);

      await database.kill();

      expect(await running).toBeInstanceOf(OperationalError);
      expect(await Account.objects.count()).toBe(0);
    });

    it("a connection killed in the middle of a transaction undoes it, and the next block commits once", async () => {
      await using database = await testDatabase(server);
      const broken = atomic(async () => {
        await Account.objects.create({ name: "lost" });
        await database.kill();
        await Account.objects.create({ name: "never" });
      });

      await expect(broken).rejects.toBeInstanceOf(OperationalError);
      await atomic(() => Account.objects.create({ name: "kept" }));

      expect(await names()).toEqual(["kept"]);
    });

    it("a transaction whose commit was lost is not acknowledged", async () => {
      await using database = await testDatabase(server);

      const broken = atomic(async () => {
        await Account.objects.create({ name: "lost" });
        await database.kill();
      });

      await expect(broken).rejects.toBeInstanceOf(OperationalError);
      expect(await names()).toEqual([]);
    });

    it("idle connections that were killed are not used again with health checks [DB-02]", async () => {
      await using database = await testDatabase(server, { connHealthChecks: true });
      await Promise.all([Account.objects.count(), atomic(() => Account.objects.count())]);

      await database.kill();

      expect(await Account.objects.count()).toBe(0);
    });

    it("works again after the server was away", async () => {
      const { host = "127.0.0.1", port = server.vendor === "postgresql" ? 5432 : 3306 } =
        server.admin ?? {};
      await using proxy = await proxyTo({ host, port });
      await using _database = await testDatabase(server, { host: "127.0.0.1", port: proxy.port });
      await Account.objects.create({ name: "before" });

      await proxy.stop();
      const during = await Account.objects
        .create({ name: "during" })
        .catch((error: unknown) => error);
      await proxy.start();
      await Account.objects.create({ name: "after" });

      expect(during).toBeInstanceOf(OperationalError);
      expect(await names()).toEqual(["after", "before"]);
    });

    it("selectForUpdate() needs a transaction, and keeps others away until its end [QS-15]", async () => {
      await using _database = await testDatabase(server);
      await Account.objects.create({ name: "a" });
      await Account.objects.create({ name: "b" });
      const free = Promise.withResolvers<void>();
      const holding = atomic(async () => {
        await Account.objects.selectForUpdate().get({ name: "a" });
        await free.promise;
      });
      await sleep(50);

      const outside = await Account.objects
        .selectForUpdate()
        .get({ name: "a" })
        .catch((error: unknown) => error);
      const impatient = await atomic(() =>
        Account.objects.selectForUpdate({ nowait: true }).get({ name: "a" }),
      ).catch((error: unknown) => error);
      const others = await atomic(() =>
        Account.objects.selectForUpdate({ skipLocked: true }).orderBy("name"),
      );
      free.resolve();
      await holding;

      expect(outside).toBeInstanceOf(TransactionManagementError);
      expect(impatient).toBeInstanceOf(OperationalError);
      expect(others.map(({ name }) => name)).toEqual(["b"]);
    });

    it("names who holds the connections when none becomes free", async () => {
      await using _database = await testDatabase(server, {
        options: { pool: { maxSize: 2, timeout: 0.2 } },
      });
      const free = Promise.withResolvers<void>();
      const holders = [0, 1].map(() => atomic(() => free.promise));
      await sleep(50);

      const failure = await Account.objects.count().catch((error: unknown) => error);
      free.resolve();
      await Promise.all(holders);

      expect(failure).toBeInstanceOf(OperationalError);
      expect((failure as Error).message).toContain("became free within 0.2 s: all 2 are in use");
      expect((failure as Error).message).toContain("concurrency.test.ts");
      expect(await Account.objects.count()).toBe(0);
    });

    it("a session that cannot be prepared says why, and leaves no connection behind [DB-02]", async () => {
      await using database = await testDatabase(server);
      const isPostgresql = server.vendor === "postgresql";
      const wrong = connections.open("default", {
        options: isPostgresql ? { assumeRole: "nobody here" } : { initCommand: "SET nonsense = 1" },
      });
      const open = async (): Promise<number> => {
        const [row] = await connections
          .get("admin")
          .query(
            isPostgresql
              ? "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = $1"
              : "SELECT COUNT(*) FROM information_schema.processlist WHERE db = ?",
            [database.name],
          );
        return Number(row?.[0]);
      };
      const before = await open();

      const errors = await Promise.all(
        Array.from({ length: 5 }, () =>
          wrong.query("SELECT 1", []).catch((error: unknown) => error),
        ),
      );
      await wrong.query("SELECT 1", []).catch((error: unknown) => errors.push(error));

      for (const error of errors) expect(error).toBeInstanceOf(DatabaseUnreachable);
      expect((errors[0] as Error).message).toMatch(
        /"default" could not be prepared.*(nobody|nonsense)/,
      );
      await expect.poll(open).toBeLessThanOrEqual(before);
    });

    it("a connection is tested itself, also when it was lost unnoticed and there is no other [DB-02]", async () => {
      await using database = await testDatabase(server, {
        connHealthChecks: true,
        options: { pool: { maxSize: 1, timeout: 2 } },
      });
      await Account.objects.count();
      await killUnnoticed(server, database.name);

      expect(await Account.objects.count()).toBe(0);
    });

    it("a block begins on another connection when its own was lost while nobody used it [DB-02]", async () => {
      await using database = await testDatabase(server, { options: { pool: { maxSize: 1 } } });
      await Account.objects.count();
      await killUnnoticed(server, database.name);

      await atomic(() => Account.objects.create({ name: "kept" }));

      expect(await names()).toEqual(["kept"]);
    });

    it("an iteration that is left after the loss of its connection ends without an error", async () => {
      await using database = await testDatabase(server);
      await Account.objects.bulkCreate(
        Array.from({ length: 100 }, (_, index) => new Account({ name: `row ${index}` })),
      );

      for await (const account of Account.objects.iterator({ chunkSize: 10 })) {
        expect(account.name).toBe("row 0");
        await database.kill();
        break;
      }

      expect(await Account.objects.count()).toBe(100);
    });

    it("500 requests at once share the connections of the pool", async () => {
      await using _database = await testDatabase(server, { options: { pool: { maxSize: 3 } } });

      await Promise.all(
        Array.from({ length: 500 }, async (_, index) => {
          await sleep(index % 7);
          if (index % 2 === 0) await Account.objects.create({ name: `n${index}` });
          else await atomic(() => Account.objects.create({ name: `n${index}` }));
        }),
      );

      expect(await Account.objects.count()).toBe(500);
    });
  });
}

const postgresql = servers.find(({ vendor }) => vendor === "postgresql");
describe.skipIf(postgresql?.isThere !== true)("PostgreSQL alone", () => {
  const server = postgresql as NonNullable<typeof postgresql>;

  it("a statement that the server ended the connection before is sent on another, once [DB-02]", async () => {
    await using database = await testDatabase(server, { options: { pool: { maxSize: 1 } } });
    await Account.objects.count();
    await killUnnoticed(server, database.name);

    const account = await Account.objects.create({ name: "once" });

    expect(account.pk).toBe(1);
    expect(await names()).toEqual(["once"]);
  });

  it("a statement that the server had begun with is not sent again", async () => {
    await using database = await testDatabase(server, { options: { pool: { maxSize: 1 } } });
    const db = connections.get();
    const running = db
      .execute("INSERT INTO bank_account (name, balance) SELECT 'twice?', 0 FROM pg_sleep(0.5)", [])
      .catch((error: unknown) => error);
    await sleep(150);

    await database.kill();

    expect(await running).toBeInstanceOf(OperationalError);
    expect(await names()).toEqual([]);
  });

  it("a serialization failure is an OperationalError with the statement", async () => {
    await using _database = await testDatabase(server, {
      options: { isolationLevel: "serializable" },
    });
    await Account.objects.create({ name: "a" });
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    const add = (): Promise<void> =>
      atomic(async () => {
        const account = await Account.objects.get({ name: "a" });
        waiting += 1;
        if (waiting === 2) both.resolve();
        await both.promise;
        await Account.objects.filter({ pk: account.pk }).update({ balance: account.balance + 1 });
      });

    const results = await Promise.allSettled([add(), add()]);

    const [failed] = results.filter((result) => result.status === "rejected");
    const reason: unknown = failed?.reason;
    expect(reason).toBeInstanceOf(OperationalError);
    expect((reason as OperationalError).details).toMatchObject({ sqlState: "40001" });
    expect((await Account.objects.get({ name: "a" })).balance).toBe(1);
  });

  it("prepared statements survive a change of their table", async () => {
    await using _database = await testDatabase(server, { options: { pool: { maxSize: 1 } } });
    await Account.objects.create({ name: "a" });
    await Account.objects.get({ name: "a" });

    await connections.get().script(["ALTER TABLE bank_account ALTER COLUMN balance TYPE bigint"]);

    expect((await Account.objects.get({ name: "a" })).balance).toBe(0);
  });

  it("works without prepared statements and without cursors, as behind a pooler", async () => {
    await using _database = await testDatabase(server, {
      disableServerSideCursors: true,
      options: { preparedStatements: false },
    });
    await Account.objects.create({ name: "a", balance: 3 });

    const balances: number[] = [];
    for await (const account of Account.objects.iterator()) balances.push(account.balance);

    expect(balances).toEqual([3]);
  });

  it("more statements than a connection keeps prepared", async () => {
    await using _database = await testDatabase(server, { options: { pool: { maxSize: 1 } } });
    const { query } = { query: connections.get().query.bind(connections.get()) };

    for (let index = 0; index < 700; index += 1) {
      const [row] = await query(`SELECT $1 + ${index}`, [1]);
      expect(row).toEqual([index + 1]);
    }

    const [row] = await query("SELECT COUNT(*) FROM pg_prepared_statements", []);
    expect(Number(row?.[0])).toBeLessThan(310);
  });
});
