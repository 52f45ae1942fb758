import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { takeFolder } from "./lib/exclusive.mjs";

describe("takeFolder()", () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), "exclusive-"));
    folder = path.join(parent, "held");
  });

  afterEach(() => rmSync(parent, { recursive: true }));

  it("holds the folder until it is released", () => {
    const release = takeFolder(folder);
    const held = existsSync(folder);
    release();

    expect(held).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it("takes over from a process that was ended", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    mkdirSync(folder);
    writeFileSync(path.join(folder, "pid"), String(pid));
    const waits: string[] = [];

    takeFolder(folder, { onWait: () => waits.push("waited") })();

    expect(waits).toEqual([]);
  });

  it("takes over from a process that was ended before it left its number", () => {
    mkdirSync(folder);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(folder, longAgo, longAgo);

    takeFolder(folder)();

    expect(existsSync(folder)).toBe(false);
  });

  it("says once that it waits for a process that runs", () => {
    const other = path.join(import.meta.dirname, "lib/exclusive.mjs");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "pid"), String(process.pid));
    const code = `import { takeFolder } from ${JSON.stringify(`file://${other}`)};
      import { rmSync } from "node:fs";
      takeFolder(${JSON.stringify(folder)}, { onWait() {
        console.log("waits");
        rmSync(${JSON.stringify(folder)}, { recursive: true });
      } })();
      console.log("has it");`;

    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code]);

    expect(stdout.toString()).toBe("waits\nhas it\n");
  });
});
