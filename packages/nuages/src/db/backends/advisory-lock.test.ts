import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import { LockTimeout } from "../errors.ts";
import { withAdvisoryLock } from "./advisory-lock.ts";
import { connections } from "./connections.ts";

configure({ secretKey: "x" });

let folder: string;
let settings: Disposable;
const { TMPDIR } = process.env;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  process.env["TMPDIR"] = folder;
  settings = overrideSettings({
    databases: {
      default: { engine: "sqlite", name: join(folder, "db.sqlite3") },
      memory: { engine: "sqlite", name: ":memory:" },
    },
  });
});

afterEach(async () => {
  await connections.closeAll();
  settings[Symbol.dispose]();
  if (TMPDIR === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = TMPDIR;
  rmSync(folder, { recursive: true });
});

const lock = { using: "default", name: "work" };

describe("withAdvisoryLock()", () => {
  it("lets one in at a time, and gives what the work gives [MIG-25]", async () => {
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      steps.push(`${name} ends`);
      return name;
    };
    let waits = 0;
    const onWait = (): void => void (waits += 1);

    const results = await Promise.all([
      withAdvisoryLock({ ...lock, onWait }, work("first")),
      withAdvisoryLock({ ...lock, onWait }, work("second")),
    ]);

    expect(results).toEqual(["first", "second"]);
    expect(steps[1]).toBe(steps[0]?.replace("begins", "ends"));
    expect(waits).toBe(1);
  });

  it("says who cannot be waited for any longer", async () => {
    await withAdvisoryLock(lock, async () => {
      const second = withAdvisoryLock({ ...lock, timeout: 1 }, () => Promise.resolve());
      await expect(second).rejects.toThrow(LockTimeout);
      await expect(second).rejects.toThrow('has had the lock "work" of the database "default"');
    });
  });

  it("is given back when the work fails", async () => {
    await expect(
      withAdvisoryLock(lock, () => Promise.reject(new RangeError("failed"))),
    ).rejects.toThrow("failed");

    expect(await withAdvisoryLock(lock, () => Promise.resolve(1))).toBe(1);
  });

  it("does not hold up work of another name, nor databases in memory", async () => {
    await withAdvisoryLock(lock, async () => {
      expect(await withAdvisoryLock({ ...lock, name: "other" }, () => Promise.resolve(1))).toBe(1);
    });
    const memory = { using: "memory", name: "work" };
    await withAdvisoryLock(memory, async () => {
      expect(await withAdvisoryLock(memory, () => Promise.resolve(2))).toBe(2);
    });
  });

  it("opens nothing that somebody else has put in its place", async () => {
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(folder, `nuages-locks-${process.getuid?.() ?? 0}`));

    await expect(withAdvisoryLock(lock, () => Promise.resolve())).rejects.toThrow(
      "is no folder of this user.",
    );
  });
});
