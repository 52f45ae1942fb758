import {
  MigrationAutodetector,
  type MigrationExecutor,
  type MigrationLoader,
  NO_DEFAULT,
  ProjectState,
  type Questioner,
} from "../../migrations/index.ts";
import type { CommandContext } from "../define-command.ts";
import { programOf } from "./program-of.ts";

/** Answers as if nothing were renamed: enough to know whether there are changes. */
const silent: Questioner = {
  askInitial: () => Promise.resolve(true),
  askRename: () => Promise.resolve(false),
  askRenameModel: () => Promise.resolve(false),
  askNotNullAddition: () => Promise.resolve(NO_DEFAULT),
  askNotNullAlteration: () => Promise.resolve(NO_DEFAULT),
  askAutoNowAddAddition: () => Promise.resolve(NO_DEFAULT),
  askUniqueCallableDefaultAddition: () => Promise.resolve(),
  askMerge: () => Promise.resolve(false),
};

/** Labels of apps whose models have changes that no migration has. Asks nobody. */
export async function appsWithChanges(loader: MigrationLoader): Promise<string[]> {
  const detector = new MigrationAutodetector(
    loader.projectState(),
    ProjectState.fromApps(),
    silent,
  );
  return [...(await detector.changes({ graph: loader.graph })).keys()].sort();
}

/** Says which apps have models with changes that no migration has. */
export async function unmigratedChanges(
  { loader }: MigrationExecutor,
  { stdout, program }: CommandContext,
): Promise<void> {
  const { style } = stdout;
  const labels = await appsWithChanges(loader);
  if (labels.length === 0) return;
  const names = labels.map((label) => `'${label}'`).join(", ");
  const own = programOf(program);
  stdout.write(
    style.NOTICE(
      `  Your models in app(s): ${names} have changes that are not yet reflected in a migration, ` +
        "and so won't be applied.",
    ),
  );
  stdout.write(
    style.NOTICE(
      `  Run '${own} makemigrations' to make new migrations, and then re-run '${own} migrate' to apply them.`,
    ),
  );
}
