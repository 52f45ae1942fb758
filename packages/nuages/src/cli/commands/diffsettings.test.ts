import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { App, setup } from "../../apps/index.ts";
import { configure } from "../../conf/index.ts";
import { callCommand } from "../index.ts";

const silent = { write: () => undefined };

beforeAll(async () => {
  const shelf = new App({
    label: "shelf",
    root: import.meta.dirname,
    settings: { booksPerPage: 10 },
  });
  configure({ appendSlash: false, timeZone: "UTC", installedApps: [shelf], debug: false });
  await setup();
});

async function diff(options: object): Promise<string[]> {
  return String(await callCommand("diffsettings", { stdout: silent, ...options })).split("\n");
}

describe("diffsettings", () => {
  it("prints what differs from the defaults; ### marks what they lack [SET-06, CLI-37]", async () => {
    const lines = await diff({});

    expect(lines).toContain("appendSlash = false");
    expect(lines).toContain("booksPerPage = 10  ###");
    expect(lines).toContain("timeZone = 'UTC'");
    expect(lines.some((line) => line.includes("debug"))).toBe(false);
  });

  it("also prints the others with --all [CLI-37]", async () => {
    expect(await diff({ all: true })).toContain("### debug = false");
  });

  it("shows both values with --output unified [CLI-37]", async () => {
    const lines = await diff({ output: "unified", all: true });

    expect(lines).toEqual(
      expect.arrayContaining([
        "- appendSlash = true",
        "+ appendSlash = false",
        "+ booksPerPage = 10",
        "  debug = false",
      ]),
    );
  });

  it("compares with another settings file [CLI-37]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "diff-"));
    const file = join(folder, "other.ts");
    writeFileSync(file, 'export default { timeZone: "UTC", debug: true };');

    const lines = await diff({ default: file });

    expect(lines).toContain("debug = false");
    expect(lines.some((line) => line.includes("timeZone"))).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
