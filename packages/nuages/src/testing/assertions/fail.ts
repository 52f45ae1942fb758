import { AssertionError } from "node:assert";

/** What {@link fail} reports. */
export interface Failure {
  /** Name of the assertion. */
  readonly operator: string;
  readonly actual?: unknown;
  readonly expected?: unknown;
  /** Said first: the caller's own words. */
  readonly message?: string | undefined;
}

/** Ends a test: test runners show `actual` and `expected` beside each other. @throws AssertionError always */
export function fail(text: string, { message, ...facts }: Failure): never {
  throw new AssertionError({
    message: message === undefined ? text : `${message}: ${text}`,
    // The stack should begin where the assertion was called.
    stackStartFn: fail,
    ...facts,
  });
}
