import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "tested-"));
  symlinkSync(
    join(import.meta.dirname, "../../../../../node_modules"),
    join(project, "node_modules"),
  );
  file("package.json", '{ "type": "module" }');
  file(
    "manage.ts",
    'import { execute } from "nuages/cli";\nawait execute({ root: import.meta.dirname, settings: "settings.ts" });\n',
  );
  file(
    "settings.ts",
    `import { defineSettings } from "nuages/conf";
     import zoo from "./zoo/app.ts";
     export default defineSettings({
       secretKey: "k".repeat(50),
       installedApps: [zoo],
       rootUrlconf: [],
       databases: { default: { engine: "sqlite", name: "db.sqlite3" } },
     });`,
  );
  file(
    "zoo/app.ts",
    'import { defineApp } from "nuages/apps";\nexport default defineApp({ label: "zoo", root: import.meta.dirname });\n',
  );
  file(
    "zoo/models.ts",
    `import { models } from "nuages/db";
     export class Animal extends models.Model<Animal>()({ name: models.CharField({ maxLength: 20 }) }) {}`,
  );
});

afterEach(() => {
  rmSync(project, { recursive: true });
});

function file(path: string, text: string): void {
  mkdirSync(join(project, path, ".."), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** A file of tests: what it needs is imported. */
function tests(path: string, text: string): void {
  file(
    path,
    `import assert from "node:assert/strict";
     import { after, afterEach, before, beforeEach, describe, it } from "node:test";
     import { settings } from "nuages/conf";
     import { testCase, testSite, tag } from "nuages/testing";
     import { Animal } from "${path.includes("/") ? "../" : "./"}zoo/models.ts";
     void [assert, after, afterEach, before, beforeEach, describe, it, settings, testCase, testSite, tag, Animal];
     ${text}`,
  );
}

function run(...argv: string[]): { status: number | null; output: string } {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@nuages/source", "manage.ts", "test", ...argv],
    {
      cwd: project,
      encoding: "utf8",
      env: { ...inherited, NO_COLOR: "1", NODE_NO_WARNINGS: "1", NUAGES_SETTINGS_MODULE: "" },
    },
  );
  return { status, output: stdout + stderr };
}

const counts = (output: string): string => /Ran .* tests? in/u.exec(output)?.[0] ?? output;

// Each test starts processes, which take long on a busy machine.
describe("nuages test", { timeout: 180_000 }, () => {
  it("runs the tests on databases of their own, and says how they ended [TEST-25, CLI-39]", () => {
    tests(
      "zoo/animals.test.ts",
      `it("adds", testCase(async () => {
         assert.equal(settings.databases.default.name, ":memory:");
         assert.equal(settings.debug, false);
         await Animal.objects.create({ name: "Ape" });
         assert.equal(await Animal.objects.count(), 1);
       }));
       it("finds nothing of another test", testCase(async () => {
         assert.equal(await Animal.objects.count(), 0);
       }));
       it("is skipped", (t) => t.skip("no time"));
       it.todo("is still to do");`,
    );
    const { status, output } = run();

    expect(status).toBe(0);
    expect(output.replace(/in [\d.]+s/u, "in 0s")).toBe(
      "Found 1 test file.\nCreating test database for alias 'default'...\n..st\n" +
        `${"-".repeat(70)}\nRan 4 tests in 0s\n\nOK (skipped=1, todo=1)\n` +
        "Destroying test database for alias 'default'...\n",
    );
  });

  it("shows failures, errors and files that cannot be loaded [TEST-25, TEST-31]", () => {
    tests(
      "a.test.ts",
      `describe("sums", () => {
         it("are wrong", () => assert.equal(1 + 1, 3));
         it("throw", () => { throw new RangeError("boom"); });
         it("pass", () => {});
       });`,
    );
    file("b.test.ts", 'import "./missing.ts";');
    const { status, output } = run();

    expect(status).toBe(1);
    expect(output).toContain("\nFE.E\n");
    expect(output).toContain("FAIL: a.test.ts > sums > are wrong (a.test.ts:");
    expect(output).toContain("2 !== 3");
    expect(output).toContain("ERROR: a.test.ts > sums > throw (a.test.ts:");
    expect(output).toContain("RangeError: boom");
    expect(output).toContain("ERROR: b.test.ts\n");
    expect(output).toContain("missing.ts");
    expect(output).toContain("FAILED (failures=1, errors=2)");
  });

  it("keeps the hooks of a file to its own tests, and empties the tables after it [TEST-25]", () => {
    for (const name of ["a", "b"]) {
      tests(
        `${name}.test.ts`,
        `let site;
         let each = 0;
         before(async () => { site = await testSite(); });
         after(() => site[Symbol.asyncDispose]());
         beforeEach(() => { each += 1; });
         it("one", async () => {
           assert.equal(await Animal.objects.count(), 0);
           await Animal.objects.create({ name: "stays" });
         });
         it("two", () => assert.equal(each, 2));`,
      );
    }

    const { status, output } = run();

    expect(counts(output)).toBe("Ran 4 tests in");
    expect(status).toBe(0);
  });

  it("takes files, folders, apps, names and tags [TEST-25, TEST-26]", () => {
    tests("zoo/a.test.ts", 'it(tag("feeds", "slow"), () => {}); it("cleans", () => {});');
    tests("other/b.test.ts", 'it("feeds others", () => {}); it(tag("sells", "net"), () => {});');

    expect(counts(run("zoo", "--tag", "slow").output)).toBe("Ran 1 test in");
    expect(counts(run("--exclude-tag", "slow", "-k", "feeds").output)).toBe("Ran 1 test in");
    expect(run("nowhere")).toMatchObject({
      status: 1,
      output: expect.stringContaining(
        'CommandError: "nowhere" is no file, no folder and no installed app.',
      ) as unknown,
    });
  });

  it("stops at the first failure, in the order that was asked for [TEST-26]", () => {
    for (const name of ["a", "b", "c"]) {
      tests(
        `${name}.test.ts`,
        `it("of ${name}", () => { if ("${name}" !== "c") throw new RangeError("x"); });`,
      );
    }

    expect(run("--failfast", "-v2").output).toMatch(
      /a\.test\.ts > of a … ERROR\n=+\nERROR: a\.test\.ts > of a/u,
    );
    expect(run("--failfast", "--shuffle").output).toMatch(/Using shuffle seed: \d+\n/u);
  });

  it("runs in several processes, each with a database of its own [TEST-28]", () => {
    for (const name of ["a", "b", "c"]) {
      tests(
        `${name}.test.ts`,
        `it("alone", async () => {
           await Animal.objects.create({ name: "stays" });
           assert.equal(await Animal.objects.count(), 1);
           console.log("process " + process.pid);
         });`,
      );
    }
    const { status, output } = run("--parallel", "3");

    expect(output).toContain("Ran 3 tests in");
    expect(status).toBe(0);
    expect(new Set(output.match(/process \d+/gu)).size).toBe(3);
  });

  it("shows what tests print only when they fail, and their statements [TEST-26, TEST-27]", () => {
    tests(
      "a.test.ts",
      `it("good", () => console.log("said by the good"));
       it("bad", testCase(async () => {
         console.error("said by the bad");
         await Animal.objects.count();
         throw new RangeError("boom");
       }));`,
    );
    const { output } = run("--buffer", "--debug-sql", "--durations", "1", "--timing");

    expect(output).not.toContain("said by the good");
    expect(output).toContain("Output:\nsaid by the bad");
    expect(output).toMatch(/Statements:\n1\. SELECT COUNT/u);
    expect(output).toMatch(/Slowest test durations\n-+\n[\d.]+s {2}a\.test\.ts > /u);
    expect(output).toMatch(/Timing:\n {2}Database creation took/u);
  });

  it("ends although a test leaves something open", () => {
    tests("a.test.ts", 'it("waits for ever", () => void setInterval(() => undefined, 1_000));');
    const { status, output } = run();

    expect(output).toContain("Ran 1 test in");
    expect(status).toBe(0);
  });

  it("tells of a process that dies", () => {
    tests("a.test.ts", 'it("ends everything", () => process.exit(7));');
    const { status, output } = run();

    expect(status).toBe(1);
    expect(output).toContain("FAILED");
  });

  it("runs with the setting debug when told [TEST-27]", () => {
    tests("a.test.ts", 'it("debugs", () => assert.equal(settings.debug, true));');

    expect(run("--debug-mode").status).toBe(0);
  });
});
