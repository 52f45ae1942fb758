import { connections } from "../backends/connections.ts";
import type { Database } from "../backends/database.ts";
import type { Expression } from "../expressions/expression.ts";
import { toCondition } from "../expressions/q.ts";
import { SubqueryExpression } from "../expressions/subquery.ts";
import { fetchRaw } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { NestedQuery } from "../query/nested-query.ts";
import { initialState, plainStep, type QueryState } from "../query/state.ts";
import { onCommit } from "../transaction/on-commit.ts";
import type { ModelMeta } from "./meta.ts";
import { registry } from "./registry.ts";

/** Keys of content types that are surely there, for each database. They never change. */
const keys = new WeakMap<Database, Map<string, unknown>>();

function cacheOf(using: string): Map<string, unknown> {
  const database = connections.get(using);
  let known = keys.get(database);
  if (known === undefined) {
    known = new Map();
    keys.set(database, known);
  }
  return known;
}

function nameOf(types: ModelMeta, model: ModelMeta): string {
  return `${types.labelLower}:${model.concrete.labelLower}`;
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
  return cacheOf(using).get(nameOf(types, model));
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
    await rememberMade(types, model, { using, key: types.keyOf(made) });
    return types.keyOf(made);
  }
  remember(types, model, { using, key });
  return key;
}

/** Names whose rows a transaction has made that may yet be undone: their keys are not kept. */
const uncertain = new WeakMap<Map<string, unknown>, Set<string>>();

function remember(types: ModelMeta, model: ModelMeta, { using, key }: FoundKey): void {
  const cache = cacheOf(using);
  const name = nameOf(types, model);
  if (uncertain.get(cache)?.has(name) !== true) cache.set(name, key);
}

async function rememberMade(
  types: ModelMeta,
  model: ModelMeta,
  { using, key }: FoundKey,
): Promise<void> {
  const cache = cacheOf(using);
  const name = nameOf(types, model);
  const names = uncertain.get(cache) ?? new Set();
  uncertain.set(cache, names.add(name));
  await onCommit(
    () => {
      names.delete(name);
      cache.set(name, key);
    },
    { using },
  );
}

interface FoundKey {
  readonly using: string;
  readonly key: unknown;
}

/** The key as a value of a query: known, or looked up inside the query itself. */
export function contentTypeValue(types: ModelMeta, model: ModelMeta, using = "default"): unknown {
  return knownContentType(types, model, using) ?? contentTypeExpression(types, model);
}

/** The key as a part of a statement, which looks it up. */
export function contentTypeExpression(types: ModelMeta, model: ModelMeta): Expression {
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
  if (found !== undefined) remember(types, found, { using, key });
  return found;
}
