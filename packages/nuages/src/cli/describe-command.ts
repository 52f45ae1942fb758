import { commonArguments } from "./arguments.ts";
import type { Command } from "./define-command.ts";
import { helpText } from "./usage.ts";

/** What `help <command>` prints. */
export function describeCommand(command: Command, program: string): string {
  return helpText({
    program,
    help: command.help,
    specs: command.arguments,
    common: commonArguments,
  });
}
