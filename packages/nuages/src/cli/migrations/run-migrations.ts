import { createTables, type MigrateSignalArgs } from "../../db/index.ts";
import { apps } from "../../apps/index.ts";
import {
  emitPostMigrate,
  emitPreMigrate,
  type MigrateOptions,
  type MigrationExecutor,
  type MigrationProgress,
  type MigrationStep,
  type MigrationTarget,
  syncOrder,
} from "../../migrations/index.ts";
import type { CommandContext } from "../define-command.ts";

/** What a run is told. */
export interface RunOptions extends Pick<MigrateOptions, "fake" | "fakeInitial"> {
  readonly targets: readonly MigrationTarget[];
  readonly plan: readonly MigrationStep[];
  readonly verbosity: number;
  readonly interactive: boolean;
  /** Apps without migrations whose missing tables are made. */
  readonly syncApps: readonly string[];
  /** Called where nothing is left to apply. */
  onNothing(): Promise<void>;
}

/** Applies a plan, tells what it does, and lets the apps make the rows that they need. */
export async function runMigrations(
  executor: MigrationExecutor,
  options: RunOptions,
  { stdout }: CommandContext,
): Promise<void> {
  const { targets, plan, verbosity, interactive, syncApps, fake, fakeInitial } = options;
  const { style } = stdout;
  const using = executor.database.alias;
  const write = (text: string): void => stdout.write(text);
  const event: Omit<MigrateSignalArgs, "appConfig" | "models"> = {
    verbosity,
    interactive,
    using,
    plan,
    write,
  };
  await emitPreMigrate({ ...event, models: executor.appliedState().apps });
  const say = verbosity >= 1 ? write : (): void => undefined;
  const order = syncOrder(syncApps, executor.loader.migratedApps);
  const sync = async (labels: readonly string[]): Promise<void> => {
    if (labels.length === 0) return;
    say(style.MIGRATE_HEADING("Synchronizing apps without migrations:"));
    await syncTables(using, labels, say);
  };
  await sync(order.before);
  if (verbosity >= 1) write(style.MIGRATE_HEADING("Running migrations:"));
  if (plan.length === 0) {
    if (verbosity >= 1) write("  No migrations to apply.");
    await options.onNothing();
  }
  const state = await executor.migrate(targets, {
    plan,
    ...(fake === undefined ? {} : { fake }),
    ...(fakeInitial === undefined ? {} : { fakeInitial }),
  });
  await sync(order.after);
  await emitPostMigrate({ ...event, models: state.apps });
}

/** Makes the missing tables of apps without migrations. */
async function syncTables(
  using: string,
  labels: readonly string[],
  write: (text: string) => void,
): Promise<void> {
  write("  Creating tables...");
  const models = labels.flatMap((label) => apps.getAppConfig(label).getModels());
  for (const table of await createTables({ using, models })) write(`    Creating table ${table}`);
}

/** Writes a line for each migration: what is done to it, and that it was. */
export function progressPrinter(
  verbosity: number,
  { stdout }: CommandContext,
): (progress: MigrationProgress) => void {
  const { style } = stdout;
  let start = 0;
  return ({ action, phase, migration, fake }) => {
    if (verbosity < 1) return;
    if (phase === "start") {
      start = performance.now();
      const verb = action === "apply" ? "Applying" : "Unapplying";
      stdout.write(`  ${verb} ${String(migration)}...`, { ending: "" });
      return;
    }
    const took = verbosity > 1 ? ` (${((performance.now() - start) / 1_000).toFixed(3)}s)` : "";
    stdout.write(style.SUCCESS(fake ? `${took} FAKED` : `${took} OK`));
  };
}

/** Name of the lock that one run of `migrate` has at a time. */
export const MIGRATE_LOCK = "migrate";
