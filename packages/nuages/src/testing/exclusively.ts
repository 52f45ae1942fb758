import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { TestSetupError } from "./errors.ts";
import type { TestFunction, WrappedTest } from "./test-case.ts";

const PAUSE_MS = 20;
const LONGEST_WAIT_MS = 600_000;

/**
 * A test that no other process of the machine runs at the same time as one with the same name: for what
 * `--parallel` gives no copy of, such as a port or a folder. Django: `SerializeMixin`.
 *
 * @throws TestSetupError when another test has had it for ten minutes
 * @example
 * it("listens on 8000", exclusively("port-8000")(testCase(async () => { … })));
 */
export function exclusively(
  name: string,
): <Args extends readonly unknown[]>(test: TestFunction<Args>) => WrappedTest<Args> {
  const file = join(tmpdir(), `nuages-test-${name.replaceAll(/[^\w-]/gu, "_")}.lock`);
  return (test) =>
    async (...args) => {
      await lock(file, name);
      try {
        await test(...args);
      } finally {
        rmSync(file, { force: true });
      }
    };
}

async function lock(file: string, name: string): Promise<void> {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += PAUSE_MS) {
    if (taken(file)) return;
    removeIfLeft(file);
    await pause(PAUSE_MS);
  }
  throw new TestSetupError(`Another test has held the lock "${name}" for too long.`, {
    hint: `Does a process hang? If none does, remove ${file}.`,
  });
}

function taken(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (isOf(error, "EEXIST")) return false;
    throw error;
  }
}

/** Removes the lock of a process that has ended without doing so. */
function removeIfLeft(file: string): void {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    if (owner > 0) process.kill(owner, 0);
  } catch (error) {
    if (isOf(error, "ESRCH")) rmSync(file, { force: true });
    else if (!isOf(error, "ENOENT") && !isOf(error, "EPERM")) throw error;
  }
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
