import { isConfigured, loadSettings, settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { defineCommand } from "../define-command.ts";
import { describeCommand } from "../describe-command.ts";
import { asApps, commandNames, findCommand } from "../find-command.ts";
import { programName, projectRoot, projectSource } from "../project.ts";

export default defineCommand({
  help: "Lists the commands, or shows how one is used.",
  requiresSettings: false,
  arguments: {
    command: { positional: true, optional: true, help: "Name of a command." },
    commands: { type: "boolean", help: "Print the names only." },
  },
  async handle({ command, commands }, { style }) {
    const failure = await tryProject();
    const installed = isConfigured() ? asApps(settings.installedApps) : [];
    const program = programName();
    if (command !== undefined) {
      const found = await findCommand(command, installed, program);
      return describeCommand(found, `${program} ${command}`);
    }
    const groups = [...commandNames(installed)].sort(([a], [b]) => (a < b ? -1 : 1));
    if (commands)
      return groups
        .flatMap(([, names]) => names)
        .sort()
        .join("\n");
    const lines = groups.flatMap(([label, names]) => [
      "",
      style.NOTICE(`[${label}]`),
      ...names.toSorted().map((name) => `    ${name}`),
    ]);
    const note = failure === undefined ? [] : ["", style.NOTICE(noteOf(failure))];
    return [
      "",
      `Type '${program} help <subcommand>' for help on a specific subcommand.`,
      "",
      "Available subcommands:",
      ...lines,
      ...note,
    ].join("\n");
  },
});

/** Loads the settings if they are known; gives why that failed. */
async function tryProject(): Promise<ImproperlyConfigured | undefined> {
  const source = projectSource();
  if (isConfigured() || source === undefined) return undefined;
  try {
    await loadSettings(source, { root: projectRoot() });
    return undefined;
  } catch (error) {
    if (error instanceof ImproperlyConfigured) return error;
    throw error;
  }
}

function noteOf(error: ImproperlyConfigured): string {
  return `Only the framework's commands are listed, as the settings cannot be loaded: ${error.message}`;
}
