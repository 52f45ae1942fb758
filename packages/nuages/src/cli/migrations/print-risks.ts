import {
  lintMigrations,
  type MigrationExecutor,
  type MigrationStep,
} from "../../migrations/index.ts";
import type { CommandContext } from "../define-command.ts";

/** Names the steps of a plan that are a risk, each with the safer way; are there any? */
export async function printRisks(
  { database, loader }: MigrationExecutor,
  plan: readonly MigrationStep[],
  { stdout }: CommandContext,
): Promise<boolean> {
  const { style } = stdout;
  const findings = await lintMigrations(plan, {
    database,
    stateBefore: ({ key }) => loader.projectState({ nodes: [key], atEnd: false }),
  });
  stdout.write(style.MIGRATE_HEADING("Risks of the planned operations:"));
  if (findings.length === 0) stdout.write("  None found.");
  for (const { id, migration, operation, message, advice } of findings) {
    stdout.write(style.WARNING(`  ${migration.join(".")}: ${operation} (${id})`));
    stdout.write(`    ${message}\n    ${advice}`);
  }
  return findings.length > 0;
}
