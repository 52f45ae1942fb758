import { DEFAULT_ALIAS } from "../../db/index.ts";
import {
  keyText,
  loadMigrations,
  Migration,
  type MigrationLoader,
  optimize,
  suggestName,
} from "../../migrations/index.ts";
import { CommandError } from "../errors.ts";
import type { MigrationPrinter } from "./write-migrations.ts";

interface UpdateParts {
  readonly printer: MigrationPrinter;
  readonly name: string | undefined;
}

/** Adds the changes to the last migration of each app. */
export async function updateLast(
  changes: ReadonlyMap<string, readonly Migration[]>,
  { printer, name }: UpdateParts,
): Promise<void> {
  // Whether a migration is applied matters, so the database is asked.
  const loader = await loadMigrations({ using: DEFAULT_ALIAS });
  const updates = [...changes].map(([label, migrations]) => {
    const last = updatable(loader, label);
    return [last, updated(last, migrations, name)] as const;
  });
  for (const [last, next] of updates) await printer.replace(last, next);
}

/** The last migration of an app. @throws CommandError when it must not be changed any more */
function updatable(loader: MigrationLoader, label: string): Migration {
  const [leaf] = loader.graph.leafNodes(label);
  if (leaf === undefined)
    throw new CommandError(`App ${label} has no migration, cannot update last migration.`);
  const last = loader.graph.get(leaf);
  if (last.replaces.length > 0)
    throw new CommandError(`Cannot update squash migration '${String(last)}'.`);
  if (loader.isApplied(leaf))
    throw new CommandError(`Cannot update applied migration '${String(last)}'.`, {
      hint: "Take it back with migrate first, or make a new migration.",
    });
  const dependents = [...loader.disk.values()].filter(({ dependencies }) =>
    dependencies.some((key) => !("setting" in key) && keyText(key) === keyText(leaf)),
  );
  if (dependents.length > 0)
    throw new CommandError(
      `Cannot update migration '${String(last)}' that migrations ${dependents.map((one) => `'${String(one)}'`).join(", ")} depend on.`,
    );
  return last;
}

function updated(
  last: Migration,
  migrations: readonly Migration[],
  name: string | undefined,
): Migration {
  const { appLabel } = last;
  const operations = optimize(
    [last, ...migrations].flatMap((migration) => migration.operations),
    appLabel,
  );
  const others = migrations.flatMap(({ dependencies }) =>
    dependencies.filter((key) => "setting" in key || key[0] !== appLabel),
  );
  const all = [...last.dependencies, ...others];
  const dependencies = all.filter(
    (one, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at,
  );
  const words = name ?? suggestName({ initial: last.initial === true, operations });
  const suggested = `${last.name.slice(0, 4)}_${words}`;
  return new Migration(appLabel, suggested === last.name ? `${last.name}_updated` : suggested, {
    ...(last.initial === undefined ? {} : { initial: last.initial }),
    atomic: last.atomic,
    runBefore: last.runBefore,
    dependencies,
    operations,
  });
}
