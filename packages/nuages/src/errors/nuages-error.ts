/** What an error may carry besides its message. */
export interface NuagesErrorOptions {
  /** How to mend it, in whole sentences; printed below the message. */
  readonly hint?: string;
  /** Facts for programs: model, field, path, line … Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error that this one explains. */
  readonly cause?: unknown;
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
    const { hint, details = {}, cause } = options;
    super(
      hint === undefined ? message : `${message}\n  ${hint}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = new.target.name;
    this.hint = hint;
    this.details = details;
  }
}
