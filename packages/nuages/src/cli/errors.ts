import { NuagesError, type NuagesErrorOptions } from "../errors/index.ts";

/** Options of {@link CommandError}. */
export interface CommandErrorOptions extends NuagesErrorOptions {
  /** Exit status of the process. Default: 1. */
  readonly returncode?: number;
}

/** A command cannot do its work; it prints the message, without stack, and ends. Django: `CommandError`. */
export class CommandError extends NuagesError {
  readonly code: string = "cli.command";
  /** Exit status of the process. */
  readonly returncode: number;

  constructor(message: string, options: CommandErrorOptions = {}) {
    super(message, options);
    this.returncode = options.returncode ?? 1;
  }
}

/** A command was called with arguments it does not take. Exit status 2. */
export class CommandUsageError extends CommandError {
  override readonly code = "cli.usage";
  /** One line that shows how the command is called. */
  readonly usage: string;

  constructor(message: string, usage: string) {
    super(message, { returncode: 2 });
    this.usage = usage;
  }
}

/** System checks found what a command must not run with; the message is their report. */
export class SystemCheckError extends CommandError {
  override readonly code = "cli.system_check";
}

/** `callCommand()` got an option the command does not have. Django: `TypeError`. */
export class CommandOptionError extends TypeError {
  override readonly name = "CommandOptionError";
  readonly code = "cli.option";
}
