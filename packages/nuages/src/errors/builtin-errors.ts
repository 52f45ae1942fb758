import type { InspectOptions } from "node:util";

import { errorParameters, INSPECT, inspectError, type NuagesErrorOptions } from "./nuages-error.ts";

type Details = Readonly<Record<string, unknown>>;
type Inspect = (value: unknown, options: InspectOptions) => string;

/**
 * Base of errors of the framework that stand for Python's `TypeError`: a value of a kind that does
 * not fit. Carries what every error of the framework does.
 */
export abstract class NuagesTypeError extends TypeError {
  abstract readonly code: string;
  readonly hint: string | undefined;
  readonly details: Details;

  constructor(message: string, options: NuagesErrorOptions = {}) {
    super(...errorParameters(message, options));
    this.name = new.target.name;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  [INSPECT](_depth: number, options: InspectOptions, inspect: Inspect): string {
    return inspectError(this, options, inspect);
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

  constructor(message: string, options: NuagesErrorOptions = {}) {
    super(...errorParameters(message, options));
    this.name = new.target.name;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  [INSPECT](_depth: number, options: InspectOptions, inspect: Inspect): string {
    return inspectError(this, options, inspect);
  }
}
