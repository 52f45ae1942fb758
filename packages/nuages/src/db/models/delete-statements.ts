import { connections } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { planOf } from "../query/execute.ts";
import { bindParams, finishText } from "../query/plan.ts";
import type { QueryState } from "../query/state.ts";
import { deleteStatement } from "../sql/delete.ts";
import type { ModelMeta } from "./meta.ts";

type Attributes = Record<string, unknown>;

/** DELETE of the rows of a state, without looking at them; the statement is kept with the shape. */
export async function deleteUnseen(
  { shape, args }: QueryState,
  database: Database,
): Promise<number> {
  const { dialect } = database;
  const plan = shape.plan({ kind: "delete", details: "", database }, () => {
    const query = shape.cached || args.length === 0 ? shape.query : shape.query.baked(args);
    return planOf(dialect, () => ({ sql: deleteStatement(query, dialect), read: (row) => row }));
  });
  if (plan.isEmpty) return 0;
  return (await database.execute(plan.text, bindParams(plan.params, args))).changes;
}

/** DELETE of objects by their keys, in portions; gives the number of rows. */
export async function deleteByKeys(
  meta: ModelMeta,
  rows: readonly object[],
  using: string,
): Promise<number> {
  const database = connections.get(using);
  const { dialect } = database;
  const keys = meta.concrete.pkFields;
  const size = dialect.batchSize(keys.length, rows.length);
  let changes = 0;
  for (let start = 0; start < rows.length; start += size) {
    const batch = rows.slice(start, start + size);
    const params = batch.flatMap((row) =>
      keys.map((field) =>
        field.getDbPrepValue(field.getPrepValue((row as Attributes)[field.attname]), dialect),
      ),
    );
    const columns = keys.map((field) => dialect.quote(field.column ?? ""));
    const where =
      keys.length === 1
        ? `${columns[0] ?? ""} IN (${batch.map(() => "%s").join(", ")})`
        : batch
            .map(() => `(${columns.map((column) => `${column} = %s`).join(" AND ")})`)
            .join(" OR ");
    const text = finishText(
      `DELETE FROM ${dialect.quote(meta.concrete.dbTable)} WHERE ${where}`,
      dialect,
    );
    changes += (await database.execute(text, params)).changes;
  }
  return changes;
}
