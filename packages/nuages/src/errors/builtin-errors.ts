import { type NuagesErrorOptions } from "./nuages-error.ts";

type Details = Readonly<Record<string, unknown>>;

function textOf(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}\n  ${hint}`;
}

function causeOf(cause: unknown): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause };
}

/**
 * Base of errors of the framework that stand for Python's `TypeError`: a value of a kind that does
 * not fit. Carries what every error of the framework does.
 */
export abstract class NuagesTypeError extends TypeError {
  abstract readonly code: string;
  readonly hint: string | undefined;
  readonly details: Details;

  constructor(message: string, { hint, details = {}, cause }: NuagesErrorOptions = {}) {
    super(textOf(message, hint), causeOf(cause));
    this.name = new.target.name;
    this.hint = hint;
    this.details = details;
  }
}

/**
 * Base of errors of the framework that stand for Python's `ValueError`: a value of the right kind
 * that is not among those that are allowed. Carries what every error of the framework does.
 */
export abstract class NuagesRangeError extends RangeError {
  abstract readonly code: string;
  readonly hint: string | undefined;
  readonly details: Details;

  constructor(message: string, { hint, details = {}, cause }: NuagesErrorOptions = {}) {
    super(textOf(message, hint), causeOf(cause));
    this.name = new.target.name;
    this.hint = hint;
    this.details = details;
  }
}
