import { apps, type AppConfig } from "../apps/index.ts";
import type { CheckTag } from "../checks/index.ts";
import type { Style } from "../utils/termcolors.ts";
import type { ArgumentSpecs, CommonOptions, OptionsOf } from "./arguments.ts";
import type { Output } from "./output.ts";

/** What a command works with besides its options. */
export interface CommandContext {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Paints text for standard output. */
  readonly style: Style;
  /** The project's folder. */
  readonly root: string;
  /** How the command was called, such as `nuages check`. */
  readonly program: string;
}

/** What a command's `handle()` gives: text is written to standard output. */
export type CommandResult = string | void;

/** What {@link defineCommand} takes. */
export interface CommandOptions<Specs extends ArgumentSpecs> {
  /** What it does, in a sentence or two; shown by `help`. */
  readonly help?: string;
  /** Its arguments by the key under which `handle()` gets them. */
  readonly arguments?: Specs;
  /** Which system checks must pass before it runs. Default: `"all"`. */
  readonly requiresSystemChecks?: "all" | readonly CheckTag[];
  /** Says before it runs which migrations are not applied. Default: false. */
  readonly requiresMigrationsChecks?: boolean;
  /** Whether it needs the project: settings and apps. Default: true. */
  readonly requiresSettings?: boolean;
  /** Said in place of the usual words when arguments are missing. */
  readonly missingArgsMessage?: string;
  /**
   * Whether texts are translated while it runs. Default: true; false is for commands that write texts to
   * the database. Django: `@no_translations`.
   */
  readonly translations?: boolean;
  /**
   * Runs first, without settings, in the process that was started; true ends the command there. For
   * commands that do their work in another process.
   */
  supervise?(
    options: OptionsOf<Specs> & CommonOptions,
    context: CommandContext,
  ): boolean | Promise<boolean>;
  /**
   * Does the work.
   *
   * @throws CommandError to end with a message and an exit status
   */
  handle(
    options: OptionsOf<Specs> & CommonOptions,
    context: CommandContext,
  ): CommandResult | Promise<CommandResult>;
}

/** A command, with the types of its arguments forgotten; made by {@link defineCommand}. */
export class Command {
  readonly help: string;
  readonly arguments: ArgumentSpecs;
  readonly requiresSystemChecks: "all" | readonly CheckTag[];
  readonly requiresMigrationsChecks: boolean;
  readonly requiresSettings: boolean;
  readonly missingArgsMessage: string | undefined;
  readonly translations: boolean;
  /** @internal */
  readonly run: (options: object, context: CommandContext) => Promise<CommandResult>;
  /** @internal */
  readonly supervise: ((options: object, context: CommandContext) => Promise<boolean>) | undefined;

  /** @internal Use {@link defineCommand}. */
  constructor(options: CommandOptions<ArgumentSpecs>) {
    this.help = options.help ?? "";
    this.arguments = options.arguments ?? {};
    this.requiresSystemChecks = options.requiresSystemChecks ?? "all";
    this.requiresMigrationsChecks = options.requiresMigrationsChecks ?? false;
    this.requiresSettings = options.requiresSettings ?? true;
    this.missingArgsMessage = options.missingArgsMessage;
    this.translations = options.translations ?? true;
    this.run = async (values, context) => options.handle(asOptions(values), context);
    this.supervise =
      options.supervise === undefined
        ? undefined
        : async (values, context) =>
            (await options.supervise?.(asOptions(values), context)) === true;
  }
}

// The parser made the values from the very specifications that their type is inferred from.
function asOptions(values: object): OptionsOf<ArgumentSpecs> & CommonOptions {
  return values as OptionsOf<ArgumentSpecs> & CommonOptions;
}

/**
 * A command; the default export of `<app>/commands/<name>.ts`. The types of the options come from
 * `arguments`. Django: `BaseCommand`.
 *
 * @example
 * export default defineCommand({
 *   help: "Imports books from a file.",
 *   arguments: { file: { positional: true }, dryRun: { type: "boolean" } },
 *   async handle({ file, dryRun }, { stdout }) {
 *     stdout.write(`Reading ${file}.`);
 *   },
 * });
 */
export function defineCommand<const Specs extends ArgumentSpecs = Record<never, never>>(
  options: CommandOptions<Specs>,
): Command {
  return new Command(options);
}

/** What {@link defineAppCommand} takes. */
export interface AppCommandOptions<Specs extends ArgumentSpecs> extends Omit<
  CommandOptions<Specs>,
  "handle" | "supervise"
> {
  /** Does the work for one app; text is written to standard output. */
  handleApp(
    config: AppConfig,
    options: OptionsOf<Specs> & CommonOptions,
    context: CommandContext,
  ): CommandResult | Promise<CommandResult>;
}

/** A command that takes labels of apps and works on one after another. Django: `AppCommand`. */
export function defineAppCommand<const Specs extends ArgumentSpecs = Record<never, never>>(
  options: AppCommandOptions<Specs>,
): Command {
  const labels = { positional: true, multiple: true, help: "Labels of apps." } as const;
  return new Command({
    ...(options as unknown as CommandOptions<ArgumentSpecs>),
    arguments: { appLabel: labels, ...options.arguments },
    async handle(values, context) {
      const configs = (values["appLabel"] as unknown as readonly string[]).map((l) =>
        apps.getAppConfig(l),
      );
      const handle = options.handleApp as unknown as OneByOne<AppConfig>;
      return oneByOne(configs, (config) => handle(config, values, context));
    },
  });
}

/** What {@link defineLabelCommand} takes. */
export interface LabelCommandOptions<Specs extends ArgumentSpecs> extends Omit<
  CommandOptions<Specs>,
  "handle" | "supervise"
> {
  /** What an argument is, for `help`. Default: `label`. */
  readonly label?: string;
  /** Does the work for one argument; text is written to standard output. */
  handleLabel(
    label: string,
    options: OptionsOf<Specs> & CommonOptions,
    context: CommandContext,
  ): CommandResult | Promise<CommandResult>;
}

/** A command that takes any arguments and works on one after another. Django: `LabelCommand`. */
export function defineLabelCommand<const Specs extends ArgumentSpecs = Record<never, never>>(
  options: LabelCommandOptions<Specs>,
): Command {
  const { label = "label" } = options;
  return new Command({
    ...(options as unknown as CommandOptions<ArgumentSpecs>),
    arguments: { [label]: { positional: true, multiple: true }, ...options.arguments },
    async handle(values, context) {
      const handle = options.handleLabel as unknown as OneByOne<string>;
      const labels = values[label] as unknown as readonly string[];
      return oneByOne(labels, (one) => handle(one, values, context));
    },
  });
}

type OneByOne<Item> = (
  item: Item,
  options: object,
  context: CommandContext,
) => CommandResult | Promise<CommandResult>;

async function oneByOne<Item>(
  items: readonly Item[],
  work: (item: Item) => CommandResult | Promise<CommandResult>,
): Promise<CommandResult> {
  const lines: string[] = [];
  for (const item of items) {
    const text = await work(item);
    if (typeof text === "string" && text !== "") lines.push(text);
  }
  return lines.join("\n");
}
