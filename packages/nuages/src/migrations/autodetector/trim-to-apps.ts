import type { Migration } from "../migration.ts";

/** The migrations of some apps, with those of other apps that they need. */
export function trimToApps(
  changes: ReadonlyMap<string, Migration[]>,
  appLabels: Iterable<string>,
): Map<string, Migration[]> {
  const needed = new Set<string>();
  const pending = [...appLabels];
  for (let label = pending.pop(); label !== undefined; label = pending.pop()) {
    if (needed.has(label)) continue;
    needed.add(label);
    for (const { dependencies } of changes.get(label) ?? [])
      for (const dependency of dependencies)
        if (!("setting" in dependency)) pending.push(dependency[0]);
  }
  return new Map([...changes].filter(([label]) => needed.has(label)));
}
