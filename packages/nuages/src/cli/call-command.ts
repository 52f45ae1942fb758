import { isConfigured, settings } from "../conf/index.ts";
import type { ArgumentSpecs, CommonOptions } from "./arguments.ts";
import type { Command, CommandResult } from "./define-command.ts";
import { CommandError, CommandOptionError } from "./errors.ts";
import { asApps, findCommand } from "./find-command.ts";
import { makeOutput, type TextSink } from "./output.ts";
import { checkValue, type ParsedOptions, readArguments, withDefaults } from "./parse-arguments.ts";
import { projectRoot } from "./project.ts";
import { allArguments, runCommand } from "./run-command.ts";

/** Options of {@link callCommand}: those of the command by key, and where it writes. */
export interface CallCommandOptions {
  readonly stdout?: TextSink;
  readonly stderr?: TextSink;
  readonly [option: string]: unknown;
}

/**
 * Runs a command from code and gives what its `handle()` gives. Arguments are written as on the command
 * line; options by key come last. System checks are skipped unless `skipChecks` is false. Django:
 * `call_command()`.
 *
 * @throws CommandError when the command fails, or there is none of that name
 * @throws CommandOptionError when it has no such option
 * @example
 * await callCommand("loaddata", "library", { verbosity: 0 });
 */
export async function callCommand(
  name: string,
  ...args: readonly (string | CallCommandOptions)[]
): Promise<CommandResult> {
  const command = await findCommand(
    name,
    isConfigured() ? asApps(settings.installedApps) : [],
    "nuages",
  );
  const { argv, options } = splitArguments(args);
  const { stdout = process.stdout, stderr = process.stderr, ...values } = options;
  const parsed = mergeOptions(name, command, { argv, values });
  const context = {
    stdout: makeOutput(stdout, parsed),
    stderr: makeOutput(stderr, parsed),
    style: makeOutput(stdout, parsed).style,
    root: projectRoot(),
    program: `nuages ${name}`,
  };
  return runCommand(command, parsed, context);
}

function splitArguments(args: readonly (string | CallCommandOptions)[]): {
  argv: string[];
  options: CallCommandOptions;
} {
  const argv = args.filter((argument) => typeof argument === "string");
  const options = args.filter((argument) => typeof argument !== "string");
  return { argv, options: Object.assign({}, ...options) as CallCommandOptions };
}

function mergeOptions(
  name: string,
  command: Command,
  { argv, values }: { argv: readonly string[]; values: Readonly<Record<string, unknown>> },
): CommonOptions & ParsedOptions {
  const specs = allArguments(command);
  refuseUnknown(name, values, specs);
  const fail = (message: string): CommandError => new CommandError(`Error: ${message}`);
  const parsed = readArguments(argv, specs, fail);
  parsed["skipChecks"] ??= true;
  for (const [key, value] of Object.entries(values)) {
    const spec = specs[key];
    if (spec !== undefined) parsed[key] = checkValue(key, spec, { value, fail });
  }
  return withDefaults(parsed, specs, fail) as CommonOptions & ParsedOptions;
}

function refuseUnknown(
  name: string,
  values: Readonly<Record<string, unknown>>,
  specs: ArgumentSpecs,
): void {
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(specs, key));
  if (unknown.length === 0) return;
  const valid = Object.keys(specs).sort().join(", ");
  throw new CommandOptionError(
    `Unknown option(s) for ${name} command: ${unknown.join(", ")}. Valid options are: ${valid}.`,
  );
}
