import {
  loadMigrations,
  Migration,
  migrationFile,
  optimize,
  writeMigrationFile,
} from "../../migrations/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { migrationByPrefix, requireMigrations } from "../migrations/app-labels.ts";

export default defineCommand({
  help: "Puts fewer operations in the place of those of a migration, where that comes to the same.",
  requiresSystemChecks: [],
  arguments: {
    appLabel: { positional: true, help: "The app of the migration." },
    migrationName: { positional: true, help: "Its name, or the beginning of it." },
    check: {
      type: "boolean",
      flags: ["--check"],
      help: "Write nothing; end with status 1 if there is something to optimize.",
    },
  },
  async handle({ appLabel, migrationName, check, verbosity }, { stdout }) {
    const loader = await loadMigrations();
    requireMigrations(appLabel, loader);
    const migration = migrationByPrefix(loader, appLabel, migrationName);
    const { operations } = migration;
    const shorter = optimize(operations, appLabel);
    const say = (text: string): void => {
      if (verbosity > 0) stdout.write(text);
    };
    if (shorter.length === operations.length) {
      say("No optimizations possible.");
      return;
    }
    say(`Optimizing from ${operations.length} operations to ${shorter.length} operations.`);
    if (check) throw new CommandError("");
    const { name, dependencies, runBefore, replaces, initial, atomic } = migration;
    const next = new Migration(appLabel, name, {
      dependencies,
      runBefore,
      replaces,
      ...(initial === undefined ? {} : { initial }),
      atomic,
      operations: shorter,
    });
    const file = await migrationFile(next);
    await writeMigrationFile(file);
    say(stdout.style.MIGRATE_HEADING(`Optimized migration ${showPath(file.path)}`));
  },
});
