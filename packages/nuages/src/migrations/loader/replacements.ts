import { CircularDependencyError } from "../errors.ts";
import type { MigrationGraph } from "../graph/migration-graph.ts";
import { keyText, type Migration, type MigrationKey } from "../migration.ts";

/** Squashed migrations, by key. */
type Replacements = ReadonlyMap<string, Migration>;

/**
 * The migrations that a squashed one stands for in the end: where it replaces one that is squashed
 * itself, those which that one replaces.
 */
export function replacedKeys(
  migration: Migration,
  all: ReadonlyMap<string, Migration>,
  path: readonly Migration[] = [],
): MigrationKey[] {
  if (path.includes(migration))
    throw CircularDependencyError.replacements(path.map(({ key }) => key));
  const found = new Map<string, MigrationKey>();
  for (const key of migration.replaces) {
    const inner = all.get(keyText(key));
    const keys =
      inner !== undefined && inner.replaces.length > 0
        ? replacedKeys(inner, all, [...path, migration])
        : [key];
    for (const one of keys) found.set(keyText(one), one);
  }
  return [...found.values()];
}

/**
 * Decides for every squashed migration whether it or those that it replaces stand in the graph: it
 * does where all of them are applied, or none. Changes `applied` accordingly.
 */
export function placeReplacements(
  graph: MigrationGraph,
  migrations: ReadonlyMap<string, Migration>,
  applied: Set<string>,
): void {
  const replacements: Replacements = new Map(
    [...migrations].filter(([, { replaces }]) => replaces.length > 0),
  );
  const placed = new Set<Migration>();
  const place = (migration: Migration): void => {
    if (placed.has(migration)) return;
    const resolved = replacedKeys(migration, migrations);
    placed.add(migration);
    // One that is squashed again is placed first.
    for (const key of migration.replaces) {
      const inner = replacements.get(keyText(key));
      if (inner !== undefined) place(inner);
    }
    const done = resolved.filter((key) => applied.has(keyText(key)));
    const text = keyText(migration.key);
    if (done.length === resolved.length) applied.add(text);
    else applied.delete(text);
    if (done.length === resolved.length || done.length === 0)
      graph.replace(migration.key, migration.replaces);
    else graph.dropReplacement(migration.key, migration.replaces);
  };
  for (const migration of replacements.values()) place(migration);
}
