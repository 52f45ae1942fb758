import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownSkeleton } from "./skeleton-source.ts";
import { fillPlaceholders, writeSkeleton } from "./skeleton.ts";

const repository = join(import.meta.dirname, "../../../..");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "skeleton-"));
  const context = {
    projectName: "library",
    packageName: "library",
    version: "1.0.0",
    secretKey: `nuages-insecure-${"x".repeat(50)}`,
  };
  const fill = fillPlaceholders;
  await writeSkeleton(ownSkeleton("project"), { target: folder, context, fill });
  const app = { target: join(folder, "blog"), context: { appName: "blog" }, fill };
  await writeSkeleton(ownSkeleton("app"), app);
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  for (const file of [".oxlintrc.json", ".oxfmtrc.json"]) {
    cpSync(join(repository, file), join(folder, file));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a tool in the generated project; gives what it says when it fails. */
function complaints(tool: string, ...argv: string[]): string {
  const tools = join(repository, "node_modules/.bin");
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(tool, argv, {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, PATH: `${tools}${delimiter}${env["PATH"] ?? ""}` },
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

describe("the skeletons of a project and an app", () => {
  it("pass our formatter [CLI-12, CLI-13]", () => {
    expect(complaints("oxfmt", "--check")).toBe("");
  });

  it("pass our linter [CLI-12, CLI-13]", () => {
    expect(complaints("oxlint", "--deny-warnings")).toBe("");
  });

  it("pass the type check [CLI-12, CLI-13]", () => {
    expect(complaints("tsc", "--customConditions", "@nuages/source")).toBe("");
  });

  it("contain a test each, which passes [CLI-12, CLI-13]", () => {
    expect(complaints("node", "--conditions=@nuages/source", "--test")).toBe("");
  });

  it("pass the system checks [CLI-12]", () => {
    expect(complaints("node", "--conditions=@nuages/source", "manage.ts", "check")).toBe("");
  });
});
