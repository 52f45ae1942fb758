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
export async function observed<T>(
  alias: string,
  sql: string,
  params: readonly unknown[],
  work: () => T | Promise<T>,
): Promise<T> {
  if (!querySpan.hasSubscribers) return work();
  return querySpan.run({ alias, sql, params }, async () => work());
}
