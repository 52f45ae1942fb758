import { querySpan } from "../db/index.ts";
import { subscribe } from "../instrumentation/index.ts";

/** Set by `nuages test --debug-sql`. */
export const DEBUG_SQL_VARIABLE = "NUAGES_TEST_DEBUG_SQL";

/** Key under which an error of a test carries the statements that the test sent. */
const STATEMENTS = Symbol.for("nuages.testing.statements");

/** Runs a test; where the runner was told so, what it throws carries the statements that were sent. */
export async function withQueryLog(work: () => Promise<void>): Promise<void> {
  if (process.env[DEBUG_SQL_VARIABLE] !== "true") return work();
  const statements: string[] = [];
  const stop = subscribe(querySpan, { start: ({ payload }) => void statements.push(payload.sql) });
  try {
    await work();
  } catch (error) {
    if (typeof error === "object" && error !== null) {
      Object.defineProperty(error, STATEMENTS, { value: statements, configurable: true });
    }
    throw error;
  } finally {
    stop();
  }
}

/** The statements that the test sent which threw `error`. */
export function statementsOf(error: unknown): readonly string[] {
  if (typeof error !== "object" || error === null) return [];
  const own = Reflect.get(error, STATEMENTS) as readonly string[] | undefined;
  const { cause } = error as { readonly cause?: unknown };
  return own ?? (cause === undefined ? [] : statementsOf(cause));
}
