import { connections } from "../backends/connections.ts";
import { toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { plainStep, type QueryState } from "../query/state.ts";
import { FROM_ROW } from "./hydrate.ts";
import { stateOf } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";

type Attributes = Record<string, unknown>;

/** Rows of which no more than their keys is known. */
const BARE = new WeakSet<object>();

function makeRow(meta: ModelMeta, using: string): Attributes {
  const made = new (meta.cls as unknown as new (marker: symbol) => Attributes)(FROM_ROW);
  const state = stateOf(made);
  state.adding = false;
  state.db = using;
  return made;
}

/** The fields by which others point at rows of a model, or which point at its parents. */
function keyFields(meta: ModelMeta): readonly Field[] {
  const links = [...meta.parents.values()].filter((link) => link !== undefined);
  const targets = meta
    .reverseRelations()
    .flatMap(({ field, relation }) =>
      "onDelete" in field ? (relation.steps[0]?.columns ?? []).map(({ from }) => from) : [],
    );
  return [...new Set([...meta.pkFields, ...links, ...targets])];
}

/** The rows of a state for a deletion that nobody watches: only what is needed to find and delete them is read. */
export async function fetchKeys(state: QueryState, using: string): Promise<object[]> {
  const { meta } = state;
  const names = keyFields(meta).map(({ attname }) => attname);
  const listed = plainStep(state, `keys:${names.join()}`, (query) => query.setValues(names));
  const rows = (await fetchRows({ ...listed, mode: "list" })) as unknown[][];
  return rows.map((row) => {
    const made = makeRow(meta, using);
    names.forEach((name, index) => {
      made[name] = row[index];
    });
    BARE.add(made);
    return made;
  });
}

/** The row of a parent, made of what the child knows of it. */
function parentOf(row: object, parent: ModelMeta, link: Field, using: string): object {
  const made = makeRow(parent, using);
  for (const { attname } of parent.concreteFields) {
    const descriptor = Object.getOwnPropertyDescriptor(row, attname);
    made[attname] =
      descriptor !== undefined && "value" in descriptor ? (descriptor.value as unknown) : null;
  }
  made[parent.pk.attname] = (row as Attributes)[link.attname];
  return made;
}

/** Parents that are asked for one by one, as Django does, whose number of statements tests of sites count; more are read together. */
const ONE_BY_ONE = 25;

/** The rows of a parent model that belong to rows of a child. */
export async function parentRows(
  rows: readonly object[],
  parent: ModelMeta,
  link: Field,
  using: string,
): Promise<object[]> {
  const missing = rows.filter((row) => BARE.has(row));
  const keys = missing.map((row) => (row as Attributes)[link.attname]);
  const size =
    keys.length <= ONE_BY_ONE ? 1 : connections.get(using).dialect.batchSize(1, keys.length);
  const loaded = new Map<unknown, object>();
  for (let start = 0; start < keys.length; start += size) {
    const batch = keys.slice(start, start + size);
    const state = filteredState(
      parent.baseOrDefaultState(false, using),
      toCondition([batch.length === 1 ? { pk: batch[0] } : { pk__in: batch }]),
    );
    for (const row of (await fetchRows(state)) as object[])
      loaded.set(String(parent.keyOf(row)), row);
  }
  return rows.map(
    (row) =>
      loaded.get(String((row as Attributes)[link.attname])) ?? parentOf(row, parent, link, using),
  );
}
