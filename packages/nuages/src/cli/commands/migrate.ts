import { withAdvisoryLock } from "../../db/index.ts";
import {
  loadExecutor,
  type MigrationExecutor,
  type MigrationStep,
  type MigrationTarget,
} from "../../migrations/index.ts";
import { type CommandContext, defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import {
  migrationByPrefix,
  refuseConflicts,
  requireApp,
  requireMigrations,
} from "../migrations/app-labels.ts";
import { programOf } from "../migrations/program-of.ts";
import { describeOperation } from "../migrations/describe-operation.ts";
import { printRisks } from "../migrations/print-risks.ts";
import { pruneMigrations } from "../migrations/prune-migrations.ts";
import { MIGRATE_LOCK, progressPrinter, runMigrations } from "../migrations/run-migrations.ts";
import { unmigratedChanges } from "../migrations/unmigrated-changes.ts";

export default defineCommand({
  help: "Brings the tables of the database to where the migrations say. Runs of several processes wait for each other.",
  requiresSystemChecks: ["database", "models"],
  translations: false,
  arguments: {
    appLabel: { positional: true, optional: true, help: "Only the migrations of this app." },
    migrationName: {
      positional: true,
      optional: true,
      help: 'Go to this migration, forwards or backwards; its beginning is enough. "zero" takes all back.',
    },
    noInput: {
      type: "boolean",
      flags: ["--noinput", "--no-input"],
      help: "Ask no questions.",
    },
    database: { default: "default", metavar: "ALIAS", help: "The database to work on." },
    fake: { type: "boolean", help: "Record the migrations without running them." },
    fakeInitial: {
      type: "boolean",
      help: "Record an initial migration without running it where its tables and columns are there.",
    },
    plan: { type: "boolean", help: "Show what would be done, and do nothing." },
    runSyncdb: {
      type: "boolean",
      help: "Create the missing tables of apps without migrations.",
    },
    check: {
      type: "boolean",
      flags: ["--check"],
      help: "Do nothing; end with status 1 if there are migrations to apply.",
    },
    lint: {
      type: "boolean",
      help: "Name the steps that would lose data, break running code or lock tables, with a safer way, and do nothing; end with status 1 where there are any.",
    },
    prune: {
      type: "boolean",
      help: "Forget applied migrations of the app whose files are gone.",
    },
  },
  async handle(options, context) {
    const { database: using, verbosity } = options;
    const { stdout } = context;
    const work = async (): Promise<void> => {
      const executor = await loadExecutor({
        using,
        onProgress: progressPrinter(verbosity, context),
      });
      await migrate(executor, options, context);
    };
    // What only looks need not wait for anybody.
    if (options.plan || options.check || options.lint) await work();
    else
      await withAdvisoryLock(
        {
          using,
          name: MIGRATE_LOCK,
          onWait: () => stdout.write("Waiting for another migrate to end..."),
        },
        work,
      );
  },
});

interface Options {
  readonly appLabel: string | undefined;
  readonly migrationName: string | undefined;
  readonly noInput: boolean;
  readonly fake: boolean;
  readonly fakeInitial: boolean;
  readonly plan: boolean;
  readonly runSyncdb: boolean;
  readonly check: boolean;
  readonly lint: boolean;
  readonly prune: boolean;
  readonly verbosity: number;
}

async function migrate(
  executor: MigrationExecutor,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { loader } = executor;
  const { verbosity, fake, fakeInitial, appLabel } = options;
  loader.checkConsistentHistory();
  refuseConflicts(loader, programOf(context.program));
  const targets = targetsOf(executor, options);
  if (options.prune) {
    await pruneMigrations(executor, appLabel, context);
    return;
  }
  const plan = executor.plan(targets);
  if (options.plan) printPlan(plan, context);
  const isRisky = options.lint && (await printRisks(executor, plan, context));
  if (isRisky || (options.check && plan.length > 0)) throw new CommandError("");
  if (options.plan || options.check || options.lint) return;
  const syncApps = options.runSyncdb
    ? [...loader.unmigratedApps].filter((label) => appLabel === undefined || label === appLabel)
    : [];
  if (verbosity >= 1) printTargets(targets, syncApps, options, context);
  const run = { targets, plan, verbosity, interactive: !options.noInput, syncApps };
  await runMigrations(
    executor,
    {
      ...run,
      ...(plan.length > 0 ? { fake, fakeInitial } : {}),
      onNothing: async () => {
        if (verbosity >= 1) await unmigratedChanges(executor, context);
      },
    },
    context,
  );
}

function targetsOf(executor: MigrationExecutor, options: Options): readonly MigrationTarget[] {
  const { appLabel, migrationName, runSyncdb } = options;
  const { loader } = executor;
  if (appLabel === undefined) return loader.graph.leafNodes();
  if (runSyncdb) {
    requireApp(appLabel);
    if (loader.migratedApps.has(appLabel))
      throw new CommandError(`Can't use run_syncdb with app '${appLabel}' as it has migrations.`, {
        hint: "Leave --run-syncdb out.",
      });
    return [];
  }
  requireMigrations(appLabel, loader);
  if (migrationName === undefined) return loader.graph.leafNodes(appLabel);
  if (migrationName === "zero") return [[appLabel, null]];
  const migration = migrationByPrefix(loader, appLabel, migrationName);
  if (loader.graph.has(migration.key)) return [migration.key];
  // A squashed migration that is applied in part is reached through the last of its parts.
  const last = loader.replacedBy(migration).at(-1);
  if (last !== undefined && loader.graph.has(last)) return [last];
  throw new CommandError(
    `Migration ${String(migration)} is replaced by a squashed one and cannot be a target.`,
    {
      hint: `Name one of: ${loader.graph.keys
        .filter(([app]) => app === appLabel)
        .map(([, name]) => name)
        .sort()
        .join(", ")}.`,
    },
  );
}

function printPlan(plan: readonly MigrationStep[], { stdout }: CommandContext): void {
  const { style } = stdout;
  stdout.write(style.MIGRATE_HEADING("Planned operations:"));
  if (plan.length === 0) stdout.write("  No planned migration operations.");
  for (const { migration, backwards } of plan) {
    stdout.write(style.MIGRATE_HEADING(String(migration)));
    const order = backwards ? migration.operations.toReversed() : migration.operations;
    for (const operation of order) {
      const { text, irreversible } = describeOperation(operation, backwards);
      stdout.write(irreversible ? style.WARNING(`    ${text}`) : `    ${text}`);
    }
  }
}

function printTargets(
  targets: readonly MigrationTarget[],
  syncApps: readonly string[],
  { appLabel, migrationName }: Options,
  { stdout }: CommandContext,
): void {
  const { style } = stdout;
  stdout.write(style.MIGRATE_HEADING("Operations to perform:"));
  if (syncApps.length > 0) {
    const heading = appLabel === undefined ? "apps" : "app";
    const label = style.MIGRATE_LABEL(`  Synchronize unmigrated ${heading}: `);
    stdout.write(`${label}${[...syncApps].sort().join(", ")}`);
  }
  const [first] = targets;
  if (migrationName === undefined || first === undefined) {
    const labels = [...new Set(targets.map(([app]) => app))].sort().join(", ");
    stdout.write(`${style.MIGRATE_LABEL("  Apply all migrations: ")}${labels || "(none)"}`);
  } else if (first[1] === null) {
    stdout.write(`${style.MIGRATE_LABEL("  Unapply all migrations: ")}${first[0]}`);
  } else {
    stdout.write(
      `${style.MIGRATE_LABEL("  Target specific migration: ")}${first[1]}, from ${first[0]}`,
    );
  }
}
