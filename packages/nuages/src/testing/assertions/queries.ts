import { AssertionError } from "node:assert";

import { querySpan, type QueryPayload } from "../../db/index.ts";
import { subscribe } from "../../instrumentation/index.ts";

/** Options of {@link captureQueries} and {@link assertNumQueries}. */
export interface CaptureOptions {
  /** Alias of the database. Default: all. */
  readonly using?: string;
}

/**
 * The statements that are sent while `work` runs, in order; those that begin and end transactions do
 * not count. Statements of other work of the process at that time count too. Django:
 * `CaptureQueriesContext`.
 */
export async function captureQueries(
  work: () => unknown,
  { using }: CaptureOptions = {},
): Promise<QueryPayload[]> {
  const queries: QueryPayload[] = [];
  const stop = subscribe(querySpan, {
    start({ payload }) {
      if (using === undefined || payload.alias === using) queries.push(payload);
    },
  });
  try {
    await work();
  } finally {
    stop();
  }
  return queries;
}

/**
 * Gives what `work` gives. Django: `assertNumQueries`.
 *
 * @throws AssertionError when `work` sends more or fewer than `count` statements; it lists them
 * @example
 * await assertNumQueries(1, () => client.get("/books/"));
 */
export async function assertNumQueries<T>(
  count: number,
  work: () => T | Promise<T>,
  options: CaptureOptions = {},
): Promise<T> {
  let result: [T] | undefined;
  const queries = await captureQueries(async () => {
    result = [await work()];
  }, options);
  if (queries.length !== count || result === undefined) {
    const lines = queries.map(({ sql }, index) => `\n${index + 1}. ${sql}`).join("");
    throw new AssertionError({
      message: `${queries.length} queries executed, ${count} expected.${lines}`,
      actual: queries.length,
      expected: count,
      operator: "assertNumQueries",
    });
  }
  return result[0];
}
