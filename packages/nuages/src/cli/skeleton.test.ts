import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownSkeleton } from "./skeleton-source.ts";
import { fillPlaceholders, writeSkeleton } from "./skeleton.ts";

const repository = join(import.meta.dirname, "../../../..");

/** A project of a skeleton with an app of ours in it, and the tools of the repository. */
async function makeProject(skeleton: "minimal" | "site"): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "skeleton-"));
  const context = {
    projectName: "library",
    packageName: "library",
    version: "1.0.0",
    secretKey: `nuages-insecure-${"x".repeat(50)}`,
    now: "2026-01-02T03:04:05.000Z",
  };
  const fill = fillPlaceholders;
  await writeSkeleton(ownSkeleton(skeleton), { target: folder, context, fill });
  const app = { target: join(folder, "blog"), context: { appName: "blog" }, fill };
  await writeSkeleton(ownSkeleton("app"), app);
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  for (const file of [".oxlintrc.json", ".oxfmtrc.json"]) {
    cpSync(join(repository, file), join(folder, file));
  }
  return folder;
}

/** Runs a tool in a generated project; gives what it says when it fails. */
function complaints(folder: string, tool: string, ...argv: string[]): string {
  const tools = join(repository, "node_modules/.bin");
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(tool, argv, {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, PATH: `${tools}${delimiter}${env["PATH"] ?? ""}` },
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

describe.each(["minimal", "site"] as const)("the skeleton %s with an app", (skeleton) => {
  let folder: string;
  const source = "--conditions=@nuages/source";

  beforeAll(async () => {
    folder = await makeProject(skeleton);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("passes our formatter [CLI-12, CLI-13]", () => {
    expect(complaints(folder, "oxfmt", "--check")).toBe("");
  });

  it("passes our linter [CLI-12, CLI-13]", () => {
    expect(complaints(folder, "oxlint", "--deny-warnings")).toBe("");
  });

  it("passes the type check [CLI-12, CLI-13]", () => {
    expect(complaints(folder, "tsc", "--customConditions", "@nuages/source")).toBe("");
  });

  it("contains a test of each part, which passes [CLI-12, CLI-13]", () => {
    expect(complaints(folder, "node", source, "manage.ts", "test")).toBe("");
  });

  it("passes the system checks [CLI-12]", () => {
    expect(complaints(folder, "node", source, "manage.ts", "check")).toBe("");
  });
});
