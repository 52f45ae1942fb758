import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import { filteredState } from "./filtering.ts";
import { databaseOf } from "./execute.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { plainStep, type QueryState } from "./state.ts";

export interface InBulkOptions<P extends string = string> {
  /** A unique field in place of the key. */
  readonly fieldName?: P;
}

/** `inBulk()`: rows by key. */
export async function byKeys(
  queryset: QuerySetLike,
  keys: Iterable<unknown> | null | undefined,
  { fieldName = "pk" }: InBulkOptions,
): Promise<Map<unknown, unknown>> {
  const state = await queryset.ready();
  refuseCombined(state, "inBulk()");
  const { query } = state.shape;
  if (query.isSliced) throw new InvalidUse("Cannot use 'limit' or 'offset' with inBulk().");
  if (state.mode !== "instances")
    throw new InvalidUse("inBulk() cannot be used with values() or valuesList().");
  if (fieldName !== "pk" && !isUnique(state, fieldName)) {
    throw new InvalidValue(`inBulk()'s fieldName must be a unique field but "${fieldName}" isn't.`);
  }
  const found = new Map<unknown, unknown>();
  if (keys === null || keys === undefined) {
    for (const row of await queryset.withState(state).fetch())
      addRow(found, state, fieldName, row as object);
    return found;
  }
  const wanted = [...keys];
  if (wanted.length === 0) return found;
  const batch = databaseOf(state).dialect.batchSize(1, wanted.length);
  for (let start = 0; start < wanted.length; start += batch) {
    const condition = toCondition([{ [`${fieldName}__in`]: wanted.slice(start, start + batch) }]);
    const next = plainStep(filteredState(state, condition), "unordered", (inner) =>
      inner.clearOrdering(),
    );
    for (const row of await queryset.withState(next).fetch())
      addRow(found, state, fieldName, row as object);
  }
  return found;
}

function addRow(
  found: Map<unknown, unknown>,
  { meta }: QueryState,
  fieldName: string,
  row: object,
): void {
  const key =
    fieldName === "pk"
      ? meta.keyOf(row)
      : (row as Record<string, unknown>)[meta.getField(fieldName).attname];
  found.set(key, row);
}

function isUnique({ meta, shape }: QueryState, fieldName: string): boolean {
  if (meta.getField(fieldName).unique) return true;
  const constraints = (meta.options.constraints ?? []) as readonly {
    readonly totallyUniqueFields?: readonly string[];
  }[];
  if (
    constraints.some(
      ({ totallyUniqueFields: fields }) => fields?.length === 1 && fields[0] === fieldName,
    )
  )
    return true;
  const { distinctFields } = shape.query;
  return distinctFields.length === 1 && distinctFields[0] === fieldName;
}
