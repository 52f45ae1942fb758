import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { defineApp, setup } from "../../apps/index.ts";
import { configure } from "../../conf/index.ts";
import { findTestFiles, labelOf } from "./find-test-files.ts";
import { type NameOptions, namePattern, skipPattern } from "./name-patterns.ts";
import { dealFiles, orderFiles } from "./order-files.ts";

let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "choosing-"));
  const files = [
    "catalog/tests/b.test.ts",
    "catalog/tests/a.test.ts",
    "catalog/tests/helper.ts",
    "members/views.test.mjs",
    "members/empty/readme.md",
    "node_modules/x/x.test.ts",
    ".hidden/h.test.ts",
    "dist/d.test.js",
  ];
  for (const file of files) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  configure({
    installedApps: [defineApp({ label: "people", root: join(root, "members") })],
  });
  await setup();
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

const find = (...labels: string[]): string[] =>
  findTestFiles(labels, { root }).map((file) => labelOf(file, root));

describe("findTestFiles()", () => {
  it("finds all tests of a project, in order [TEST-24, TEST-25]", () => {
    expect(find()).toEqual([
      "catalog/tests/a.test.ts",
      "catalog/tests/b.test.ts",
      "members/views.test.mjs",
    ]);
  });

  it("takes files, folders and apps, each file once [TEST-25]", () => {
    expect(find("people", "catalog/tests/b.test.ts", "catalog")).toEqual([
      "members/views.test.mjs",
      "catalog/tests/b.test.ts",
      "catalog/tests/a.test.ts",
    ]);
    expect(find("catalog/tests/helper.ts")).toEqual(["catalog/tests/helper.ts"]);
  });

  it("takes another pattern [TEST-27]", () => {
    expect(findTestFiles([], { root, pattern: "helper.*" })).toEqual([
      join(root, "catalog/tests/helper.ts"),
    ]);
  });

  it("refuses what stands for no tests [TEST-25]", () => {
    expect(() => find("nothing")).toThrow(
      '"nothing" is no file, no folder and no installed app.\n  Apps: people.',
    );
    expect(() => find("members/empty")).toThrow('There are no tests in "members/empty".');
  });
});

describe("orderFiles()", () => {
  const files = Array.from({ length: 30 }, (_, index) => `${index}`);
  const shuffled = (seed: number): string[] => orderFiles(files, { reverse: false, seed });

  it("shuffles by a number, always the same way [TEST-26]", () => {
    expect(shuffled(7)).toEqual(shuffled(7));
    expect(shuffled(7)).not.toEqual(shuffled(8));
    expect(shuffled(0)).not.toEqual(files);
    expect(shuffled(7).toSorted()).toEqual(files.toSorted());
  });

  it("turns the order round [TEST-26]", () => {
    expect(orderFiles(["a", "b", "c"], { reverse: true, seed: undefined })).toEqual([
      "c",
      "b",
      "a",
    ]);
  });

  it("deals files out in turn [TEST-28]", () => {
    expect(dealFiles(["a", "b", "c", "d", "e"], 2)).toEqual([
      ["a", "c", "e"],
      ["b", "d"],
    ]);
  });
});

describe("namePattern()", () => {
  const none: NameOptions = { names: [], tags: [], excludeTags: [] };
  const takes = (options: Partial<NameOptions>, name: string): boolean => {
    const all = { ...none, ...options };
    const wanted = namePattern(all);
    const left = skipPattern(all);
    return (
      (wanted === undefined || new RegExp(wanted, "u").test(name)) &&
      !(left !== undefined && new RegExp(left, "u").test(name))
    );
  };

  it.each([
    [{}, "anything", true],
    [{ names: ["books"] }, "a.test.ts > lists books", true],
    [{ names: ["books", "authors"] }, "lists authors", true],
    [{ names: ["lists*once"] }, "lists books\nonce", true],
    [{ names: ["lists*once"] }, "once lists books", false],
    [{ names: ["a.b"] }, "a+b", false],
    [{ tags: ["slow"] }, "imports @slow", true],
    [{ tags: ["slow"] }, "imports @slower", false],
    [{ tags: ["slow"] }, "imports slow", false],
    [{ tags: ["slow", "net"] }, "imports @net @db", true],
    [{ tags: ["@slow"] }, "imports @slow", true],
    [{ tags: ["slow"], names: ["books"] }, "imports books @slow", true],
    [{ tags: ["slow"], names: ["books"] }, "imports authors @slow", false],
    [{ excludeTags: ["slow"] }, "imports @slow", false],
    [{ excludeTags: ["slow"] }, "imports", true],
    [{ tags: ["db"], excludeTags: ["slow"] }, "imports @db @slow", false],
  ])("%j and %j: %s [TEST-26]", (options, name, expected) => {
    expect(takes(options, name)).toBe(expected);
  });
});
