import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { ImproperlyConfigured } from "../../errors/index.ts";
import { migrationsFolder } from "../../apps/index.ts";
import { ExportedCode } from "./exported-code.ts";
import { type MigrationParts, migrationSource, type SourceOptions } from "./migration-source.ts";

/** A migration's file before it is written. */
export interface MigrationFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The file of a migration: where it goes and what stands in it. Imports the modules of the installed
 * apps, to know what they export.
 *
 * @throws ImproperlyConfigured when the app's migrations are switched off
 * @throws CannotSerialize when the migration holds a value that code cannot make
 */
export async function migrationFile(
  migration: MigrationParts,
  options: Omit<SourceOptions, "paths"> = {},
): Promise<MigrationFile> {
  const { appLabel, name } = migration;
  const folder = migrationsFolder(appLabel);
  if (folder === undefined) {
    throw new ImproperlyConfigured(`The migrations of the app "${appLabel}" are switched off.`, {
      hint: `Remove migrationModules.${appLabel} from the settings, or name a folder there.`,
    });
  }
  const code = await ExportedCode.ofApps(folder);
  const text = migrationSource(migration, { ...options, paths: code.seenFrom(folder) });
  return { path: join(folder, `${name}.ts`), text };
}

/** Writes a migration's file; makes its folder where that is missing. */
export async function writeMigrationFile({ path, text }: MigrationFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
