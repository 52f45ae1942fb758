import type { Expression } from "../expressions/expression.ts";
import { toCondition } from "../expressions/q.ts";
import { SubqueryExpression } from "../expressions/subquery.ts";
import { fetchRaw } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { NestedQuery } from "../query/nested-query.ts";
import { initialState, plainStep, type QueryState } from "../query/state.ts";
import type { ModelMeta } from "./meta.ts";
import { registry } from "./registry.ts";

/** Keys of content types that were read, by model of content types and database. They never change. */
const KEYS = new WeakMap<ModelMeta, Map<string, unknown>>();

function cacheOf(types: ModelMeta): Map<string, unknown> {
  let known = KEYS.get(types);
  if (known === undefined) {
    known = new Map();
    KEYS.set(types, known);
  }
  return known;
}

function rowState(types: ModelMeta, model: ModelMeta, using: string | undefined): QueryState {
  const { concrete } = model;
  return filteredState(
    initialState(types, using),
    toCondition([{ appLabel: concrete.appLabel ?? "", model: concrete.modelName }]),
  );
}

/** Key of the row that stands for a model, if it was read before. */
export function knownContentType(types: ModelMeta, model: ModelMeta, using: string): unknown {
  return cacheOf(types).get(`${using}:${model.concrete.labelLower}`);
}

/** Key of the row that stands for a model; asks once. */
export async function contentTypeKey(
  types: ModelMeta,
  model: ModelMeta,
  using: string,
): Promise<unknown> {
  const known = knownContentType(types, model, using);
  if (known !== undefined) return known;
  const rows = await fetchRaw(rowState(types, model, using), "content-type", (query) =>
    query.setValues(["pk"]),
  );
  const key = rows[0]?.[0];
  if (key === undefined) {
    const made = new types.cls({
      appLabel: model.concrete.appLabel ?? "",
      model: model.concrete.modelName,
    });
    await (made as unknown as { save(options: { using: string }): Promise<void> }).save({ using });
    rememberContentType(types, model, using, types.keyOf(made));
    return types.keyOf(made);
  }
  rememberContentType(types, model, using, key);
  return key;
}

// oxlint-disable-next-line max-params -- one fact: which row stands for which model in which database
export function rememberContentType(
  types: ModelMeta,
  model: ModelMeta,
  using: string,
  key: unknown,
): void {
  cacheOf(types).set(`${using}:${model.concrete.labelLower}`, key);
}

/** The key as a value of a query: known, or looked up inside the query itself. */
export function contentTypeValue(types: ModelMeta, model: ModelMeta, using = "default"): unknown {
  return knownContentType(types, model, using) ?? contentTypeExpression(types, model);
}

function contentTypeExpression(types: ModelMeta, model: ModelMeta): Expression {
  const state = plainStep(rowState(types, model, undefined), undefined, (query) =>
    query.setValues(["pk"]),
  );
  const query = state.args.length === 0 ? state.shape.query : state.shape.query.baked(state.args);
  return new SubqueryExpression(new NestedQuery(query));
}

/** The model that a row of content types stands for; undefined when it is not installed. */
export async function modelOfContentType(
  types: ModelMeta,
  key: unknown,
  using: string,
): Promise<ModelMeta | undefined> {
  for (const meta of registry.models) if (knownContentType(types, meta, using) === key) return meta;
  const state = filteredState(initialState(types, using), toCondition([{ pk: key }]));
  const rows = await fetchRaw(state, "content-model", (query) =>
    query.setValues(["appLabel", "model"]),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const label = `${String(row[0])}.${String(row[1])}`;
  const found = registry.models.find((meta) => meta.labelLower === label && !meta.proxy);
  if (found !== undefined) rememberContentType(types, found, using, key);
  return found;
}
