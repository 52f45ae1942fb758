import { reportChecks, runChecks } from "../checks/index.ts";
import { settings } from "../conf/index.ts";
import { type ArgumentSpecs, commonArguments, type CommonOptions } from "./arguments.ts";
import type { Command, CommandContext, CommandResult } from "./define-command.ts";
import { type CommandError, CommandUsageError, SystemCheckError } from "./errors.ts";
import { usageLine } from "./usage.ts";

/** The arguments of a command with those that every command takes. */
export function allArguments(command: Command): ArgumentSpecs {
  return { ...command.arguments, ...commonArguments };
}

/** Makes the error for a wrong command line. */
export function usageError(command: Command, program: string): (message: string) => CommandError {
  const usage = usageLine(program, command.arguments);
  return (message) => {
    const own = message.startsWith("the following arguments")
      ? command.missingArgsMessage
      : undefined;
    return new CommandUsageError(`${program}: error: ${own ?? message}`, usage);
  };
}

/** Runs a command: its system checks, then its work; what it gives as text is written. */
export async function runCommand(
  command: Command,
  options: CommonOptions,
  context: CommandContext,
): Promise<CommandResult> {
  if (!options.skipChecks) {
    await requireChecks(command, context);
    if (command.requiresMigrationsChecks) await tellUnapplied(context);
  }
  const result = await (command.translations
    ? command.run(options, context)
    : untranslated(() => command.run(options, context)));
  if (typeof result === "string" && result !== "") context.stdout.write(result);
  return result;
}

async function untranslated<Result>(work: () => Promise<Result>): Promise<Result> {
  const { override } = await import("../i18n/index.ts");
  return override(null, work);
}

/** Says which migrations are not applied; it loads what it needs for that. */
export async function tellUnapplied(context: CommandContext): Promise<void> {
  const { checkMigrations } = await import("./migrations/check-migrations.ts");
  await checkMigrations(context);
}

async function requireChecks(command: Command, { stderr }: CommandContext): Promise<void> {
  const { requiresSystemChecks } = command;
  if (requiresSystemChecks !== "all" && requiresSystemChecks.length === 0) return;
  await loadCheckedLayers();
  const found = await runChecks(
    requiresSystemChecks === "all" ? {} : { tags: requiresSystemChecks },
  );
  const { text, failed } = reportChecks(found, { style: stderr.style, showCount: false });
  if (failed) throw new SystemCheckError(text);
  if (text !== "") stderr.write(text);
}

/**
 * Loads the parts whose checks concern this site: a check registers when its part is loaded. With `deploy`
 * also those that matter in production, where a site without middleware lacks one.
 */
export async function loadCheckedLayers({ deploy = false } = {}): Promise<void> {
  const { databases, rootUrlconf, templates, middleware } = settings;
  await Promise.all([
    Object.keys(databases).length > 0 ? import("../db/index.ts") : undefined,
    templates.length > 0 ? import("../template/index.ts") : undefined,
    rootUrlconf === null ? undefined : import("../urls/index.ts"),
    deploy || middleware.length > 0 ? import("../middleware/index.ts") : undefined,
  ]);
}
