import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

function run(script: string, ...parameters: string[]): { status: number | null; stderr: string } {
  const argv = ["--conditions=@nuages/source", path.join(root, script), ...parameters];
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: root });
  return { status, stderr: stderr.toString() };
}

describe.each(["scripts/parity.ts", "conformance/run.ts"])("%s", (script) => {
  it("says how it is used when no folder is named", () => {
    const { status, stderr } = run(script);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^Usage: npm run /u);
  });

  it("names a folder that is not there", () => {
    const { status, stderr } = run(script, "/no/such/folder");

    expect(status).toBe(2);
    expect(stderr).toMatch(/^\/no\/such\/folder is no folder\./u);
  });
});

describe("scripts/check.ts", () => {
  it("names the checks there are", () => {
    const { status, stderr } = run("scripts/check.ts", "typos");

    expect(status).toBe(2);
    expect(stderr).toMatch(/^There is no check "typos". Checks: format, lint, /u);
  });

  it("refuses options it does not know", () => {
    const { status, stderr } = run("scripts/check.ts", "--nope");

    expect(status).toBe(2);
    expect(stderr).toContain("Usage: npm run check");
    expect(stderr).not.toMatch(/^\s+at /mu);
  });
});

describe("conformance/run.ts", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "vectors-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([["--nope"], ["--area"], ["another"]])("refuses %s", (parameter) => {
    const { status, stderr } = run("conformance/run.ts", folder, parameter);

    expect(status).toBe(2);
    expect(stderr).toContain("Usage: npm run conformance -- DIR");
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  it("says that no area has the name, and still writes the report", () => {
    const report = path.join(folder, "report.json");

    const { status, stderr } = run("conformance/run.ts", "--area=x", folder, "--json", report);

    expect(status).toBe(0);
    expect(stderr).toContain('begins with "x"');
    expect(JSON.parse(readFileSync(report, "utf8"))).toEqual({ areas: {} });
  });
});
