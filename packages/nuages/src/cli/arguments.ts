/** Describes one argument of a command; its key is the name under which `handle()` gets the value. */
export interface ArgumentSpec {
  /** Default: `string`. A `boolean` takes no value: it is true when given. */
  readonly type?: "string" | "integer" | "number" | "boolean";
  /** Given by place, not by name. Needed unless `optional`. */
  readonly positional?: boolean;
  /** Lets a positional argument be left out. */
  readonly optional?: boolean;
  /** Makes an argument with a name necessary. */
  readonly required?: boolean;
  /** May be given several times (by place: takes the rest); gives an array. */
  readonly multiple?: boolean;
  /** Lets the flag stand without a value, for `value`; what comes next is its value where it matches `pattern`. */
  readonly bare?: { readonly value: string; readonly pattern: RegExp };
  /** How it is written. Default: `--` and the key with hyphens. */
  readonly flags?: readonly `-${string}`[];
  readonly choices?: readonly (string | number)[];
  readonly default?: string | number | boolean | readonly string[] | null;
  /** One sentence for `help`. */
  readonly help?: string;
  /** Stands for the value in `help`. Default: the key in capitals. */
  readonly metavar?: string;
}

/** The arguments of a command by key. */
export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec>>;

type ValueOf<Spec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { readonly type: "integer" | "number" }
    ? number
    : string;

type IsNeeded<Spec> = Spec extends { readonly required: true }
  ? true
  : Spec extends { readonly optional: true }
    ? false
    : Spec extends { readonly positional: true }
      ? true
      : false;

type OptionOf<Spec> = Spec extends { readonly type: "boolean" }
  ? boolean
  : Spec extends { readonly multiple: true }
    ? readonly ValueOf<Spec>[]
    : Spec extends { readonly default: infer Default }
      ? ValueOf<Spec> | (Default extends null ? null : never)
      : IsNeeded<Spec> extends true
        ? ValueOf<Spec>
        : ValueOf<Spec> | undefined;

/**
 * What `handle()` gets for its arguments.
 *
 * @example
 * OptionsOf<{ port: { type: "integer" }; labels: { positional: true; multiple: true } }>
 * // { port: number | undefined; labels: readonly string[] }
 */
export type OptionsOf<Specs> = {
  -readonly [Name in keyof Specs]: OptionOf<Specs[Name]>;
};

/** Options that every command takes. */
export interface CommonOptions {
  /** 0 says nothing, 1 what matters, 2 more, 3 everything. Default: 1. */
  readonly verbosity: number;
  /** The settings file. */
  readonly settings: string | undefined;
  /** Shows the stack of every error. */
  readonly traceback: boolean;
  readonly noColor: boolean;
  readonly forceColor: boolean;
  /** Skips the system checks. */
  readonly skipChecks: boolean;
}

/** The specifications of {@link CommonOptions}. */
export const commonArguments: ArgumentSpecs = {
  settings: {
    metavar: "FILE",
    help: "The settings file, in place of the project's or of NUAGES_SETTINGS_MODULE.",
  },
  verbosity: {
    type: "integer",
    flags: ["-v", "--verbosity"],
    choices: [0, 1, 2, 3],
    default: 1,
    help: "How much to say: 0 nothing, 1 what matters, 2 more, 3 everything.",
  },
  traceback: { type: "boolean", help: "Show the stack of every error." },
  noColor: { type: "boolean", help: "Print without colours." },
  forceColor: { type: "boolean", help: "Print in colours also where no terminal is." },
  skipChecks: { type: "boolean", help: "Skip the system checks." },
};

/** How an argument is written on the command line. */
export function flagsOf(name: string, spec: ArgumentSpec): readonly string[] {
  if (spec.positional === true) return [];
  return (
    spec.flags ?? [`--${name.replaceAll(/[A-Z]/gu, (capital) => `-${capital.toLowerCase()}`)}`]
  );
}

/** Whether a call without the argument is an error. */
export function isNeeded(spec: ArgumentSpec): boolean {
  if (spec.required === true) return true;
  return spec.positional === true && spec.optional !== true && spec.default === undefined;
}
