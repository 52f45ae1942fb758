import { FieldError, InvalidValue } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import { or, toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL, type QuerySetLike } from "../query/internal.ts";
import type { Prefetched } from "../query/prefetch.ts";
import { slicePerOwner } from "../query/slice-per-owner.ts";
import { plainStep, type QueryState } from "../query/state.ts";
import type { JoinStep } from "./joins.ts";
import { pointedKeyOf, relationKeyOf } from "./relation-key.ts";
import { cacheRelation, stateOf } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";

/** Loads a relation for many instances at once. */
export type Prefetcher = (
  level: readonly object[],
  given: QuerySetLike | undefined,
  context: PrefetchContext,
) => Promise<Prefetched>;

/** What a loader is given besides the instances. */
export interface PrefetchContext {
  readonly using: string;
  /** Gives the rows of a state. */
  readonly fetch: (state: QueryState) => Promise<unknown[]>;
  /** Querysets of several models, for a relation to objects of any model. */
  readonly querysets?: readonly QuerySetLike[] | undefined;
}

type Attributes = Record<string, unknown>;

function value(instance: object, field: Field): unknown {
  return normalized((instance as Attributes)[field.attname]);
}

/** A key as something that a map finds again. */
function normalized(key: unknown): unknown {
  if (key === null || key === undefined || typeof key !== "object") return key;
  return String(key);
}

/** The loader of the relation that instances of `meta` call `name`. @throws FieldError when there is none */
export function prefetcherOf(meta: ModelMeta, name: string, path: string): Prefetcher {
  return meta.customPrefetcher(name) ?? oneModel(relationPrefetcher(meta, name, path), path);
}

/** Relations to objects of one model take one queryset. */
function oneModel(prefetcher: Prefetcher, path: string): Prefetcher {
  return (level, given, context) => {
    if (context.querysets !== undefined && context.querysets.length > 0)
      throw new InvalidValue(
        `GenericPrefetch("${path}") is for generic foreign keys: this relation leads to one model.`,
        { hint: "Use Prefetch() with one queryset." },
      );
    return prefetcher(level, given, context);
  };
}

function relationPrefetcher(meta: ModelMeta, name: string, path: string): Prefetcher {
  const field = meta.getFields().find((candidate) => candidate.name === name);
  if (field?.relation !== undefined)
    return field.relation.many
      ? manyLoader(meta, name, field.relation)
      : forwardLoader(field, field.relation);
  const reverse = meta.reverseRelations().find((candidate) => candidate.accessorName === name);
  if (reverse !== undefined) {
    const { relation } = reverse;
    if (relation.steps.length > 1) return manyLoader(meta, name, relation);
    return backwardLoader(reverse.field, relation, name);
  }
  if (field !== undefined) {
    throw new InvalidValue(
      `"${path}" does not resolve to an item that supports prefetching: ${field.label} is no relation.`,
    );
  }
  const known = [
    ...meta
      .getFields()
      .filter(({ relation }) => relation !== undefined)
      .map((candidate) => candidate.name),
    ...meta.reverseRelations().flatMap(({ accessorName }) => accessorName ?? []),
  ];
  throw FieldError.unknownName(`${meta.label} (in prefetchRelated("${path}"))`, name, known);
}

/** The rows to take: those given, else all of the manager. */
function rowsFor(
  relation: RelationInfo,
  given: QuerySetLike | undefined,
  using: string,
): QueryState {
  if (given !== undefined) return { ...given[INTERNAL], using: given[INTERNAL].using ?? using };
  return relation.target.baseOrDefaultState(relation.many, using);
}

function withoutPrefetches(state: QueryState): QueryState {
  return { ...state, prefetches: [] };
}

function forwardLoader(field: Field, relation: RelationInfo): Prefetcher {
  const [step] = relation.steps;
  if (step !== undefined && step.columns.length > 1) return objectLoader(field, relation, step);
  return async (level, given, { using, fetch }) => {
    const target = step?.columns[0]?.to ?? relation.target.pk;
    const keys = [
      ...new Set(
        level
          .map((instance) => (instance as Attributes)[field.attname])
          .filter((key) => key !== null && key !== undefined),
      ),
    ];
    const state = rowsFor(relation, given, using);
    const rows =
      keys.length === 0
        ? []
        : ((await fetch(
            withoutPrefetches(
              filteredState(state, toCondition([{ [`${target.name}__in`]: keys }])),
            ),
          )) as object[]);
    return {
      rows,
      rowKey: (row) => value(row, target),
      instanceKey: (instance) => value(instance, field),
      single: true,
      cacheName: field.name,
      cachedKey: (instance) => (instance as Attributes)[field.attname],
      inner: state.prefetches,
    };
  };
}

/** The loader of a relation to one row over several columns. */
function objectLoader(field: Field, relation: RelationInfo, step: JoinStep): Prefetcher {
  return async (level, given, { using, fetch }) => {
    const keyOf = relationKeyOf(field);
    const wanted = new Map<unknown, object>();
    for (const instance of level) {
      const key = keyOf(instance);
      if (key !== null) wanted.set(key, instance);
    }
    const conditions = [...wanted.values()].map((instance) =>
      toCondition([
        Object.fromEntries(
          step.columns.map(({ from, to }) => [to.name, (instance as Attributes)[from.attname]]),
        ),
      ]),
    );
    const state = rowsFor(relation, given, using);
    const rows =
      conditions.length === 0
        ? []
        : ((await fetch(withoutPrefetches(filteredState(state, or(...conditions))))) as object[]);
    return {
      rows,
      rowKey: pointedKeyOf(field),
      instanceKey: keyOf,
      cachedKey: keyOf,
      single: true,
      cacheName: field.name,
      inner: state.prefetches,
    };
  };
}

function backwardLoader(field: Field, relation: RelationInfo, accessorName: string): Prefetcher {
  return async (level, given, { using, fetch }) => {
    const state = rowsFor(relation, given, using);
    const condition = toCondition([{ [`${field.name}__in`]: level }]);
    const [pointed, pointing] = [pointedKeyOf(field), relationKeyOf(field)];
    const sliced = state.shape.query.isSliced
      ? plainStep(state, undefined, (query) =>
          slicePerOwner(query, query.resolveReference(field.name, { allowJoins: true })),
        )
      : state;
    const rows = (await fetch(withoutPrefetches(filteredState(sliced, condition)))) as object[];
    const owners = new Map(level.map((instance) => [normalized(pointed(instance)), instance]));
    for (const row of rows) {
      const key = pointing(row);
      const owner = owners.get(normalized(key));
      if (owner !== undefined) cacheRelation(row, field.name, owner, key);
    }
    return {
      rows,
      rowKey: (row) => normalized(pointing(row)),
      instanceKey: (instance) => normalized(pointed(instance)),
      single: !relation.many,
      cacheName: accessorName,
      inner: state.prefetches,
    };
  };
}

/** Attribute that carries, for a moment, the key of the instance that a row belongs to. */
const OWNER_KEY = "_prefetchOwnerKey";

function manyLoader(meta: ModelMeta, accessorName: string, relation: RelationInfo): Prefetcher {
  return async (level, given, { using, fetch }) => {
    const state = rowsFor(relation, given, using);
    const [first, second] = relation.steps;
    const local = first?.columns[0]?.from ?? meta.pk;
    const owner = first?.columns[0]?.to;
    if (second === undefined || owner === undefined)
      throw new InvalidValue(`${meta.label}.${accessorName} cannot be prefetched.`);
    const keys = [...new Set(level.map((instance) => (instance as Attributes)[local.attname]))];
    const joined = plainStep(state, undefined, (query) => {
      const alias = joinBack(query, second);
      query.addAnnotation(OWNER_KEY, new Col(alias, owner));
      if (query.isSliced) slicePerOwner(query, new Col(alias, owner));
      query.where = query.where.add(query.inList(new Col(alias, owner), keys), "AND");
    });
    const rows = keys.length === 0 ? [] : ((await fetch(withoutPrefetches(joined))) as object[]);
    const owners = new Map<object, unknown>();
    for (const row of rows) {
      owners.set(row, normalized((row as Attributes)[OWNER_KEY]));
      delete (row as Attributes)[OWNER_KEY];
      const rowState = stateOf(row);
      rowState.annotations = rowState.annotations?.filter((name) => name !== OWNER_KEY);
    }
    return {
      rows,
      rowKey: (row) => owners.get(row),
      instanceKey: (instance) => value(instance, local),
      single: false,
      cacheName: accessorName,
      inner: state.prefetches,
    };
  };
}

/**
 * Joins the table between the two models to the rows that are loaded. A join that the queryset has
 * already is shared, as in Django 5.2: its conditions and aggregates are about the row that leads
 * to the owner.
 */
function joinBack(query: QueryState["shape"]["query"], step: JoinStep): string {
  const alias = query.join(query.initialAlias(), step.reverse());
  query.demoteJoins([alias]);
  return alias;
}
