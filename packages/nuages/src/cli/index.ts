export {
  type ArgumentSpec,
  type ArgumentSpecs,
  type CommonOptions,
  type OptionsOf,
} from "./arguments.ts";
export { callCommand, type CallCommandOptions } from "./call-command.ts";
export {
  type AppCommandOptions,
  Command,
  type CommandContext,
  type CommandOptions,
  type CommandResult,
  defineAppCommand,
  defineCommand,
  defineLabelCommand,
  type LabelCommandOptions,
} from "./define-command.ts";
export {
  CommandError,
  type CommandErrorOptions,
  CommandOptionError,
  CommandUsageError,
  SystemCheckError,
} from "./errors.ts";
export { execute, type ExecuteOptions } from "./execute.ts";
export { main } from "./main.ts";
export { Output, type TextSink, type WriteOptions } from "./output.ts";
export { shellCommand, type ShellCommandOptions } from "./shell/shell-command.ts";
export { getVersion } from "./version.ts";
