import {
  keyText,
  loadMigrations,
  type MigrationKey,
  type MigrationLoader,
  MigrationRecorder,
} from "../../migrations/index.ts";
import { connections } from "../../db/index.ts";
import { type CommandContext, defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { requireApp } from "../migrations/app-labels.ts";
import { programOf } from "../migrations/program-of.ts";

export default defineCommand({
  help: "Shows all migrations of the project, and which are applied.",
  requiresSystemChecks: [],
  arguments: {
    appLabel: { positional: true, multiple: true, optional: true, help: "Only these apps." },
    database: { default: "default", metavar: "ALIAS", help: "The database to look at." },
    list: {
      type: "boolean",
      flags: ["-l", "--list"],
      help: "List the migrations of each app; so it is without --plan. With -v 2 also when each was applied.",
    },
    plan: {
      type: "boolean",
      flags: ["-p", "--plan"],
      help: "List all in the order in which they are applied; with -v 2 also what each needs.",
    },
  },
  async handle({ appLabel, database, plan, list, verbosity }, context) {
    if (plan && list)
      throw new CommandError("showmigrations takes --list or --plan, not both.", { returncode: 2 });
    for (const label of appLabel) requireApp(label);
    const loader = await loadMigrations({ using: database });
    if (plan) printPlan(loader, appLabel, verbosity, context);
    else await printList(loader, appLabel, verbosity, context);
  },
});

async function printList(
  loader: MigrationLoader,
  labels: readonly string[],
  verbosity: number,
  context: CommandContext,
): Promise<void> {
  const { stdout, program } = context;
  const { style } = stdout;
  const dates =
    verbosity >= 2 && loader.database !== undefined
      ? await new MigrationRecorder(connections.get(loader.database.alias)).applied()
      : new Map<string, Date>();
  for (const label of labels.length > 0 ? labels : [...loader.migratedApps].sort()) {
    stdout.write(style.MIGRATE_LABEL(label));
    const keys = keysOf(loader, label);
    if (keys.length === 0) stdout.write(style.ERROR(" (no migrations)"));
    for (const key of keys)
      stdout.write(listLine(loader, key, { dates, program: programOf(program) }));
  }
}

/** The migrations of an app, each once, in the order in which they are applied. */
function keysOf({ graph }: MigrationLoader, label: string): MigrationKey[] {
  const keys = graph.leafNodes(label).flatMap((leaf) => graph.forwardsPlan(leaf));
  return distinct(keys.filter(([app]) => app === label));
}

function distinct(keys: readonly MigrationKey[]): MigrationKey[] {
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}

function listLine(
  loader: MigrationLoader,
  key: MigrationKey,
  { dates, program }: { dates: ReadonlyMap<string, Date>; program: string },
): string {
  const { replaces } = loader.graph.get(key);
  const title = replaces.length > 0 ? `${key[1]} (${replaces.length} squashed migrations)` : key[1];
  if (!loader.isApplied(key)) return ` [ ] ${title}`;
  const date = dates.get(keyText(key));
  const when = date === undefined ? "" : ` (applied at ${shown(date)})`;
  return loader.recorded.has(keyText(key))
    ? ` [X] ${title}${when}`
    : ` [-] ${title} Run '${program} migrate' to finish recording.`;
}

/** `2026-11-20 10:30:00`, in UTC as it is stored. */
function shown(date: Date): string {
  return date.toISOString().slice(0, 19).replace("T", " ");
}

function printPlan(
  loader: MigrationLoader,
  labels: readonly string[],
  verbosity: number,
  { stdout }: CommandContext,
): void {
  const { graph } = loader;
  const leaves =
    labels.length > 0 ? labels.flatMap((label) => graph.leafNodes(label)) : graph.leafNodes();
  const keys = distinct(leaves.flatMap((leaf) => graph.forwardsPlan(leaf)));
  if (keys.length === 0) stdout.write(stdout.style.ERROR("(no migrations)"));
  for (const key of keys) {
    const parents = verbosity >= 2 ? graph.parentsOf(key).map(keyText) : [];
    const needs = parents.length > 0 ? ` ... (${parents.join(", ")})` : "";
    stdout.write(`[${loader.isApplied(key) ? "X" : " "}]  ${keyText(key)}${needs}`);
  }
}
