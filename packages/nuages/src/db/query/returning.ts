import { connections } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import { instanceReader } from "../models/hydrate.ts";
import { toCondition } from "../expressions/q.ts";
import { EmptyResultSet } from "../sql/fragment.ts";
import { atomic } from "../transaction/atomic.ts";
import { guarded } from "../transaction/guarded.ts";
import {
  assignmentOf,
  deleteRows,
  requestedUpdate,
  updateSql,
  updateState,
  type Assignment,
} from "./change.ts";
import { fetchRaw, fetchRows, writeAliasOf } from "./execute.ts";
import { filteredState } from "./filtering.ts";
import type { QuerySetLike } from "./internal.ts";
import { bindParams, finishText } from "./plan.ts";
import { initialState, type QueryState } from "./state.ts";

/** `updateReturning()`: the rows as the update left them. */
export async function updateReturningRows(
  queryset: QuerySetLike,
  given: object,
): Promise<unknown[]> {
  const { state, values } = await requestedUpdate(queryset, given);
  const using = writeAliasOf(state);
  const database = connections.get(using);
  const assignments = Object.entries(values).map(([name, value]) =>
    assignmentOf(state.meta, name, value),
  );
  if (assignments.length === 0) return fetchRows({ ...plainRows(state), using });
  return inOneStatement(state, database)
    ? guarded(() => updateAtOnce(state, assignments, database), using)
    : atomic(() => updateByKeys({ ...state, using }, values), { using, savepoint: false });
}

/** MariaDB's UPDATE gives no rows; a multi-table child has several tables. */
function inOneStatement({ meta }: QueryState, { dialect }: Database): boolean {
  const own = meta.concreteFields.every(({ model }) => model.concrete === meta.concrete);
  return own && dialect.features.supportsReturning && dialect.vendor !== "mysql";
}

async function updateAtOnce(
  state: QueryState,
  assignments: readonly Assignment[],
  database: Database,
): Promise<unknown[]> {
  const { meta, shape, args } = state;
  const { dialect } = database;
  const query = args.length === 0 ? shape.query.clone() : shape.query.baked(args);
  const fields = meta.concreteFields;
  const columns = fields.map(({ column = "" }) => dialect.quote(column)).join(", ");
  try {
    const { text, params } = updateSql(query, meta, assignments, dialect);
    const { rows } = await database.execute(
      finishText(`${text} RETURNING ${columns}`, dialect),
      bindParams(params, []),
      { returning: true },
    );
    const read = instanceReader(
      { meta, alias: meta.dbTable, fields, start: 0, related: [] },
      dialect,
      database.alias,
    );
    return rows.map((row) => read(row));
  } catch (error) {
    if (error instanceof EmptyResultSet) return [];
    throw error;
  }
}

/** The keys, then the update of these rows, then the rows: in a transaction. */
async function updateByKeys(
  state: QueryState,
  values: Readonly<Record<string, unknown>>,
): Promise<unknown[]> {
  const keys = await fetchRaw(state, "update-keys", (query) => {
    query.clearOrdering({ force: true });
    query.selectKey();
  });
  const rows = filteredState(
    initialState(state.meta, state.using, state.hints),
    toCondition([{ pk__in: keys.map((row) => (row.length === 1 ? row[0] : row)) }]),
  );
  await updateState(rows, values);
  return fetchRows({ ...rows, forWrite: true });
}

function plainRows(state: QueryState): QueryState {
  return { ...state, mode: "instances", prefetches: [], forWrite: true };
}

/** `deleteReturning()`: the rows as they were. */
export async function deleteReturningRows(queryset: QuerySetLike): Promise<unknown[]> {
  const state = await queryset.ready();
  const using = writeAliasOf(state);
  return atomic(
    async () => {
      const rows = (await fetchRows({ ...state, using, forWrite: true })) as object[];
      const keys = rows.map((row) => state.meta.keyOf(row));
      if (keys.length > 0) {
        const base = initialState(state.meta, using, state.hints);
        await deleteRows(queryset.step(() => filteredState(base, toCondition([{ pk__in: keys }]))));
      }
      return rows;
    },
    { using, savepoint: false },
  );
}
