import { keyText, type MigrationExecutor, type MigrationKey } from "../../migrations/index.ts";
import type { CommandContext } from "../define-command.ts";
import { CommandError } from "../errors.ts";

/** Forgets the applied migrations of an app whose files are gone, as they are after squashing. */
export async function pruneMigrations(
  { loader, recorder }: MigrationExecutor,
  appLabel: string | undefined,
  { stdout, program }: CommandContext,
): Promise<void> {
  const { style } = stdout;
  if (appLabel === undefined)
    throw new CommandError("Migrations can be pruned only when an app is specified.");
  stdout.write(style.MIGRATE_HEADING("Pruning migrations:"));
  const gone = [...loader.recorded]
    .filter((key) => key.startsWith(`${appLabel}.`) && !loader.disk.has(key))
    .sort();
  const blocking = loader.replacements.filter(({ replaces }) =>
    replaces.some((key) => gone.includes(keyText(key))),
  );
  if (blocking.length > 0) {
    const names = blocking.map((migration) => `    ${String(migration)}`).join("\n");
    stdout.write(
      style.NOTICE(
        "  Cannot use --prune because the following squashed migrations have their 'replaces' " +
          `attributes and may not be recorded as applied:\n${names}\n` +
          `  Re-run '${program}' if they are not marked as applied, and remove 'replaces' ` +
          "attributes in their files.",
      ),
    );
    return;
  }
  if (gone.length === 0) stdout.write("  No migrations to prune.");
  for (const key of gone) {
    stdout.write(`  Pruning ${key}...`, { ending: "" });
    await recorder.recordUnapplied(keyOf(key));
    stdout.write(style.SUCCESS(" OK"));
  }
}

function keyOf(text: string): MigrationKey {
  const dot = text.indexOf(".");
  return [text.slice(0, dot), text.slice(dot + 1)];
}
