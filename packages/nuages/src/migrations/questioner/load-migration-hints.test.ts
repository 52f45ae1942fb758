import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { apps, defineApp } from "../../apps/index.ts";
import { configure, overrideSettings } from "../../conf/index.ts";
import { BadMigrationError } from "../errors.ts";
import { InvalidMigrationHints } from "./errors.ts";
import { loadMigrationHints } from "./load-migration-hints.ts";

const root = await mkdtemp(join(tmpdir(), "nuages-hints-"));

beforeAll(async () => {
  configure({ secretKey: "x" });
  await mkdir(join(root, "shop"));
  const app = defineApp({ label: "shop", root: join(root, "shop") });
  await apps.populate([app]);
  return async () => await rm(root, { recursive: true, force: true });
});

let written = 0;

/** A folder of migrations of its own for each test: a module is imported once. */
async function withHints(source: string | undefined): Promise<Disposable> {
  written += 1;
  const folder = join(root, `migrations${written}`);
  await mkdir(folder);
  if (source !== undefined) await writeFile(join(folder, "_hints.mjs"), source);
  return overrideSettings({ migrationModules: { shop: folder } });
}

describe("loadMigrationHints()", () => {
  let override: Disposable | undefined;

  afterEach(() => override?.[Symbol.dispose]());

  it("reads migrations/_hints of each app that has one [MIG-18]", async () => {
    override = await withHints('export default { models: { Order: "Purchase" } };');

    expect([...(await loadMigrationHints())]).toEqual([
      ["shop", { models: { Order: "Purchase" } }],
    ]);
  });

  it("needs none [MIG-18]", async () => {
    override = await withHints(undefined);

    expect((await loadMigrationHints()).size).toBe(0);
  });

  it("needs none of apps whose migrations are switched off [MIG-06]", async () => {
    override = overrideSettings({ migrationModules: { shop: null } });

    expect((await loadMigrationHints()).size).toBe(0);
  });

  it("names the file that cannot be read, and what is wrong in it [MIG-05]", async () => {
    override = await withHints("export default {");
    await expect(loadMigrationHints()).rejects.toThrow(BadMigrationError);
    await expect(loadMigrationHints()).rejects.toThrow(/_hints\.mjs of the app "shop"/);
    override[Symbol.dispose]();

    override = await withHints("export const hints = {};");
    await expect(loadMigrationHints()).rejects.toThrow(InvalidMigrationHints);
    override[Symbol.dispose]();

    override = await withHints('export default { models: { A: "C", B: "C" } };');
    await expect(loadMigrationHints()).rejects.toThrow(/renames two to "C"/);
  });
});
