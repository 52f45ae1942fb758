import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition, type ConditionInput } from "../expressions/q.ts";
import { filtered } from "./filtering.ts";
import { fetchRows } from "./execute.ts";
import { INTERNAL, type QuerySetLike } from "./internal.ts";
import { plainStep, type QueryState } from "./state.ts";

/** More rows than this are not counted when one was expected. */
const MAX_RESULTS = 21;

/** `get()`. */
export async function getOne<Q extends QuerySetLike>(
  queryset: Q,
  conditions: readonly ConditionInput[],
): Promise<unknown> {
  const combined = queryset[INTERNAL].shape.query.combination !== undefined;
  if (combined && conditions.length > 0) {
    throw new InvalidUse(
      "Calling QuerySet.get(...) with filters after a union, intersection or difference is not supported.",
    );
  }
  const narrowed = conditions.length === 0 ? queryset : filtered(queryset, conditions, false);
  let state = narrowed[INTERNAL];
  if (state.pending.length > 0) state = await narrowed.ready();
  const isSliced = state.shape.query.isSliced;
  state = plainStep(state, "one", (query) => {
    if (!isSliced && query.distinctFields.length === 0)
      query.clearOrdering({ force: query.combination === undefined });
    if (query.combination === undefined) query.setLimits(0, MAX_RESULTS);
  });
  const rows = await fetchRows(state);
  if (rows.length === 1) return rows[0];
  throw rows.length === 0 ? noRow(state, conditions) : severalRows(state, rows.length, conditions);
}

function described(conditions: readonly ConditionInput[]): string {
  const paths = [...toCondition(conditions).flatten()].map((leaf) =>
    "path" in leaf ? String(leaf.path) : "an expression",
  );
  return paths.length === 0 ? "" : ` (looked for by ${[...new Set(paths)].join(", ")})`;
}

export function noRow({ meta }: QueryState, conditions: readonly ConditionInput[] = []): Error {
  return new meta.cls.DoesNotExist(
    `${meta.label} matching query does not exist${described(conditions)}.`,
  );
}

function severalRows(
  { meta }: QueryState,
  count: number,
  conditions: readonly ConditionInput[],
): Error {
  const number = count < MAX_RESULTS ? String(count) : `more than ${MAX_RESULTS - 1}`;
  return new meta.cls.MultipleObjectsReturned(
    `get() returned more than one ${meta.label}: it returned ${number}${described(conditions)}.`,
  );
}

/** `first()` and `last()`: by the key when nothing else orders the rows. */
export async function firstOf<Q extends QuerySetLike>(
  queryset: Q,
  last: boolean,
): Promise<unknown> {
  const state = await queryset.ready();
  const { query } = state.shape;
  let next = state;
  if (!query.isOrdered) {
    refuseUnorderedAggregates(state);
    next = plainStep(next, "by-key", (inner) => {
      if (inner.isSliced && last) throw sliceFirst();
      if (!inner.isSliced) {
        inner.orderBy = ["pk"];
        inner.defaultOrdering = false;
      } else if (!last) throw sliceFirst();
    });
  }
  if (last) {
    next = plainStep(next, "reverse", (inner) => {
      if (inner.isSliced)
        throw new InvalidUse("Cannot reverse a query once a slice has been taken.", {
          hint: "Slice last.",
        });
      inner.standardOrdering = !inner.standardOrdering;
    });
  }
  const [row] = await fetchRows(plainStep(next, "slice:0:1", (inner) => inner.setLimits(0, 1)));
  return row ?? null;
}

function sliceFirst(): InvalidUse {
  return new InvalidUse("Cannot reorder a query once a slice has been taken.", {
    hint: "Order first, slice last.",
  });
}

function refuseUnorderedAggregates({ shape }: QueryState): void {
  const { query } = shape;
  if (!Array.isArray(query.groupBy) || query.groupBy.length === 0) return;
  const names = query.meta.pkFields.map((field) => field.attname);
  if (
    query.selected !== undefined &&
    names.some(
      (name) => query.selected?.includes(name) === true || query.selected?.includes("pk") === true,
    )
  )
    return;
  throw new InvalidUse(
    "Cannot use QuerySet.first() or last() on an unordered queryset performing aggregation.",
    { hint: "Add an ordering with orderBy()." },
  );
}

/** `latest()` and `earliest()`. */
export async function latestOf<Q extends QuerySetLike>(
  queryset: Q,
  fields: readonly string[],
  latest: boolean,
): Promise<unknown> {
  const state = await queryset.ready();
  const given = state.meta.options.getLatestBy;
  const by =
    fields.length > 0
      ? fields
      : given === undefined
        ? []
        : typeof given === "string"
          ? [given]
          : given;
  if (by.length === 0) {
    throw new InvalidValue(
      `earliest() and latest() require either fields as positional arguments or "getLatestBy" in the options of ${state.meta.label}.`,
    );
  }
  if (state.shape.query.isSliced)
    throw new InvalidUse("Cannot change a query once a slice has been taken.", {
      hint: "Slice last.",
    });
  const next = plainStep(state, `latest:${latest}:${JSON.stringify(by)}`, (query) => {
    query.clearOrdering({ force: true, clearDefault: false });
    query.orderBy = by;
    query.defaultOrdering = false;
    if (latest) query.standardOrdering = !query.standardOrdering;
    query.setLimits(0, 1);
  });
  const [row] = await fetchRows(next);
  if (row === undefined) throw noRow(state);
  return row;
}
