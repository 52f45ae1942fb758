import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { OperationalError } from "../../errors.ts";
import { Pool, type PoolOptions } from "./pool.ts";
import type { ServerConnection } from "./server-connection.ts";

interface Fake extends ServerConnection {
  isUsable: boolean;
  isClosed: boolean;
  answers: boolean;
}

function fakePool(
  options: Partial<PoolOptions> = {},
  onOpen: () => void = () => undefined,
): { pool: Pool<Fake>; opened: Fake[] } {
  const opened: Fake[] = [];
  const open = async (): Promise<Fake> => {
    onOpen();
    await sleep(1);
    const connection: Fake = {
      isUsable: true,
      isClosed: false,
      answers: true,
      canPipeline: false,
      query: async () => {
        await sleep(1);
        if (!connection.answers) throw new OperationalError("gone");
        return [];
      },
      queryNamed: async () => ({ columns: [], rows: [] }),
      execute: async () => ({ rows: [], changes: 0, lastId: undefined }),
      command: async () => undefined,
      async *stream() {
        yield* [];
      },
      close: async () => {
        connection.isClosed = true;
      },
    };
    opened.push(connection);
    return connection;
  };
  const limits = { maxSize: 2, timeout: 1, maxIdle: 60, maxAge: 60, healthChecks: false };
  return { pool: new Pool("default", open, { ...limits, ...options }), opened };
}

describe("Pool", () => {
  it("opens connections when they are needed, and uses them again [DB-02]", async () => {
    const { pool, opened } = fakePool();
    expect(opened).toHaveLength(0);

    for (let turn = 0; turn < 5; turn += 1) (await pool.take("a")).release();

    expect(opened).toHaveLength(1);
    expect(pool.size).toBe(1);
  });

  it("gives a connection to one at a time, and never opens more than its limit", async () => {
    const { pool, opened } = fakePool();
    const held = new Set<Fake>();

    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const { connection, release } = await pool.take(`user ${index}`);
        expect(held.has(connection)).toBe(false);
        held.add(connection);
        if (index % 3 === 0) await sleep(1);
        held.delete(connection);
        release();
      }),
    );

    expect(opened).toHaveLength(2);
  });

  it.each([false, true])(
    "does not overlook one that is given back at the moment of asking (tested: %s)",
    async (healthChecks) => {
      const { pool } = fakePool({ maxSize: 1, healthChecks });

      for (let ticks = 0; ticks < 20; ticks += 1) {
        const first = await pool.take("first");
        const second = pool.take("second");
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        first.release();
        (await second).release();
      }

      expect(pool.size).toBe(1);
    },
  );

  it("says who holds the connections when none becomes free", async () => {
    const { pool } = fakePool({ timeout: 0.02 });
    await Promise.all([pool.take("the block at a.ts:1"), pool.take("the block at b.ts:2")]);

    const refused = pool.take("c");

    await expect(refused).rejects.toThrow(OperationalError);
    await expect(refused).rejects.toThrow(
      /became free within 0.02 s: all 2 are in use\.[^]*the block at a\.ts:1 \(for .* s\); the block at b\.ts:2/,
    );
  });

  it("does not give out again what was lost, or is too old [DB-02]", async () => {
    const { pool, opened } = fakePool({ maxAge: 0.01 });
    const lost = await pool.take("a");
    lost.connection.isUsable = false;
    lost.release();
    expect(opened[0]?.isClosed).toBe(true);

    const old = await pool.take("b");
    await sleep(15);
    old.release();

    expect(opened[1]?.isClosed).toBe(true);
    expect((await pool.take("c")).connection).toBe(opened[2]);
  });

  it("tests idle connections before use where health checks are on [DB-02]", async () => {
    const { pool, opened } = fakePool({ healthChecks: true });
    (await pool.take("a")).release();
    (opened[0] as Fake).answers = false;

    const { connection } = await pool.take("b");

    expect(connection).toBe(opened[1]);
    expect(opened[0]?.isClosed).toBe(true);
    expect(pool.takeFree("c")).toBeUndefined();
  });

  it("lets the next one open a connection when opening failed", async () => {
    let attempts = 0;
    const pool = new Pool<Fake>(
      "default",
      async () => {
        attempts += 1;
        await sleep(2);
        throw new OperationalError("refused");
      },
      { maxSize: 1, timeout: 1, maxIdle: 60, maxAge: 60, healthChecks: false },
    );

    const results = await Promise.allSettled([pool.take("a"), pool.take("b"), pool.take("c")]);

    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(attempts).toBe(3);
    expect(pool.size).toBe(0);
  });

  it("opens connections outside of the request that needs them", async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const { pool } = fakePool({}, () => seen.push(request.getStore()));

    await request.run("a request", () => pool.take("a"));

    expect(seen).toEqual([undefined]);
  });

  it("closes what is idle, refuses whoever waits, and closes the rest when it is given back", async () => {
    const { pool, opened } = fakePool();
    const [first, second] = await Promise.all([pool.take("a"), pool.take("b")]);
    first.release();
    const third = await pool.take("c");
    const waiting = pool.take("d").catch((error: unknown) => error);

    await pool.close();
    second.release();
    third.release();

    expect(await waiting).toBeInstanceOf(OperationalError);
    expect(opened.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it("waits as long as it is told, also when no timer can be set to that", async () => {
    const { pool } = fakePool({ maxSize: 1, timeout: Infinity, maxIdle: Infinity });
    const first = await pool.take("first");
    const second = pool.take("second");
    await sleep(20);
    first.release();

    const { release } = await second;
    release();

    expect(pool.size).toBe(1);
    await pool.close();
  });

  it.each([false, true])(
    "gives nothing out after its end, not what was being opened or tested either (tested: %s)",
    async (healthChecks) => {
      const { pool, opened } = fakePool({ healthChecks });
      if (healthChecks) (await pool.take("before")).release();

      const late = pool.take("late");
      await pool.close();

      await expect(late).rejects.toThrow(/were closed/);
      expect(opened.map(({ isClosed }) => isClosed)).toEqual([true]);
    },
  );

  it("counts a connection from the moment of its opening until it is given back", async () => {
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const { pool, opened } = fakePool({ maxSize: 1 });
      const first = pool.take("first");
      await sleep(1);
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const second = pool.take("second");
      (await first).release();
      (await second).release();

      expect(opened).toHaveLength(1);
    }
  });
});
