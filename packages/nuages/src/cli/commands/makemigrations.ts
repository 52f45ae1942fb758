import { apps, migrationsFolder } from "../../apps/index.ts";
import { settings } from "../../conf/index.ts";
import { allowMigrateModel, connections, DEFAULT_ALIAS, OperationalError } from "../../db/index.ts";
import {
  loadMigrations,
  MigrationAutodetector,
  type MigrationLoader,
  ProjectState,
  UnansweredQuestion,
} from "../../migrations/index.ts";
import { type CommandContext, defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { refuseConflicts, requireApp } from "../migrations/app-labels.ts";
import { programOf } from "../migrations/program-of.ts";
import { emptyMigrations } from "../migrations/empty-migrations.ts";
import { mergeMigrations } from "../migrations/merge-migrations.ts";
import { withQuestioner } from "../migrations/questioners.ts";
import { updateLast } from "../migrations/update-last.ts";
import { MigrationPrinter, type WriteOptions } from "../migrations/write-migrations.ts";

export default defineCommand({
  help: "Writes migrations for what was changed in the models.",
  requiresSystemChecks: ["models"],
  translations: false,
  arguments: {
    appLabel: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Only the models of these apps, and what they need.",
    },
    dryRun: { type: "boolean", help: "Show what would be written; with -v 3 the files too." },
    merge: { type: "boolean", help: "Join migrations of an app that do not know of each other." },
    empty: { type: "boolean", help: "Write a migration without operations, for code of yours." },
    noInput: {
      type: "boolean",
      flags: ["--noinput", "--no-input"],
      help: "Ask no questions; end with status 3 where one is needed.",
    },
    name: {
      flags: ["-n", "--name"],
      help: "Name of the migrations, in place of one made of what they do.",
    },
    noHeader: { type: "boolean", help: "Leave out the line that says when a file was made." },
    check: {
      type: "boolean",
      flags: ["--check"],
      help: "Write nothing; end with status 1 where migrations are missing.",
    },
    scriptable: { type: "boolean", help: "Print only the paths of the files on standard output." },
    update: {
      type: "boolean",
      help: "Add the changes to the app's last migration, which must not be applied.",
    },
  },
  async handle(options, context) {
    const { appLabel: labels, name, merge, empty, update, check } = options;
    if (name !== undefined && !/^\w+$/u.test(name))
      throw new CommandError(`The migration name "${name}" is not valid.`, {
        hint: "Use letters, digits and underscores.",
      });
    refuseUnknownApps(labels);
    const write: WriteOptions = {
      dryRun: options.dryRun || check,
      scriptable: options.scriptable,
      verbosity: options.verbosity,
      header: !options.noHeader,
    };
    const printer = new MigrationPrinter(write, context);
    const loader = await loadMigrations();
    await checkHistories(context);
    const program = programOf(context.program);
    const conflicts = conflictsOf(loader, labels);
    if (conflicts.size > 0 && !merge) refuseConflicts(loader, program);
    if (merge && conflicts.size === 0) {
      printer.say("No conflicts detected to merge.");
      return;
    }
    if (empty) {
      await printer.writeAll(emptyMigrations(loader, labels, name));
      return;
    }
    const asking = {
      interactive: !options.noInput,
      labels,
      output: printer.log,
      verbosity: options.verbosity,
    };
    if (merge) {
      await withQuestioner(asking, (questioner) =>
        mergeMigrations(conflicts, { loader, questioner, printer, options: write, name }),
      );
      return;
    }
    const changes = await answered(
      withQuestioner(asking, (questioner) =>
        new MigrationAutodetector(
          loader.projectState({ without: labels }),
          ProjectState.fromApps(),
          questioner,
        ).changes({
          graph: loader.graph,
          ...(labels.length > 0 ? { trimToApps: labels } : {}),
          ...(name === undefined ? {} : { migrationName: name }),
        }),
      ),
    );
    if (changes.size === 0) {
      printer.say(nothingFound(labels));
      if (labels.length === 0) sayLeftOut(loader, printer, program);
      return;
    }
    if (update) await updateLast(changes, { printer, name });
    else await printer.writeAll(changes);
    if (check) throw new CommandError("");
  },
});

/** Exit status 3 where a question has no answer. */
async function answered<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UnansweredQuestion)) throw error;
    throw new CommandError(error.message, { returncode: 3, cause: error });
  }
}

/** Exit status 2, as for a wrong command line. */
function refuseUnknownApps(labels: readonly string[]): void {
  for (const label of labels) {
    try {
      requireApp(label);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(error.message, { returncode: 2, cause: error });
    }
  }
}

function nothingFound(labels: readonly string[]): string {
  if (labels.length === 0) return "No changes detected";
  return `No changes detected in app${labels.length > 1 ? "s" : ""} '${labels.join("', '")}'`;
}

/** Apps that never had migrations must be named, or have a folder for them. */
function sayLeftOut(loader: MigrationLoader, printer: MigrationPrinter, program: string): void {
  const left = [...loader.unmigratedApps].filter(
    (label) =>
      migrationsFolder(label) !== undefined && apps.getAppConfig(label).getModels().length > 0,
  );
  if (left.length === 0) return;
  const { style } = printer.log;
  printer.say(
    style.NOTICE(
      `  Left out, as they have no folder migrations: ${left.join(", ")}. ` +
        `To give them migrations, run '${program} makemigrations ${left.join(" ")}'.`,
    ),
  );
}

function conflictsOf(
  loader: MigrationLoader,
  labels: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const all = [...loader.conflicts()];
  return new Map(labels.length === 0 ? all : all.filter(([app]) => labels.includes(app)));
}

/** Files that go against what the databases have applied must be seen before more are written. */
async function checkHistories({ stderr }: CommandContext): Promise<void> {
  const aliases = settings.databaseRouters.length > 0 ? connections.aliases : [DEFAULT_ALIAS];
  const metas = apps.getModels().map(({ meta }) => meta);
  for (const using of aliases) {
    if (!Object.hasOwn(settings.databases, using)) continue;
    if (!metas.some((meta) => allowMigrateModel(using, meta))) continue;
    try {
      (await loadMigrations({ using })).checkConsistentHistory();
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
      stderr.write(
        stderr.style.WARNING(
          `The migration history of the database '${using}' could not be checked: ${error.message}`,
        ),
      );
    }
  }
}
