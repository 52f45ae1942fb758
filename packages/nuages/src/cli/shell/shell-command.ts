import { homedir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { type Command, defineCommand } from "../define-command.ts";
import type { ShellNames } from "./auto-imports.ts";
import { runCode } from "./run-code.ts";

/** What {@link shellCommand} takes. */
export interface ShellCommandOptions {
  /** Changes what is imported by itself; gets what the framework imports. */
  readonly autoImports?: (names: ShellNames) => ShellNames;
}

/**
 * The command `shell`. An app replaces it with one that imports more.
 *
 * @example
 * // catalog/commands/shell.ts
 * export default shellCommand({ autoImports: (names) => ({ ...names, Decimal }) });
 */
export function shellCommand(options: ShellCommandOptions = {}): Command {
  return defineCommand({
    help: "A prompt for TypeScript with the project set up and all models at hand.",
    requiresSystemChecks: [],
    arguments: {
      command: {
        flags: ["-c", "--command"],
        metavar: "CODE",
        help: "Run this code and end. Without it, code is read from standard input unless that is a terminal.",
      },
      noImports: { type: "boolean", help: "Import nothing by itself." },
      noStartup: { type: "boolean", help: "Do not read what was typed before." },
    },
    async handle({ command, noImports, noStartup, verbosity }, { stdout, root }) {
      // With them come the databases, which other commands do not need.
      const { autoImports, describeImports } = await import("./auto-imports.ts");
      const found = noImports ? {} : autoImports();
      const names = noImports ? found : (options.autoImports?.(found) ?? found);
      const code = command ?? (process.stdin.isTTY ? undefined : await text(process.stdin));
      if (code !== undefined) return runCode(code, { names, root });
      if (verbosity > 0 && !noImports) stdout.write(describeImports(names, verbosity > 1));
      const { startPrompt } = await import("./start-prompt.ts");
      await startPrompt({ names, history: noStartup ? undefined : historyFile() });
    },
  });
}

/** Where the prompt keeps what was typed; `NUAGES_SHELL_HISTORY` names another file, or none when empty. */
function historyFile(): string | undefined {
  const named = process.env["NUAGES_SHELL_HISTORY"];
  if (named === "") return undefined;
  return named ?? join(homedir(), ".nuages_shell_history");
}
