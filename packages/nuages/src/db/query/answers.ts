import { InvalidUse, InvalidValue } from "../errors.ts";
import type { Expression } from "../expressions/expression.ts";
import { instanceMeta } from "../models/instance-state.ts";
import type { Database } from "../backends/database.ts";
import { aggregatePlan } from "./aggregation.ts";
import { checkAlias } from "./aliases.ts";
import { keyOfNamed, namedExpressions } from "./annotations.ts";
import { databaseOf, fetchRaw } from "./execute.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { FilteredRelation } from "../expressions/filtered-relation.ts";
import { countPlanned } from "./counting.ts";
import { filteredState } from "./filtering.ts";
import { toCondition } from "../expressions/q.ts";
import { bindParams, type Plan } from "./plan.ts";
import { plainStep, type QueryState } from "./state.ts";
import { watchedRead } from "../watch/relation-span.ts";

/** `count()`. */
export async function countState(state: QueryState): Promise<number> {
  return watchedRead(state, "answer", () => countPlanned(state));
}

/** `exists()`. */
export async function existsState(state: QueryState): Promise<boolean> {
  const rows = await watchedRead(state, "answer", () =>
    fetchRaw(state, "exists", (query) => query.prepareForExists()),
  );
  return rows.length > 0;
}

/** `aggregate()`. */
export async function aggregateState(
  state: QueryState,
  values: object,
): Promise<Record<string, unknown>> {
  if (state.shape.query.distinctFields.length > 0)
    throw new InvalidUse("aggregate() cannot follow distinct(fields).", {
      hint: 'Aggregate a queryset of the keys: Book.objects.filter({ pk__in: distinct.values("pk") }).aggregate(…).',
    });
  const named = namedExpressions([values], "aggregate()");
  const aggregates = new Map<string, Expression>();
  for (const [name, expression] of named) {
    checkAlias(state.shape.query, name);
    if (expression instanceof FilteredRelation)
      throw new InvalidUse(`"${name}" is not an aggregate expression.`);
    aggregates.set(name, expression);
  }
  const database = databaseOf(state);
  // A step that changes nothing: what is remembered of it counts, and is forgotten, as that of other steps.
  const { shape, args } = plainStep(state, keyOfNamed(named, "aggregate"), () => {});
  const plan = shape.plan({ kind: "aggregate", details: "", database }, () =>
    aggregatePlan(shape.query.clone(), aggregates, database.dialect),
  );
  const row = await watchedRead(state, "answer", () => firstRow(plan, args, database));
  return Object.fromEntries(row as [string, unknown][]);
}

/** The first row of a statement, read; a row without columns where there is none. */
async function firstRow(
  plan: Plan,
  args: readonly unknown[],
  database: Database,
): Promise<unknown> {
  const rows = plan.isEmpty ? [] : await database.query(plan.text, bindParams(plan.params, args));
  return plan.read(rows[0] ?? []);
}

/** `contains()`. */
export async function containsObject(queryset: QuerySetLike, object: unknown): Promise<boolean> {
  const state = await queryset.ready();
  refuseCombined(state, "contains()");
  if (state.mode !== "instances")
    throw new InvalidUse("Cannot call QuerySet.contains() after .values() or .valuesList().");
  const meta = instanceMeta(object);
  if (meta === undefined) throw new InvalidUse("'obj' must be a model instance.");
  if (meta.concrete !== state.meta.concrete) return false;
  const key = meta.keyOf(object as object);
  if (key === null || key === undefined)
    throw new InvalidValue("QuerySet.contains() cannot be used on unsaved objects.", {
      hint: "Save the object first.",
    });
  if (queryset.isLoaded) {
    const rows = (await queryset.fetch()) as object[];
    return rows.some(
      (row) => row === object || JSON.stringify(meta.keyOf(row)) === JSON.stringify(key),
    );
  }
  return existsState(filteredState(state, toCondition([{ pk: key }])));
}
