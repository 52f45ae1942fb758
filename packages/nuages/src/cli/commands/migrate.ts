import { createTables } from "../../db/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

export default defineCommand({
  help: "Brings the database up to date with the models.",
  requiresSystemChecks: ["database"],
  translations: false,
  arguments: {
    database: { default: "default", metavar: "ALIAS", help: "The database to work on." },
    runSyncdb: {
      type: "boolean",
      help: "Create the missing tables of apps without migrations.",
    },
  },
  async handle({ database, runSyncdb, verbosity }, { stdout, style }) {
    if (!runSyncdb) {
      throw new CommandError("migrate needs --run-syncdb: no installed app has migrations.", {
        hint: "With it, the missing tables of all models are created.",
      });
    }
    if (verbosity >= 1)
      stdout.write(style.MIGRATE_HEADING("Synchronizing apps without migrations:"));
    const created = await createTables({ using: database });
    if (verbosity === 0) return;
    const lines = created.map((table) => `    Creating table ${table}`);
    stdout.write(["  Creating tables...", ...lines].join("\n"));
  },
});
