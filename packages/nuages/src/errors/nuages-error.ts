import type { InspectOptions } from "node:util";

/** What an error may carry besides its message. */
export interface NuagesErrorOptions {
  /** How to mend it, in whole sentences; printed below the message. */
  readonly hint?: string;
  /** Facts for programs: model, field, path, line … Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error that this one explains. */
  readonly cause?: unknown;
}

/** The parameters that a constructor of an error passes on to the language's own. */
export function errorParameters(
  message: string,
  { hint, cause }: NuagesErrorOptions,
): [message: string, options?: ErrorOptions] {
  const text = hint === undefined ? message : `${message}\n  ${hint}`;
  return cause === undefined ? [text] : [text, { cause }];
}

/** Symbol under which Node looks for an object's own way of being printed. */
export const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** An error as the console shows it: stack and causes; the hint stands in the message already. */
export function inspectError(
  error: Error,
  options: InspectOptions,
  inspect: (value: unknown, options: InspectOptions) => string,
): string {
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? stack : `${stack}\n[cause]: ${inspect(error.cause, options)}`;
}

/**
 * Base of every error that the framework raises.
 *
 * `message` says what happened and where; {@link hint} how to mend it. `code` is stable and can be
 * searched for; it never changes its meaning.
 */
export abstract class NuagesError extends Error {
  /** Stable, searchable name of the kind of mistake, such as `conf.missing_setting`. */
  abstract readonly code: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, options: NuagesErrorOptions = {}) {
    super(...errorParameters(message, options));
    this.name = new.target.name;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  [INSPECT](
    _depth: number,
    options: InspectOptions,
    inspect: (value: unknown, options: InspectOptions) => string,
  ): string {
    return inspectError(this, options, inspect);
  }
}
