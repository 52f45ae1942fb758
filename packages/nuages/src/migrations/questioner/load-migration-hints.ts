import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { apps, migrationsFolder } from "../../apps/index.ts";
import { explainImportError } from "../../utils/import-error.ts";
import { showPath } from "../../utils/show-path.ts";
import { BadMigrationError } from "../errors.ts";
import { InvalidMigrationHints } from "./errors.ts";
import { defineMigrationHints, type MigrationHints } from "./migration-hints.ts";

const FILES = ["_hints.ts", "_hints.mts", "_hints.js", "_hints.mjs"] as const;

/**
 * Imports `migrations/_hints.ts` of the installed apps that have one; by app label.
 *
 * @throws BadMigrationError when a file cannot be loaded
 * @throws InvalidMigrationHints when it exports no hints
 */
export async function loadMigrationHints(): Promise<ReadonlyMap<string, MigrationHints>> {
  const hints = new Map<string, MigrationHints>();
  for (const { label } of apps.getAppConfigs()) {
    const folder = migrationsFolder(label);
    if (folder === undefined) continue;
    const file = FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file !== undefined) hints.set(label, await readHints(label, file));
  }
  return hints;
}

async function readHints(label: string, file: string): Promise<MigrationHints> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readonly default?: unknown;
    };
  } catch (error) {
    throw BadMigrationError.unreadable(label, file, { ...explainImportError(error), cause: error });
  }
  const { default: hints } = module;
  if (typeof hints !== "object" || hints === null)
    throw InvalidMigrationHints.shape(`The default export of ${showPath(file)}`);
  return defineMigrationHints(hints);
}
