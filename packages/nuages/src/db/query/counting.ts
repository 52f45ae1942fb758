import { Count } from "../expressions/aggregates.ts";
import type { Expression } from "../expressions/expression.ts";
import { aggregateStatement } from "./aggregation.ts";
import { databaseOf, planOf, runPlan } from "./execute.ts";
import type { QueryState } from "./state.ts";

/** The number of rows; the statement is kept with the shape of the query. */
export async function countPlanned(state: QueryState): Promise<number> {
  const database = databaseOf(state);
  const plan = state.shape.plan({ kind: "count", details: "", database }, () =>
    planOf(database.dialect, () => {
      const aggregates = new Map<string, Expression>([["__count", Count("*")]]);
      const { statement } = aggregateStatement(
        state.shape.query.clone(),
        aggregates,
        database.dialect,
      );
      return { sql: statement(), read: (row) => row[0] };
    }),
  );
  const [count] = await runPlan(plan, state.args, database);
  return Number(count ?? 0);
}
