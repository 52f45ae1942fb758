import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import {
  type ErrorClass,
  readErrorClasses,
  renderErrorTable,
  withErrorTable,
} from "../scripts/lib/error-catalogue.ts";
import { root } from "../scripts/lib/packages.ts";

const source = path.join(root, "packages/nuages/src");

describe("the catalogue of errors", () => {
  let classes: ErrorClass[];

  beforeAll(async () => {
    classes = await readErrorClasses(source);
  });

  it("has every code once [UTIL-12]", () => {
    const codes = classes.map(({ code }) => code);

    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("says of every class when it is raised", () => {
    expect(classes.filter(({ meaning }) => meaning === "").map(({ name }) => name)).toEqual([]);
  });

  it("is on the documentation page; npm run docs:errors brings it up to date", async () => {
    const page = await readFile(path.join(root, "docs/errors.md"), "utf8");

    expect(page).toBe(withErrorTable(page, renderErrorTable(classes)));
  });

  it("exports every class from its folder [UTIL-12]", async () => {
    const hidden: string[] = [];
    for (const { name, file } of classes) {
      const [folder = ""] = file.split(path.sep);
      if (folder === "utils") continue;
      const index = await readFile(path.join(source, folder, "index.ts"), "utf8");
      if (!new RegExp(`\\b${name}\\b`).test(index)) hidden.push(`${name} of ${file}`);
    }

    expect(hidden).toEqual([]);
  });
});

describe("throws of the framework", () => {
  it("are never a plain Error", async () => {
    const files = (await readdir(source, { recursive: true })).filter(
      (file) => file.endsWith(".ts") && !/\.test\.ts$|fixtures|skeletons/.test(file),
    );
    const plain: string[] = [];
    for (const file of files)
      (await readFile(path.join(source, file), "utf8")).split("\n").forEach((line, index) => {
        if (/\bthrow new Error\(/.test(line)) plain.push(`${file}:${index + 1}`);
      });

    expect(plain).toEqual([]);
  });
});
