import { isConfigured, settings } from "../../conf/index.ts";
import { candidates } from "../completion/candidates.ts";
import { completionScript, SHELLS } from "../completion/scripts.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { asApps } from "../find-command.ts";
import { tryProject } from "../try-project.ts";

export default defineCommand({
  help: "Prints what a shell needs to complete commands and options.",
  requiresSettings: false,
  arguments: {
    shell: {
      positional: true,
      optional: true,
      multiple: true,
      metavar: "SHELL",
      help: `The shell: ${SHELLS.join(", ")}.`,
    },
    words: { type: "boolean", help: "Print what may stand for the last of the words that follow." },
  },
  async handle({ shell: given, words }) {
    if (words) {
      await tryProject();
      const installed = isConfigured() ? asApps(settings.installedApps) : [];
      return (await candidates(given, installed)).join("\n");
    }
    const shell = SHELLS.find((name) => name === given[0]);
    if (shell !== undefined && given.length === 1) return completionScript(shell);
    throw new CommandError(`Name the shell: ${SHELLS.join(", ")}.`, {
      hint: 'For bash, put this line into ~/.bashrc: eval "$(nuages completion bash)"',
    });
  },
});
