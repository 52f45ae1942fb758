import { settings } from "../../conf/index.ts";
import { DatabaseError, DEFAULT_ALIAS } from "../../db/index.ts";
import { loadExecutor } from "../../migrations/index.ts";
import type { CommandContext } from "../define-command.ts";
import { programOf } from "./app-labels.ts";

/** Says how many migrations of the default database are not applied, and of which apps. */
export async function checkMigrations({ stdout, stderr, program }: CommandContext): Promise<void> {
  if (!Object.hasOwn(settings.databases, DEFAULT_ALIAS)) return;
  const { style } = stdout;
  let labels: string[];
  try {
    const executor = await loadExecutor();
    const plan = executor.plan(executor.loader.graph.leafNodes());
    labels = plan.map(({ migration }) => migration.appLabel);
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
