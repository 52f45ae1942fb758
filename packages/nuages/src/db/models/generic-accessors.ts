import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type {
  GenericForeignKeyInstance,
  GenericRelationInstance,
} from "../fields/generic-relations.ts";
import { createObject, getOrCreateObject, updateOrCreateObject } from "../query/create.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL, type QuerySetLike } from "../query/internal.ts";
import type { BaseManager } from "../query/manager.ts";
import type { Prefetched } from "../query/prefetch.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { QueryState } from "../query/state.ts";
import { atomic } from "../transaction/atomic.ts";
import { contentTypeKey, contentTypeValue, modelOfContentType } from "./content-types.ts";
import { cacheRelation, instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import { LazyValue } from "./lazy-value.ts";
import { loadMissing } from "./load-missing.ts";
import { cachedValue, relatedForAll } from "./related-for-all.ts";
import type { ModelMeta } from "./meta.ts";
import { saveObject } from "./save.ts";

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

type ManagerType = new () => BaseManager;

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

function genericManager(type: ManagerType, field: GenericRelationInstance): ManagerType {
  const model = field.target;
  class GenericManager extends type {
    #key(): unknown {
      const key = field.model.keyOf(this.instance);
      if (key !== null) return key;
      throw new InvalidValue(
        `${field.model.label} instance needs to have a primary key value before the relation "${field.name}" can be used.`,
        { hint: "Save it first." },
      );
    }

    get #using(): string {
      return this.db ?? routeWrite(model, { instance: this.instance });
    }

    override getQueryset(): QuerySet<object> {
      const rows = super.getQueryset();
      const state = rows[INTERNAL];
      const using = state.using ?? routeRead(state.meta, { instance: this.instance });
      const own = {
        [field.contentTypeField.attname]: field.contentTypeValue(using),
        [field.objectIdField.name]: this.#key(),
      };
      const narrowed: QueryState = filteredState(
        { ...state, using, hints: { instance: this.instance, relation: field.name } },
        toCondition([own]),
      );
      const list = stateOf(this.instance).prefetched?.get(field.name);
      const result = rows.withState(narrowed);
      return Array.isArray(list) ? result.fill(list) : result;
    }

    #forget(): void {
      stateOf(this.instance).prefetched?.delete(field.name);
    }

    async #own(): Promise<Record<string, unknown>> {
      const type = await contentTypeKey(field.contentTypeField.target, field.model, this.#using);
      return { [field.contentTypeField.attname]: type, [field.objectIdField.name]: this.#key() };
    }

    #check(object: unknown): object {
      const meta = instanceMeta(object);
      if (meta !== undefined && model.isCompatible(meta)) return object as object;
      throw new InvalidUse(
        `"${model.label}" instance expected, got ${meta?.label ?? typeof object}.`,
      );
    }

    async add(...args: unknown[]): Promise<void> {
      const last = args.at(-1);
      const isOptions =
        typeof last === "object" &&
        last !== null &&
        instanceMeta(last) === undefined &&
        "bulk" in last;
      const objects = (isOptions ? args.slice(0, -1) : args).map((object) => this.#check(object));
      const bulk = !isOptions || (last as { bulk?: boolean }).bulk !== false;
      this.#forget();
      const own = await this.#own();
      if (bulk) {
        if (objects.some((object) => stateOf(object).adding))
          throw new InvalidValue(
            `A ${model.label} instance isn't saved. Use bulk: false or save the object first.`,
          );
        const keys = objects.map((object) => model.keyOf(object));
        await model.services.updateState(
          filteredState(
            model.baseOrDefaultState(false, this.#using),
            toCondition([{ pk__in: keys }]),
          ),
          own,
        );
        return;
      }
      await atomic(
        async () => {
          for (const object of objects) {
            Object.assign(object, own);
            await saveObject(object, { using: this.#using });
          }
        },
        { using: this.#using, savepoint: false },
      );
    }

    async remove(...objects: unknown[]): Promise<void> {
      if (objects.length === 0) return;
      this.#forget();
      const keys = objects.map((object) => model.keyOf(this.#check(object)));
      await model.services.deleteState(
        filteredState(
          { ...this.getQueryset()[INTERNAL], using: this.#using },
          toCondition([{ pk__in: keys }]),
        ),
      );
    }

    async clear(): Promise<void> {
      this.#forget();
      await model.services.deleteState({ ...this.getQueryset()[INTERNAL], using: this.#using });
    }

    async set(
      objects: unknown,
      options: { readonly bulk?: boolean; readonly clear?: boolean } = {},
    ): Promise<void> {
      const wanted = [...((await (objects as PromiseLike<unknown>)) as Iterable<unknown>)].map(
        (object) => this.#check(object),
      );
      const bulk = options.bulk ?? true;
      await atomic(
        async () => {
          if (options.clear === true) {
            await this.clear();
            await this.add(...wanted, { bulk });
            return;
          }
          const keyOf = (row: object): string => String(model.keyOf(row));
          const related = this.getQueryset();
          const old = await related
            .withState({ ...related[INTERNAL], using: this.#using, forWrite: true })
            .fetch();
          const keep = new Set(wanted.map(keyOf));
          const present = new Set(old.map(keyOf));
          await this.remove(...old.filter((row) => !keep.has(keyOf(row))));
          await this.add(...wanted.filter((row) => !present.has(keyOf(row))), { bulk });
        },
        { using: this.#using, savepoint: false },
      );
    }

    async create(values: object): Promise<object> {
      this.#forget();
      return createObject(super.getQueryset().using(this.#using), {
        ...values,
        ...(await this.#own()),
      });
    }

    async getOrCreate(
      lookups: object,
      options: { readonly defaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      return getOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, ...(await this.#own()) },
        options.defaults ?? {},
      );
    }

    async updateOrCreate(
      lookups: object,
      options: { readonly defaults?: object; readonly createDefaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      return updateOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, ...(await this.#own()) },
        options,
      );
    }
  }
  return GenericManager;
}
