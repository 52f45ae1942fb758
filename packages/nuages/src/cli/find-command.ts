import { pathToFileURL } from "node:url";

import { App, AppFiles, AppImportError } from "../apps/index.ts";
import { closeMatches } from "../errors/index.ts";
import { explainImportError } from "../utils/import-error.ts";
import { showPath } from "../utils/show-path.ts";
import { Command } from "./define-command.ts";
import { CommandError } from "./errors.ts";

type Loader = () => Promise<{ readonly default: Command }>;

/** The framework's own commands; each is loaded when it is called. */
const builtins = new Map<string, Loader>([
  ["check", () => import("./commands/check.ts")],
  ["completion", () => import("./commands/completion.ts")],
  ["dbshell", () => import("./commands/dbshell.ts")],
  ["diffsettings", () => import("./commands/diffsettings.ts")],
  ["dumpdata", () => import("./commands/dumpdata.ts")],
  ["flush", () => import("./commands/flush.ts")],
  ["help", () => import("./commands/help.ts")],
  ["inspectdb", () => import("./commands/inspectdb.ts")],
  ["loaddata", () => import("./commands/loaddata.ts")],
  ["makemigrations", () => import("./commands/makemigrations.ts")],
  ["migrate", () => import("./commands/migrate.ts")],
  ["optimizemigration", () => import("./commands/optimizemigration.ts")],
  ["runserver", () => import("./commands/runserver.ts")],
  ["sendtestemail", () => import("./commands/sendtestemail.ts")],
  ["serve", () => import("./commands/serve.ts")],
  ["shell", () => import("./commands/shell.ts")],
  ["showmigrations", () => import("./commands/showmigrations.ts")],
  ["sqlflush", () => import("./commands/sqlflush.ts")],
  ["sqlmigrate", () => import("./commands/sqlmigrate.ts")],
  ["sqlsequencereset", () => import("./commands/sqlsequencereset.ts")],
  ["squashmigrations", () => import("./commands/squashmigrations.ts")],
  ["startapp", () => import("./commands/startapp.ts")],
  ["startproject", () => import("./commands/startproject.ts")],
  ["test", () => import("./commands/test.ts")],
  ["testserver", () => import("./commands/testserver.ts")],
  ["version", () => import("./commands/version.ts")],
]);

/** The framework's own command of that name. */
export async function findBuiltin(name: string): Promise<Command | undefined> {
  return (await builtins.get(name)?.())?.default;
}

/**
 * The command of that name: of the first app that has one, else the framework's own.
 *
 * @throws CommandError when there is none; it names the nearest
 */
export async function findCommand(
  name: string,
  installed: readonly App[],
  program: string,
): Promise<Command> {
  for (const app of installed) {
    const file = new AppFiles(app.root).modules("commands").get(name);
    if (file !== undefined) return importCommand(app, file);
  }
  const builtin = await findBuiltin(name);
  if (builtin !== undefined) return builtin;
  throw unknownCommand(name, installed, program);
}

/** Names of commands by the label of the app they come from; the framework's own under `nuages`. */
export function commandNames(installed: readonly App[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const app of installed) {
    const own = [...new AppFiles(app.root).modules("commands").keys()].filter((n) => !seen.has(n));
    for (const name of own) seen.add(name);
    if (own.length > 0) groups.set(app.label, own);
  }
  groups.set(
    "nuages",
    [...builtins.keys()].filter((name) => !seen.has(name)),
  );
  return groups;
}

/** The apps that `installedApps` lists, as far as they are apps. */
export function asApps(installedApps: readonly unknown[]): App[] {
  return installedApps.filter((app) => app instanceof App);
}

async function importCommand(app: App, file: string): Promise<Command> {
  const module = await importFile(app, file);
  if (module.default instanceof Command) return module.default;
  throw new CommandError(`${showPath(file)} of the app "${app.label}" exports no command.`, {
    hint: "Write: export default defineCommand({ … });",
  });
}

async function importFile(app: App, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    throw AppImportError.file(app.label, file, { ...explainImportError(error), cause: error });
  }
}

function unknownCommand(name: string, installed: readonly App[], program: string): CommandError {
  const names = [...commandNames(installed).values()].flat();
  const [near] = closeMatches(name, names, 1);
  const suggestion = near === undefined ? "" : ` Did you mean ${near}?`;
  return new CommandError(`Unknown command: '${name}'.${suggestion}`, {
    hint: `Type '${program} help' for usage.`,
  });
}
