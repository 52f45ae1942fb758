import { createTables, DEFAULT_ALIAS } from "../db/index.ts";
import { emitPostMigrate, emitPreMigrate, type MigrateEvent } from "./emit-signals.ts";
import { loadExecutor } from "./executor/migration-executor.ts";
import { syncOrder } from "./sync-order.ts";

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
  const { graph, migratedApps, unmigratedApps } = executor.loader;
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
  const { after } = syncOrder(unmigratedApps, migratedApps);
  await createTables({ using, exceptApps: new Set([...migratedApps, ...after]) });
  const state = await executor.migrate(targets, { plan });
  if (after.length > 0) await createTables({ using, exceptApps: migratedApps });
  await emitPostMigrate({ ...event, models: state.apps });
}
