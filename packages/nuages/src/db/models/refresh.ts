import { InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL, isQuerySet } from "../query/internal.ts";
import { plainStep } from "../query/state.ts";
import { deferredAttributes, isComputed } from "./deferred.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";

/** Options of `refreshFromDb()`. */
export interface RefreshOptions {
  readonly using?: string;
  /** Reads these fields alone. */
  readonly fields?: Iterable<string>;
  /** Rows to read from, in place of the base manager's. */
  readonly fromQueryset?: object;
}

/** Reads the fields of an instance again; related objects are loaded anew when they are asked for. */
export async function refreshInstance(
  instance: object,
  { using, fields, fromQueryset }: RefreshOptions,
): Promise<void> {
  const meta = instanceMeta(instance);
  if (meta === undefined) return;
  const state = stateOf(instance);
  const names = fields === undefined ? undefined : [...fields];
  const bad = names?.find((name) => name.includes("__"));
  if (bad !== undefined)
    throw new InvalidValue(
      `Found "__" in fields argument "${bad}". Relations and transforms are not allowed in fields.`,
    );
  const wanted = new Set<string>();
  for (const name of names ?? []) {
    state.prefetched?.delete(name);
    const entry = meta.find(name);
    if (entry?.field === undefined || entry.field.column === undefined) {
      if (
        entry === undefined &&
        meta.reverseRelations().every(({ accessorName }) => accessorName !== name)
      )
        meta.getField(name);
      state.related?.delete(name);
      continue;
    }
    wanted.add(entry.field.attname);
  }
  if (names !== undefined && wanted.size === 0) return;
  const rows = isQuerySet(fromQueryset)
    ? fromQueryset[INTERNAL]
    : meta.baseOrDefaultState(false, using ?? state.db);
  const deferred = deferredAttributes(instance);
  const loaded = meta.concreteFields.filter((field) =>
    names === undefined
      ? !deferred.has(field.attname) || isComputed(instance, field.attname)
      : wanted.has(field.attname),
  );
  const narrowed = plainStep(
    filteredState(rows, toCondition([{ pk: meta.keyOf(instance) }])),
    undefined,
    (query) => {
      if (loaded.length < meta.concreteFields.length)
        query.deferral = { names: new Set(loaded.map(({ attname }) => attname)), defer: false };
    },
  );
  const [found] = (await fetchRows({ ...narrowed, using: using ?? narrowed.using })) as object[];
  if (found === undefined)
    throw new meta.cls.DoesNotExist(`${meta.label} matching query does not exist.`);
  const missing = deferredAttributes(found);
  for (const field of loaded) {
    if (missing.has(field.attname)) continue;
    (instance as Record<string, unknown>)[field.attname] = (found as Record<string, unknown>)[
      field.attname
    ];
    if (field.relation !== undefined) state.related?.delete(field.name);
  }
  if (names === undefined) {
    state.related = undefined;
    state.prefetched = undefined;
  }
  for (const [name, cached] of stateOf(found).related ?? []) {
    state.related ??= new Map();
    state.related.set(name, cached);
  }
  state.db = stateOf(found).db;
}
