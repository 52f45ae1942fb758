import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { exclusively } from "./index.ts";

const name = `own lock/${process.pid}`;
const file = join(tmpdir(), `nuages-test-own_lock_${process.pid}.lock`);

afterEach(() => {
  rmSync(file, { force: true });
});

describe("exclusively()", () => {
  it("runs tests of one name one after another, and lets go after a failure [TEST-07]", async () => {
    let running = 0;
    let most = 0;
    const test = exclusively(name)(async (fails: boolean) => {
      running += 1;
      most = Math.max(most, running);
      expect(existsSync(file)).toBe(true);
      await new Promise(setImmediate);
      running -= 1;
      if (fails) throw new RangeError("failed");
    });

    const ends = await Promise.allSettled([test(false), test(true), test(false)]);

    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it("takes the lock of a process that is gone [TEST-07]", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    writeFileSync(file, String(pid));
    const said: string[] = [];

    await exclusively(name)(() => said.push("ran"))();

    expect(said).toEqual(["ran"]);
  });
});
