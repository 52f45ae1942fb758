import { apps, migrationFiles } from "../../apps/index.ts";
import { settings } from "../../conf/index.ts";
import { connections, DatabaseError, DEFAULT_ALIAS, MIGRATIONS_TABLE } from "../../db/index.ts";
import type { CommandContext } from "../define-command.ts";
import { programOf } from "./program-of.ts";

/** Says how many migrations of the default database are not applied, and of which apps. */
export async function checkMigrations({ stdout, stderr, program }: CommandContext): Promise<void> {
  if (!Object.hasOwn(settings.databases, DEFAULT_ALIAS)) return;
  const { style } = stdout;
  let labels: readonly string[];
  try {
    labels = (await areAllRecorded()) ? [] : await unappliedLabels();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    stderr.write(stderr.style.WARNING(`Migrations could not be checked: ${error.message}`));
    return;
  }
  if (labels.length === 0) return;
  const names = [...new Set(labels)].sort().join(", ");
  stdout.write(
    style.NOTICE(
      `\nYou have ${labels.length} unapplied migration(s). Your project may not work properly ` +
        `until you apply the migrations for app(s): ${names}.`,
    ),
  );
  stdout.write(style.NOTICE(`Run '${programOf(program)} migrate' to apply them.`));
}

/** The usual case, found without loading a migration: the database has recorded every file. */
async function areAllRecorded(): Promise<boolean> {
  const files = apps
    .getAppConfigs()
    .flatMap(({ label }) => [...migrationFiles(label).keys()].map((name) => `${label}.${name}`));
  if (files.length === 0) return true;
  const database = connections.get(DEFAULT_ALIAS);
  if (!(await database.tableNames()).includes(MIGRATIONS_TABLE)) return false;
  const quoted = [MIGRATIONS_TABLE, "app", "name"].map((name) => database.dialect.quote(name));
  const [table, app, name] = quoted;
  const rows = await database.query(`SELECT ${app}, ${name} FROM ${table}`, []);
  const recorded = new Set(rows.map((row) => row.join(".")));
  return files.every((file) => recorded.has(file));
}

/** A squashed migration is applied when those are that it replaces: only the whole graph tells. */
async function unappliedLabels(): Promise<string[]> {
  const { loadExecutor } = await import("../../migrations/index.ts");
  const executor = await loadExecutor();
  const plan = executor.plan(executor.loader.graph.leafNodes());
  return plan.map(({ migration }) => migration.appLabel);
}
