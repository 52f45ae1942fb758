import type { Outcome } from "./answer-case.ts";
import type { Case, Changes, Json } from "./grammar.ts";
import { sameAnswer, sameChanges } from "./same-answer.ts";

/** What the oracle says about a case on one database. */
export interface Expectation {
  readonly result: Json;
  readonly queries: number | null;
  readonly after: Changes | undefined;
}

/** @param suffix Of the fields that hold what differs from SQLite: `_postgres`, `_mariadb`, or nothing */
export function expectationOf(form: Case, suffix: string): Expectation {
  const pick = <T>(field: string): T =>
    (`${field}${suffix}` in form ? form[`${field}${suffix}`] : form[field]) as T;
  return {
    result: pick<Json>("result"),
    queries: pick<number | null>("num_queries"),
    after: pick<Changes | undefined>("after"),
  };
}

function hasStep(form: Case, name: string): boolean {
  return form.terminal[0] === "script" && JSON.stringify(form.terminal).includes(`"do":"${name}"`);
}

/**
 * Statements count unless the query failed, or their number hangs on the database alone. The oracle
 * counted statements that Django refused in a broken transaction, though they were never sent.
 */
function countsQueries(form: Case, { result, queries }: Expectation): boolean {
  if (queries === null || "error" in result || hasStep(form, "check_constraints")) return false;
  return !JSON.stringify(result).includes('"TransactionManagementError"');
}

/** In which respects our outcome differs: none when it is the oracle's. */
export function differencesFrom(form: Case, expected: Expectation, outcome: Outcome): string[] {
  const order = { ordered: form.ordered !== false, nestedOrdered: form.nested_ordered !== false };
  const wrong: string[] = [];
  if (!sameAnswer(expected.result, outcome.answer, order)) wrong.push("result");
  if (countsQueries(form, expected) && expected.queries !== outcome.queries)
    wrong.push("number of queries");
  if (expected.after !== undefined && !sameChanges(expected.after, outcome.after ?? {}))
    wrong.push("changed rows");
  if (form.log !== undefined && JSON.stringify(form.log) !== JSON.stringify(outcome.log))
    wrong.push("log");
  return wrong;
}
