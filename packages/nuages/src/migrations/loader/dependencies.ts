import { settings } from "../../conf/index.ts";
import { BadMigrationError } from "../errors.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import type { Dependency, Migration, MigrationKey } from "../migration.ts";
import type { DiskMigrations } from "./migration-files.ts";

const FIRST = "__first__";
const LATEST = "__latest__";

/** Adds the dependencies of all migrations to the graph; `__first__`, `__latest__` and settings are looked up. */
export function addDependencies(graph: MigrationGraph, disk: DiskMigrations): void {
  const { migrations } = disk;
  // Those inside an app come first: they say which migration of it is the first and the last.
  for (const migration of migrations) {
    for (const dependency of migration.dependencies) {
      const key = keyOf(dependency);
      if (key[0] === migration.appLabel && key[1] !== FIRST)
        graph.addDependency(migration.key, migration.key, key);
    }
  }
  for (const migration of migrations) {
    for (const dependency of migration.dependencies) {
      const key = keyOf(dependency);
      if (key[0] === migration.appLabel) continue;
      const parent = lookUp(key, { graph, disk, migration });
      if (parent !== undefined) graph.addDependency(migration.key, migration.key, parent);
    }
    for (const key of migration.runBefore) {
      const child = lookUp(key, { graph, disk, migration });
      if (child !== undefined) graph.addDependency(migration.key, child, migration.key);
    }
  }
}

function keyOf(dependency: Dependency): MigrationKey {
  return "setting" in dependency ? [swappableApp(dependency.setting), FIRST] : dependency;
}

/** The app that a setting such as `AUTH_USER_MODEL` leads to. */
function swappableApp(setting: string): string {
  const name = setting
    .toLowerCase()
    .replaceAll(/_([a-z\d])/gu, (_, next: string) => next.toUpperCase());
  const values = settings as unknown as Readonly<Record<string, unknown>>;
  const label = values[setting.includes("_") ? name : setting];
  return String(label).split(".")[0] ?? "";
}

interface Place {
  readonly graph: MigrationGraph;
  readonly disk: DiskMigrations;
  readonly migration: Migration;
}

/** The migration that a key means; undefined where the app has no migrations, or is the own one. */
function lookUp(key: MigrationKey, { graph, disk, migration }: Place): MigrationKey | undefined {
  const [app, name] = key;
  if ((name !== FIRST && name !== LATEST) || graph.has(key)) return key;
  if (app === migration.appLabel || disk.unmigratedApps.has(app)) return undefined;
  if (!disk.migratedApps.has(app)) throw BadMigrationError.unknownApp(migration.key, app);
  return name === FIRST ? graph.rootNodes(app)[0] : graph.leafNodes(app)[0];
}
