import { loadMigrations, migrationSql } from "../../migrations/index.ts";
import { defineCommand } from "../define-command.ts";
import { migrationByPrefix, requireMigrations } from "../migrations/app-labels.ts";

export default defineCommand({
  help: "Prints the SQL of a migration.",
  requiresSystemChecks: [],
  arguments: {
    appLabel: { positional: true, help: "The app of the migration." },
    migrationName: { positional: true, help: "Its name, or the beginning of it." },
    database: { default: "default", metavar: "ALIAS", help: "The database to print it for." },
    backwards: { type: "boolean", help: "The SQL that takes it back." },
  },
  async handle({ appLabel, migrationName, database, backwards, verbosity }, { stderr }) {
    const loader = await loadMigrations({ using: database, replaceMigrations: false });
    requireMigrations(appLabel, loader);
    const migration = migrationByPrefix(loader, appLabel, migrationName);
    const { statements, atomic } = await migrationSql(loader, migration, backwards);
    if (statements.length === 0) {
      if (verbosity >= 1) stderr.write("No operations found.");
      return "";
    }
    return (atomic ? ["BEGIN;", ...statements, "COMMIT;"] : statements).join("\n");
  },
});
