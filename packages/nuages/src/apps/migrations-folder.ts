import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { settings } from "../conf/index.ts";
import { apps } from "./registry.ts";

/** Name of a folder in an app that holds its migrations. */
const FOLDER = "migrations";

const FILE = /^([^_.~][^.]*)\.m?[jt]s$/u;

/**
 * The folder of an app's migrations, there or not; undefined where the setting `migrationModules`
 * switches them off.
 *
 * @throws AppLookupError when no such app is installed
 */
export function migrationsFolder(label: string): string | undefined {
  const { root } = apps.getAppConfig(label);
  const modules = settings.migrationModules;
  if (!Object.hasOwn(modules, label)) return join(root, FOLDER);
  const own = modules[label];
  return own === null || own === undefined ? undefined : resolve(own);
}

/**
 * Paths of the files of an app's migrations by their names, in order; empty where it has none. Modules
 * whose names begin with `_` are no migrations.
 *
 * @throws AppLookupError when no such app is installed
 */
export function migrationFiles(label: string): Map<string, string> {
  const folder = migrationsFolder(label);
  const found = new Map<string, string>();
  if (folder === undefined || !existsSync(folder)) return found;
  for (const file of readdirSync(folder).sort()) {
    const name = FILE.exec(file)?.[1];
    // Sources come after what was built of them: they win.
    if (name !== undefined) found.set(name, join(folder, file));
  }
  return found;
}
