import type { DiskMigrations } from "../loader/migration-files.ts";
import { Migration, type MigrationDefinition, type MigrationKey } from "../migration.ts";

/** `catalog.0001_initial` as a key. */
export function keyOf(text: string): MigrationKey {
  const dot = text.indexOf(".");
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/** Migrations by name, as if files held them. */
export function diskOf(
  definitions: Readonly<Record<string, Partial<MigrationDefinition>>>,
): DiskMigrations {
  const migrations = Object.entries(definitions).map(
    ([name, definition]) => new Migration(...keyOf(name), { operations: [], ...definition }),
  );
  return {
    migrations,
    migratedApps: new Set(migrations.map(({ appLabel }) => appLabel)),
    unmigratedApps: new Set(),
  };
}
