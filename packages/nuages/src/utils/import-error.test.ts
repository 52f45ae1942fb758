import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  explainImportError,
  findImportCircle,
  type ImportFailure,
  isImportError,
} from "./import-error.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "imports-"));
  write("package.json", '{ "type": "module" }');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** Imports `entry.ts` in a process of its own: what Node itself says is part of the matter. */
function explain(): ImportFailure {
  const library = new URL("import-error.ts", import.meta.url).href;
  const script = `
    const { explainImportError } = await import(${JSON.stringify(library)});
    try { await import("./entry.ts"); }
    catch (error) { console.log(JSON.stringify(explainImportError(error))); }`;
  write("run.mjs", script);
  const output = execFileSync(
    process.execPath,
    ["--conditions=@nuages/source", "--no-warnings", "run.mjs"],
    { cwd: folder, encoding: "utf8" },
  );
  return JSON.parse(output) as ImportFailure;
}

describe("explainImportError()", () => {
  it("shows the place of a syntax error", () => {
    write("entry.ts", "export default {\n  debug: true\n  x: 1,\n};\n");

    expect(explain()).toMatchObject({
      what: "it has a syntax error: Expected ',', got 'ident'",
      where: "entry.ts:3",
    });
  });

  it("says that Node has no enums", () => {
    write("entry.ts", "\nexport enum Status { Loan }");

    expect(explain()).toMatchObject({
      where: "entry.ts:2",
      hint: "Node strips types and nothing else: write no enums, namespaces, decorators or parameter properties.",
    });
  });

  it("names a package that is not installed, and the command that installs it", () => {
    write("entry.ts", '\nimport "nowhere-to-be-found";');

    expect(explain()).toEqual({
      what: 'the package "nowhere-to-be-found" is not installed',
      where: "entry.ts:2",
      hint: "Run: npm install nowhere-to-be-found",
    });
  });

  it("names a missing file and the one that was meant", () => {
    write("models.ts", "export {};");
    write("entry.ts", 'import "./model.ts";');

    expect(explain()).toEqual({
      what: "model.ts, which it imports, does not exist",
      where: "entry.ts:1",
      hint: 'Did you mean "models.ts"? Create the file or correct the import.',
    });
  });

  it("names an export that is not there", () => {
    write("models.ts", "export {};");
    write("entry.ts", 'import { Book } from "./models.ts";');

    expect(explain()).toMatchObject({
      what: "the requested module './models.ts' does not provide an export named 'Book'",
      where: "entry.ts:1",
    });
  });

  it("names the circle of modules in which a base class is not there yet", () => {
    write("entry.ts", 'import { Base } from "./b.ts";\nexport class Model extends Base {}');
    write("b.ts", 'import { Other } from "./c.ts";\nexport class Base {}\nOther;');
    write("c.ts", 'import { Model } from "./entry.ts";\nexport class Other extends Model {}');

    expect(explain()).toEqual({
      what:
        "the class or constant Model is used before its module has run: the modules import each " +
        "other in a circle, c.ts → entry.ts → b.ts → c.ts",
      where: "c.ts:2:28",
      hint:
        "Relations are safe as functions, such as () => Model. A base class belongs in a file of " +
        "its own that imports none of these files.",
    });
  });

  it("says what the code throws", () => {
    write("entry.ts", 'throw new RangeError("boom.");');

    expect(explain()).toMatchObject({
      what: "it throws RangeError: boom",
      where: "entry.ts:1:7",
    });
  });

  it("copes with a thrown value that is no error", () => {
    expect(explainImportError("boom")).toMatchObject({ what: "it throws string, not an error" });
  });
});

describe("isImportError()", () => {
  it("tells modules that cannot be loaded from code that throws", () => {
    const missing = Object.assign(new Error("Cannot find module"), {
      code: "ERR_MODULE_NOT_FOUND",
    });
    const syntax = new SyntaxError("Unexpected end");
    syntax.stack = "file:///srv/site/urls.ts:3\nsyntax error(\n";

    expect([missing, syntax].map(isImportError)).toEqual([true, true]);
    expect(
      [new SyntaxError("no JSON"), new ReferenceError("x is not defined"), 1].map(isImportError),
    ).toEqual([false, false, false]);
  });
});

describe("findImportCircle()", () => {
  it("does not count imports of types, nor modules that lead nowhere", () => {
    write("a.ts", 'import type { B } from "./b.ts";\nimport "./c.ts";\nexport type A = B;');
    write("b.ts", 'import { A } from "./a.ts";');
    write("c.ts", "export {};");

    expect(findImportCircle(join(folder, "a.ts"))).toBeUndefined();
  });
});
