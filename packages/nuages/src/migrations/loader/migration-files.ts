import { existsSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { apps, migrationFiles, migrationsFolder } from "../../apps/index.ts";
import { settings } from "../../conf/index.ts";
import { explainImportError } from "../../utils/import-error.ts";
import { BadMigrationError } from "../errors.ts";
import { Migration, type MigrationDefinition } from "../migration.ts";
import { Operation } from "../operation.ts";

/** The migrations of the installed apps, as their files have them. */
export interface DiskMigrations {
  readonly migrations: readonly Migration[];
  /** Labels of apps that have a folder of migrations. */
  readonly migratedApps: ReadonlySet<string>;
  /** Labels of apps that have none, or whose migrations are switched off. */
  readonly unmigratedApps: ReadonlySet<string>;
}

/** Path of the file of a migration that was read from disk. */
export function fileOf(migration: Migration): string | undefined {
  return files.get(migration);
}

const files = new WeakMap<Migration, string>();

/**
 * Reads the migrations of all installed apps: the modules in each app's `migrations/`, except those
 * whose names begin with `_`. Imports them; a file that was changed since is imported anew.
 *
 * @throws BadMigrationError when a file cannot be loaded or exports no migration
 */
export async function readMigrationFiles(): Promise<DiskMigrations> {
  const migratedApps = new Set<string>();
  const unmigratedApps = new Set<string>();
  const found: { readonly label: string; readonly name: string; readonly file: string }[] = [];
  for (const { label } of apps.getAppConfigs()) {
    const folder = migrationsFolder(label);
    if (folder === undefined || !existsSync(folder)) {
      if (folder !== undefined && Object.hasOwn(settings.migrationModules, label))
        throw BadMigrationError.folder(label, folder);
      unmigratedApps.add(label);
      continue;
    }
    migratedApps.add(label);
    for (const [name, file] of migrationFiles(label)) found.push({ label, name, file });
  }
  const migrations = await Promise.all(
    found.map(async ({ label, name, file }) => {
      const migration = new Migration(label, name, await importDefinition(label, file));
      files.set(migration, file);
      return migration;
    }),
  );
  return { migrations, migratedApps, unmigratedApps };
}

/** When each file was imported first, by path: a module that changed needs another address. */
const imported = new Map<string, number>();

async function importDefinition(label: string, file: string): Promise<MigrationDefinition> {
  const { mtimeMs } = statSync(file);
  const first = imported.get(file) ?? mtimeMs;
  imported.set(file, first);
  const url = pathToFileURL(file);
  if (first !== mtimeMs) url.searchParams.set("changed", String(mtimeMs));
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ url.href)) as { readonly default?: unknown };
  } catch (error) {
    throw BadMigrationError.unreadable(label, file, { ...explainImportError(error), cause: error });
  }
  if (!isDefinition(module.default)) throw BadMigrationError.noDefinition(label, file);
  return module.default;
}

function isDefinition(value: unknown): value is MigrationDefinition {
  if (typeof value !== "object" || value === null || !("operations" in value)) return false;
  const { operations } = value;
  return Array.isArray(operations) && operations.every((one) => one instanceof Operation);
}
