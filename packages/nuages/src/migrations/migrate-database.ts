import { createTables, DEFAULT_ALIAS } from "../db/index.ts";
import { emitPostMigrate, emitPreMigrate, type MigrateEvent } from "./emit-signals.ts";
import { loadExecutor } from "./executor/migration-executor.ts";

/** Options of {@link migrateDatabase}. */
export interface MigrateDatabaseOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
}

/**
 * Applies all migrations of the installed apps, makes the missing tables of models without migrations,
 * and lets the apps make the rows that they need. What `migrate --run-syncdb` does, for tests and
 * scripts; it prints nothing and waits for nobody.
 */
export async function migrateDatabase({
  using = DEFAULT_ALIAS,
}: MigrateDatabaseOptions = {}): Promise<void> {
  const executor = await loadExecutor({ using });
  const { graph, migratedApps } = executor.loader;
  const targets = graph.leafNodes();
  const plan = executor.plan(targets);
  const event: Omit<MigrateEvent, "models"> = {
    verbosity: 0,
    interactive: false,
    using,
    plan,
    write: () => undefined,
  };
  await emitPreMigrate({ ...event, models: executor.appliedState().apps });
  await createTables({ using, exceptApps: migratedApps });
  const state = await executor.migrate(targets, { plan });
  await emitPostMigrate({ ...event, models: state.apps });
}
