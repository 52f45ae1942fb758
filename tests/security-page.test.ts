import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { knownNames } from "nuages/conf";

const root = path.resolve(import.meta.dirname, "..");

/** The rows of the tables, as their cells. */
const rows = readFileSync(path.join(root, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter(([, protection]) => protection !== "Protection");

function fileOf(name: string): string | undefined {
  return [name, path.join("packages/nuages/src", name)]
    .map((file) => path.join(root, file))
    .find((file) => existsSync(file));
}

describe("the page about security", () => {
  it("has a table of the protections", () => {
    expect(rows.length).toBeGreaterThan(35);
  });

  it.each(rows.map(([, protection = "", , , proof = ""]) => [protection, proof]))(
    "names a test that exists: %s",
    (_protection, proof) => {
      const [, name = "", title = ""] = /^`([\w/.-]+\.test\.ts)` “(.+)”$/u.exec(proof) ?? [];
      const file = fileOf(name);
      const text = file === undefined ? "" : readFileSync(file, "utf8");

      expect(name).not.toBe("");
      expect(file, name).toBeDefined();
      // The name of a test, with the ids of the checklist behind it or without.
      expect(text).toMatch(new RegExp(`["'\`]${RegExp.escape(title)}(?: \\[|["'\`])`, "u"));
    },
  );

  it("names settings that exist", () => {
    const known = new Set(knownNames());
    const named = rows.flatMap(([, , , setting = ""]) =>
      [...setting.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name),
    );

    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
