import { resolve } from "node:path";
import { inspect } from "node:util";

import { setup, shutdown } from "../apps/index.ts";
import { isConfigured, loadSettings, settings, type SettingsSource } from "../conf/index.ts";
import { ImproperlyConfigured, isNuagesError } from "../errors/index.ts";
import { explainImportError, isImportError } from "../utils/import-error.ts";
import { outliveClosedPipes } from "./closed-pipe.ts";
import type { CommonOptions } from "./arguments.ts";
import type { Command, CommandContext } from "./define-command.ts";
import { describeCommand } from "./describe-command.ts";
import { CommandError, CommandUsageError } from "./errors.ts";
import { asApps, findBuiltin, findCommand } from "./find-command.ts";
import { makeOutput, type Output } from "./output.ts";
import { parseArguments } from "./parse-arguments.ts";
import { programName, projectRoot, projectSource, setProject } from "./project.ts";
import { allArguments, runCommand, usageError } from "./run-command.ts";

/** Options of {@link execute}. */
export interface ExecuteOptions {
  /** The command and its arguments. Default: those the process was started with. */
  readonly argv?: readonly string[];
  /** Where the settings come from; `--settings` wins. Default: the file `NUAGES_SETTINGS_MODULE` names. */
  readonly settings?: SettingsSource;
  /** The project's folder: `import.meta.dirname` of `manage.ts`. Default: where the program was started. */
  readonly root?: string;
}

/**
 * Runs one command: finds it among those of the apps and the framework, loads the settings it needs,
 * runs system checks, and sets the exit status of the process. Errors are printed, not thrown.
 *
 * @example
 * await execute({ root: import.meta.dirname, settings: () => import("./settings.ts") });
 */
export async function execute(options: ExecuteOptions = {}): Promise<void> {
  outliveClosedPipes();
  const argv = options.argv ?? process.argv.slice(2);
  const early = earlyOptions(argv);
  const stderr = makeOutput(process.stderr, early);
  const fromCommandLine = early.settings === undefined ? undefined : resolve(early.settings);
  setProject({ root: options.root, source: fromCommandLine ?? options.settings });
  try {
    await dispatch(argv);
  } catch (error) {
    process.exitCode = printError(error, stderr, early.traceback);
  } finally {
    await shutdown();
  }
}

interface EarlyOptions {
  readonly settings: string | undefined;
  readonly traceback: boolean;
  readonly noColor: boolean;
  readonly forceColor: boolean;
}

/** What matters before it is known which command is called. */
function earlyOptions(argv: readonly string[]): EarlyOptions {
  const at = argv.indexOf("--settings");
  const joined = argv.find((text) => text.startsWith("--settings="));
  return {
    settings: at >= 0 ? argv[at + 1] : joined?.slice("--settings=".length),
    traceback: argv.includes("--traceback"),
    noColor: argv.includes("--no-color"),
    forceColor: argv.includes("--force-color"),
  };
}

async function dispatch(argv: readonly string[]): Promise<void> {
  const [first = "help", ...rest] = argv;
  const name = aliases.get(first) ?? first;
  const program = programName();
  const call = { argv: rest, program: `${program} ${name}` };
  const builtin = await findBuiltin(name);
  if (builtin !== undefined && !builtin.requiresSettings) {
    await start(builtin, call);
    return;
  }
  if (builtin !== undefined && (await supervised(builtin, call))) return;
  await loadProject(builtin !== undefined);
  const installed = isConfigured() ? asApps(settings.installedApps) : [];
  await start(await findCommand(name, installed, program), call);
}

const aliases = new Map([
  ["--help", "help"],
  ["-h", "help"],
  ["--version", "version"],
]);

interface Call {
  readonly argv: readonly string[];
  /** How the command is called, such as `nuages check`. */
  readonly program: string;
}

/** Loads settings. Where nothing says where they are, only a command that needs them must fail. */
async function loadProject(isNeeded: boolean): Promise<void> {
  if (isConfigured()) return;
  const source = projectSource();
  if (source !== undefined) await loadSettings(source, { root: projectRoot() });
  else if (isNeeded) await setup();
}

async function start(command: Command, { argv, program }: Call): Promise<void> {
  if (wantsHelp(argv)) {
    makeOutput(process.stdout).write(describeCommand(command, program));
    return;
  }
  const parsed = parse(command, argv, program);
  const { requiresSettings } = command;
  if (requiresSettings) await setUpProject();
  const options = requiresSettings ? parsed : { ...parsed, skipChecks: true };
  await runCommand(command, options, contextOf(parsed, program));
}

/** Errors that were thrown while the project was set up. */
const SETUP = new WeakSet<object>();

async function setUpProject(): Promise<void> {
  try {
    await setup({ root: projectRoot() });
  } catch (error) {
    if (isNuagesError(error)) SETUP.add(error);
    throw error;
  }
}

async function supervised(command: Command, { argv, program }: Call): Promise<boolean> {
  if (command.supervise === undefined || wantsHelp(argv)) return false;
  const parsed = parse(command, argv, program);
  return command.supervise(parsed, contextOf(parsed, program));
}

function parse(command: Command, argv: readonly string[], program: string): CommonOptions {
  const parsed = parseArguments(argv, allArguments(command), usageError(command, program));
  // The specifications of the common options are part of what was parsed.
  return parsed as unknown as CommonOptions;
}

function contextOf(options: CommonOptions, program: string): CommandContext {
  const stdout = makeOutput(process.stdout, options);
  const stderr = makeOutput(process.stderr, options);
  return { stdout, stderr, style: stdout.style, root: projectRoot(), program };
}

function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const own = end < 0 ? argv : argv.slice(0, end);
  return own.includes("--help") || own.includes("-h");
}

function printError(error: unknown, stderr: Output, traceback: boolean): number {
  const text = traceback ? inspect(error) : errorText(error, stderr);
  if (text !== "") stderr.write(text);
  return error instanceof CommandError ? error.returncode : 1;
}

/** Codes of errors of other programs: databases, mail servers. */
const OUTSIDE: ReadonlySet<string> = new Set(["db.unreachable", "mail.send"]);

/** Errors of whoever runs the command or wrote the project: the place in the framework says nothing. */
function isMistake(error: unknown): error is Error {
  if (error instanceof CommandError || error instanceof ImproperlyConfigured) return true;
  if (!isNuagesError(error)) return false;
  // What stopped a migration half-way may be code of the project: its stack says where.
  const isAboutMigrations =
    error.code.startsWith("migrations.") && error.code !== "migrations.interrupted";
  return isAboutMigrations || OUTSIDE.has(error.code) || SETUP.has(error);
}

function errorText(error: unknown, { style }: Output): string {
  if (error instanceof CommandUsageError) return `${error.usage}\n${style.ERROR(error.message)}`;
  if (isMistake(error)) {
    return error.message === "" ? "" : style.ERROR(`${error.name}: ${error.message}`);
  }
  if (!isImportError(error)) return inspect(error);
  const { what, where, hint } = explainImportError(error);
  const place = where === undefined ? "" : ` (${where})`;
  return style.ERROR(`A module could not be loaded: ${what}${place}.\n  ${hint}`);
}
