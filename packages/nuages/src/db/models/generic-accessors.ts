import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type {
  GenericForeignKeyInstance,
  GenericRelationInstance,
} from "../fields/generic-relations.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL, type QuerySetLike } from "../query/internal.ts";
import type { Prefetched } from "../query/prefetch.ts";
import type { QueryState } from "../query/state.ts";
import { contentTypeValue, modelOfContentType } from "./content-types.ts";
import { cacheRelation, instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import { genericManager } from "./generic-manager.ts";
import type { ManagerType } from "./instance-manager.ts";
import { LazyValue } from "./lazy-value.ts";
import { loadMissing } from "./load-missing.ts";
import { cachedValue, relatedForAll } from "./related-for-all.ts";
import type { ModelMeta } from "./meta.ts";

/** `taggedItem.contentObject`: the object, of whatever model, or a promise of it. */
export function defineGenericForeignKey(meta: ModelMeta, field: GenericForeignKeyInstance): void {
  const { name } = field;
  meta.defineAttribute(name, {
    get(this: object) {
      const instance = this as Instance;
      const key = pairOf(instance, field);
      const cached = stateOf(this).related?.get(name);
      if (cached !== undefined && (cached.key === undefined || cached.key === key))
        return cached.object;
      if (key === undefined) return null;
      return new LazyValue(() =>
        loadMissing({
          instance,
          name,
          kind: "generic",
          one: () => loadObject(instance, field),
          many: (level) =>
            relatedForAll(level, {
              meta,
              name,
              isLoaded: (other) => stateOf(other).related?.has(name) === true,
              mayBeNone: false,
            }),
          found: () => cachedValue(instance, name),
        }),
      );
    },
    set(this: object, value: unknown) {
      const instance = this as Instance;
      const type = field.contentTypeField;
      if (value === null || value === undefined) {
        instance[type.attname] = null;
        instance[field.objectIdField.attname] = null;
        cacheRelation(this, name, null, undefined);
        return;
      }
      const target = instanceMeta(value);
      if (target === undefined)
        throw new InvalidValue(
          `Cannot assign ${typeof value} to ${meta.label}.${name}: it must be an object of a model.`,
        );
      const using = stateOf(this).db ?? stateOf(value).db ?? routeWrite(meta, { instance: this });
      instance[type.attname] = contentTypeValue(type.target, target, using);
      instance[field.objectIdField.attname] = target.keyOf(value);
      cacheRelation(this, name, value, undefined);
    },
  });
  meta.definePrefetcher(name, async (level, given, { using, fetch, querysets = [] }) => {
    if (given !== undefined)
      throw new InvalidValue(
        `${field.label} leads to objects of any model: one queryset cannot give them all.`,
        { hint: `GenericPrefetch("${name}", [Book.objects.all(), …])` },
      );
    const givenStates = statesByModel(querysets, name, using);
    const rows: object[] = [];
    const groups = new Map<unknown, object[]>();
    for (const row of level) {
      const type = (row as Instance)[field.contentTypeField.attname];
      if (type !== null && type !== undefined) groups.set(type, [...(groups.get(type) ?? []), row]);
    }
    const types = new Map<ModelMeta, unknown>();
    for (const [type, members] of groups) {
      const target = await modelOfContentType(field.contentTypeField.target, type, using);
      if (target === undefined) continue;
      types.set(target, type);
      const keys = [
        ...new Set(members.map((row) => (row as Instance)[field.objectIdField.attname])),
      ];
      rows.push(
        ...((await fetch(
          filteredState(
            givenStates.get(target) ?? target.baseOrDefaultState(false, using),
            toCondition([{ pk__in: keys }]),
          ),
        )) as object[]),
      );
    }
    return {
      rows,
      rowKey: (row) =>
        `${String(types.get(instanceMeta(row)?.concrete ?? meta))}:${String(instanceMeta(row)?.keyOf(row))}`,
      instanceKey: (row) => pairOf(row as Instance, field),
      single: true,
      cacheName: name,
      cachedKey: (row) => pairOf(row as Instance, field),
      inner: [],
    } satisfies Prefetched;
  });
}

/** The querysets of `GenericPrefetch()` by their model. */
function statesByModel(
  querysets: readonly QuerySetLike[],
  name: string,
  using: string,
): ReadonlyMap<ModelMeta, QueryState> {
  const states = new Map<ModelMeta, QueryState>();
  for (const queryset of querysets) {
    const given = queryset[INTERNAL];
    const state = { ...given, using: given.using ?? using };
    const { concrete } = state.meta;
    if (states.has(concrete))
      throw new InvalidValue(
        `GenericPrefetch("${name}") was given two querysets of ${concrete.label}.`,
        { hint: "Give one a model." },
      );
    states.set(concrete, state);
  }
  return states;
}

function pairOf(instance: Instance, field: GenericForeignKeyInstance): string | undefined {
  const type = instance[field.contentTypeField.attname];
  const key = instance[field.objectIdField.attname];
  return type === null || type === undefined || key === null || key === undefined
    ? undefined
    : `${String(type)}:${String(key)}`;
}

async function loadObject(
  instance: Instance,
  field: GenericForeignKeyInstance,
): Promise<object | null> {
  const using = stateOf(instance).db ?? routeRead(field.model, { instance });
  const target = await modelOfContentType(
    field.contentTypeField.target,
    instance[field.contentTypeField.attname],
    using,
  );
  if (target === undefined) return null;
  const rows = filteredState(
    target.baseOrDefaultState(false, using),
    toCondition([{ pk: instance[field.objectIdField.attname] }]),
  );
  const [found] = (await fetchRows(rows)) as object[];
  cacheRelation(instance, field.name, found ?? null, pairOf(instance, field));
  return found ?? null;
}

const TYPES = new WeakMap<GenericRelationInstance, ManagerType>();

/** `book.tags` where tags point at objects of any model. */
export function defineGenericRelation(meta: ModelMeta, field: GenericRelationInstance): void {
  const { name } = field;
  meta.defineAttribute(name, {
    get(this: object) {
      return stateOf(this).manager(name, () => {
        const made = field.target.defaultManager.constructor as ManagerType;
        const type = TYPES.get(field) ?? genericManager(made, field);
        TYPES.set(field, type);
        return new type().bindTo(field.target, name, this);
      });
    },
    set() {
      throw new InvalidUse(`Direct assignment to ${meta.label}.${name} is prohibited.`, {
        hint: `Use await ${name}.set([ … ]) instead.`,
      });
    },
  });
  meta.addGenericRelation((instances, using) =>
    filteredState(
      field.target.baseOrDefaultState(false, using),
      toCondition([
        conditions(
          field,
          instances.map((instance) => field.model.keyOf(instance)),
          using,
        ),
      ]),
    ),
  );
  meta.definePrefetcher(name, async (level, given, { using, fetch }) => {
    const state =
      given === undefined ? field.target.baseOrDefaultState(true, using) : given[INTERNAL];
    const keys = level.map((row) => field.model.keyOf(row));
    const rows = (await fetch({
      ...filteredState(
        { ...state, using: state.using ?? using },
        toCondition([conditions(field, keys, using)]),
      ),
      prefetches: [],
    })) as object[];
    return {
      rows,
      rowKey: (row) => String((row as Instance)[field.objectIdField.attname]),
      instanceKey: (row) => String(field.model.keyOf(row)),
      single: false,
      cacheName: name,
      inner: state.prefetches,
    } satisfies Prefetched;
  });
}

function conditions(
  field: GenericRelationInstance,
  keys: readonly unknown[],
  using: string,
): object {
  return {
    [field.contentTypeField.attname]: field.contentTypeValue(using),
    [`${field.objectIdField.name}__in`]: keys,
  };
}
