import {
  type Dependency,
  fileOf,
  leadsToSame,
  loadMigrations,
  Migration,
  type MigrationLoader,
  migrationFile,
  optimize,
  type ProjectState,
  writeMigrationFile,
} from "../../migrations/index.ts";
import { existsSync } from "node:fs";

import { DEFAULT_ALIAS } from "../../db/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { type CommandContext, defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { migrationByPrefix, requireApp } from "../migrations/app-labels.ts";
import { programOf } from "../migrations/program-of.ts";
import { openPrompt } from "../prompt.ts";

export default defineCommand({
  help: "Writes one migration that stands for several.",
  requiresSystemChecks: [],
  arguments: {
    appLabel: { positional: true, help: "The app of the migrations." },
    first: {
      positional: true,
      metavar: "START_MIGRATION_NAME",
      help: "The first one, where that is not the first of the app.",
    },
    last: {
      positional: true,
      optional: true,
      metavar: "MIGRATION_NAME",
      help: "The last one.",
    },
    noOptimize: { type: "boolean", help: "Keep the operations as they are." },
    noInput: { type: "boolean", flags: ["--noinput", "--no-input"], help: "Ask no questions." },
    squashedName: { metavar: "NAME", help: "Name of the new migration." },
    noHeader: {
      type: "boolean",
      help: "Leave out the line that says when the file was made.",
    },
  },
  async handle(options, context) {
    const { appLabel, first, last, noInput, noOptimize, verbosity, squashedName } = options;
    const { stdout } = context;
    const { style } = stdout;
    requireApp(appLabel);
    const loader = await loadMigrations({ using: DEFAULT_ALIAS });
    if (!loader.migratedApps.has(appLabel))
      throw new CommandError(
        `App '${appLabel}' does not have migrations (so squashmigrations on it makes no sense)`,
      );
    // One name is the last migration; of two the first is the first.
    const end = migrationByPrefix(loader, appLabel, last ?? first);
    const start = last === undefined ? undefined : migrationByPrefix(loader, appLabel, first);
    const squashed = range(loader, { start, end }, programOf(context.program));
    if (verbosity > 0 || !noInput) {
      stdout.write(style.MIGRATE_HEADING("Will squash the following migrations:"));
      for (const { name } of squashed) stdout.write(` - ${name}`);
    }
    if (!noInput && !(await confirmed(context))) return;
    const say = (text: string): void => {
      if (verbosity > 0) stdout.write(text);
    };
    const [oldest = end] = squashed;
    const operations = optimized(squashed, {
      appLabel,
      skip: noOptimize,
      state: loader.projectState({ nodes: [oldest.key], atEnd: false }),
      say: (text) => say(text.startsWith(" ") ? text : style.MIGRATE_HEADING(text)),
    });
    const tail = squashedName ?? `squashed_${end.name}`;
    const name = start === undefined ? `0001_${tail}` : startName(start, squashedName, end);
    const merged = new Migration(appLabel, name, {
      ...(start === undefined || oldest.initial === true ? { initial: true } : {}),
      replaces: squashed.map(({ key }) => key),
      dependencies: dependenciesOf(squashed, appLabel),
      operations,
    });
    const file = await migrationFile(merged, { header: !options.noHeader });
    if (existsSync(file.path))
      throw new CommandError(`Migration ${name} already exists. Use a different name.`, {
        hint: "Give one with --squashed-name.",
      });
    await writeMigrationFile(file);
    say(style.MIGRATE_HEADING(`Created new squashed migration ${showPath(file.path)}`));
    say(
      "  You should commit this migration but leave the old ones in place;\n" +
        "  the new migration will be used for new installs. Once you are sure\n" +
        "  all instances of the codebase have applied the migrations you squashed,\n" +
        "  you can delete them.",
    );
    const imported = importedFrom(squashed, file.text);
    if (imported.length === 0) return;
    say(style.MIGRATE_HEADING("Manual porting required"));
    say(
      `  It imports functions of migrations that it replaces: ${imported.join(", ")}.\n` +
        "  Copy them into it, or into a file of their own, before you delete those.",
    );
  },
});

/** The migrations of the app from `start`, or from the first, to `end`. */
function range(
  loader: MigrationLoader,
  { start, end }: { readonly start: Migration | undefined; readonly end: Migration },
  program: string,
): Migration[] {
  const { appLabel } = end;
  const all = loader.graph
    .forwardsPlan(end.key)
    .filter(([app]) => app === appLabel)
    .map((key) => loader.graph.get(key));
  if (start === undefined) return all;
  const at = all.findIndex(({ name }) => name === start.name);
  if (at >= 0) return all.slice(at);
  throw new CommandError(
    `The migration '${String(start)}' cannot be found. Maybe it comes after the migration '${String(end)}'?\n` +
      `Have a look at:\n  ${program} showmigrations ${appLabel}\nto debug this issue.`,
  );
}

async function confirmed({ stdout }: CommandContext): Promise<boolean> {
  const prompt = openPrompt(process.stdin, { write: (text) => stdout.write(text, { ending: "" }) });
  try {
    const answer = await prompt.ask("Do you wish to proceed? [y/N] ");
    return answer?.trim().toLowerCase() === "y";
  } finally {
    prompt.close();
  }
}

interface OptimizeOptions {
  readonly appLabel: string;
  readonly skip: boolean;
  /** The models before the migrations. */
  readonly state: ProjectState;
  readonly say: (text: string) => void;
}

function optimized(
  squashed: readonly Migration[],
  { appLabel, skip, state, say }: OptimizeOptions,
): Migration["operations"] {
  const operations = squashed.flatMap((migration) => migration.operations);
  if (skip) {
    say("(Skipping optimization.)");
    return operations;
  }
  say("Optimizing...");
  const shorter = optimize(operations, appLabel);
  // A model that others point at may have been renamed meanwhile: made under its last name, it would not be found.
  if (!leadsToSame(operations, shorter, { appLabel, state })) {
    say("  No optimizations possible: fewer operations would come to other models.");
    return operations;
  }
  say(
    shorter.length === operations.length
      ? "  No optimizations possible."
      : `  Optimized from ${operations.length} operations to ${shorter.length} operations.`,
  );
  return shorter;
}

function startName(start: Migration, given: string | undefined, end: Migration): string {
  if (given === undefined) return `${start.name}_squashed_${end.name}`;
  return `${start.name.split("_", 1)[0] ?? ""}_${given}`;
}

/** What the migrations need of other apps; of the own one, what the first of them needs. */
function dependenciesOf(squashed: readonly Migration[], appLabel: string): Dependency[] {
  const all = squashed.flatMap(({ dependencies }, at) =>
    dependencies.filter((key) => "setting" in key || key[0] !== appLabel || at === 0),
  );
  return [...new Map(all.map((key) => [JSON.stringify(key), key])).values()];
}

/** Names of replaced migrations that the file imports from. */
function importedFrom(squashed: readonly Migration[], text: string): string[] {
  return squashed
    .filter((migration) => {
      const file = fileOf(migration);
      return file !== undefined && text.includes(`from "./${file.split(/[/\\]/u).at(-1)}"`);
    })
    .map(({ name }) => name);
}
