import { type Dependency, Migration, type MigrationKey } from "../migration.ts";
import type { Questioner } from "../questioner/questioner.ts";
import type { DraftMigration, KnownMigrations } from "./split-migrations.ts";
import { suggestName } from "./suggest-name.ts";

/** Longest name that is taken from the operations. */
const MAX_SUGGESTED = 100;

/** The number that a name begins with; of a squashed migration the last one of those in it. */
export function migrationNumber(name: string): number | undefined {
  const digits = /.*_squashed_(\d+)/.exec(name)?.[1] ?? /^\d+/.exec(name)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

interface Numbering {
  readonly known: KnownMigrations;
  readonly questioner: Questioner;
  /** Name for all, in place of what the operations suggest. */
  readonly name?: string | undefined;
}

/** Gives migrations their numbers and names, and puts them behind those that there are. */
export async function numberMigrations(
  drafts: ReadonlyMap<string, readonly DraftMigration[]>,
  { known, questioner, name }: Numbering,
): Promise<Map<string, Migration[]>> {
  const names = new Map<string, MigrationKey>();
  const numbered: (readonly [DraftMigration, string, MigrationKey | undefined])[] = [];
  for (const [appLabel, list] of drafts) {
    const [leaf] = known.leafNodes(appLabel);
    if (leaf === undefined && !(await questioner.askInitial(appLabel))) {
      for (const draft of list) names.set(keyOf([appLabel, draft.name]), [appLabel, "__first__"]);
      continue;
    }
    const start = leaf === undefined ? 1 : (migrationNumber(leaf[1]) ?? 0) + 1;
    for (const [index, draft] of list.entries()) {
      const previous = index === 0 ? leaf : undefined;
      const words = name ?? nameOf(draft, index === 0 && leaf === undefined);
      const full = `${String(start + index).padStart(4, "0")}_${words}`;
      names.set(keyOf([appLabel, draft.name]), [appLabel, full]);
      numbered.push([draft, full, previous]);
    }
  }
  return byApp(
    numbered.map(([draft, full, previous]) => migrationOf(draft, full, { names, previous })),
  );
}

function nameOf(draft: DraftMigration, first: boolean): string {
  return first ? "initial" : suggestName(draft).slice(0, MAX_SUGGESTED);
}

function keyOf([appLabel, name]: MigrationKey): string {
  return `${appLabel}.${name}`;
}

interface Placing {
  /** Names of the drafts, by what they were called. */
  readonly names: ReadonlyMap<string, MigrationKey>;
  readonly previous: MigrationKey | undefined;
}

function migrationOf(
  { appLabel, initial, dependencies, operations }: DraftMigration,
  name: string,
  { names, previous }: Placing,
): Migration {
  const named = dependencies.map((dependency): Dependency =>
    "setting" in dependency ? dependency : (names.get(keyOf(dependency)) ?? dependency),
  );
  const all = previous === undefined ? named : [...named, previous];
  return new Migration(appLabel, name, {
    ...(initial ? { initial } : {}),
    dependencies: all,
    operations,
  });
}

function byApp(migrations: readonly Migration[]): Map<string, Migration[]> {
  return Map.groupBy(migrations, ({ appLabel }) => appLabel);
}
