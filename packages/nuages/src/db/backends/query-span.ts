import { defineSpan } from "../../instrumentation/index.ts";

/** What listeners of the span `query` see. Values may be secret: listeners must not show them to visitors. */
export interface QueryPayload {
  /** Alias of the database. */
  readonly alias: string;
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Every statement that is sent, but those that begin and end transactions. */
export const querySpan = defineSpan<QueryPayload>("query");

/** Runs a statement, seen by whoever watches. */
export function observed<T>(
  alias: string,
  sql: string,
  params: readonly unknown[],
  work: () => T | Promise<T>,
): Promise<T> {
  if (querySpan.hasSubscribers) return querySpan.run({ alias, sql, params }, async () => work());
  try {
    return Promise.resolve(work());
  } catch (error) {
    // What the driver throws at once is a rejection like any other.
    return Promise.reject(error);
  }
}
