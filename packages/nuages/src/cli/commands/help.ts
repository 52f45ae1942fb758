import { isConfigured, settings } from "../../conf/index.ts";
import type { ImproperlyConfigured } from "../../errors/index.ts";
import { defineCommand } from "../define-command.ts";
import { describeCommand } from "../describe-command.ts";
import { asApps, commandNames, findCommand } from "../find-command.ts";
import { programName } from "../project.ts";
import { tryProject } from "../try-project.ts";

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

function noteOf(error: ImproperlyConfigured): string {
  return `Only the framework's commands are listed, as the settings cannot be loaded: ${error.message}`;
}
