import { connections, DEFAULT_ALIAS, withSchemaEditor } from "../../db/index.ts";
import type { MigrationLoader } from "../loader/migration-loader.ts";
import type { Migration } from "../migration.ts";
import { applyMigration, unapplyMigration } from "./apply-migration.ts";

/** The SQL of a migration. */
export interface MigrationSql {
  /** Statements and comments, a line each. */
  readonly statements: readonly string[];
  /** They are run in one transaction. */
  readonly atomic: boolean;
}

/**
 * The SQL that a migration runs on the loader's database, or that takes it back. Changes nothing; may
 * read the tables that are there.
 *
 * @throws IrreversibleError when it cannot be taken back
 */
export async function migrationSql(
  loader: MigrationLoader,
  migration: Migration,
  backwards: boolean,
): Promise<MigrationSql> {
  const using = loader.database?.alias ?? DEFAULT_ALIAS;
  const state = loader.projectState({ nodes: [migration.key], atEnd: false });
  const options = { using, collectSql: true, atomic: migration.atomic, backwards };
  const statements = await withSchemaEditor(options, async (editor) => {
    const run = backwards ? unapplyMigration : applyMigration;
    await run(migration, state, editor);
    return editor.collected;
  });
  const { canRollbackDdl } = connections.get(using).dialect.features;
  return { statements, atomic: migration.atomic && canRollbackDdl };
}
