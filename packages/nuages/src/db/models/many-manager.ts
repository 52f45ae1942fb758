import { connections } from "../backends/connections.ts";
import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKeyField } from "../fields/foreign-key.ts";
import type { ManyToManyFieldInstance } from "../fields/many-to-many.ts";
import { createObject, getOrCreateObject, updateOrCreateObject } from "../query/create.ts";
import { fetchRaw } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL } from "../query/internal.ts";
import type { QuerySet } from "../query/queryset.ts";
import { plainStep, type QueryState } from "../query/state.ts";
import { insertRows } from "../sql/insert.ts";
import { atomic } from "../transaction/atomic.ts";
import {
  type AddOptions,
  forgetPrefetched,
  listOf,
  type ManagerType,
  prefetched,
  splitOptions,
} from "./instance-manager.ts";
import { instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { m2mChanged, type ManyChangedArgs } from "./signals.ts";

/** A many-valued relation from one of its sides. */
export interface ManyRelation {
  readonly field: Field;
  readonly reverse: boolean;
}

/** The model whose objects the relation leads to. */
export function targetOf({ field, reverse }: ManyRelation): ModelMeta {
  return reverse ? field.model : (field as ManyToManyFieldInstance).target;
}

/** `book.genres`, and the other side of it. */
export function manyManager(type: ManagerType, name: string, relation: ManyRelation): ManagerType {
  const field = relation.field as ManyToManyFieldInstance;
  const { reverse } = relation;
  const keys = field.throughKeys;
  const [source, target] = reverse ? [keys.target, keys.source] : [keys.source, keys.target];
  const model = targetOf(relation);
  const { through } = field;
  const mirrored = field.symmetrical;

  function ownKey(instance: object): unknown {
    const meta = instanceMeta(instance);
    const key = (instance as Instance)[source.toField.attname];
    if (key !== null && key !== undefined) return key;
    throw new InvalidValue(
      `The ${meta?.label ?? "object"} needs to have a value for field "${source.toField.name}" before the many-to-many relationship "${name}" can be used.`,
      {
        hint: "Save it first.",
      },
    );
  }

  class ManyManager extends type {
    override getQueryset(): QuerySet<object> {
      const key = ownKey(this.instance);
      const rows = super.getQueryset();
      const state = rows[INTERNAL];
      const using = state.using ?? routeRead(state.meta, { instance: this.instance });
      const [, second] = reverse ? field.reverse.steps : field.relation.steps;
      const narrowed = plainStep(
        { ...state, using, hints: { instance: this.instance, relation: name } },
        undefined,
        (query) => {
          query.joinManager(second?.reverse(), source, key);
        },
      );
      return prefetched(this.instance, name, rows.withState({ ...narrowed, sticky: true }));
    }

    get #using(): string {
      return this.db ?? routeWrite(through, { instance: this.instance });
    }

    /** The keys of objects, which may be given as keys. */
    #keysOf(objects: readonly unknown[], using: string): Set<unknown> {
      const found = new Set<unknown>();
      for (const object of objects) {
        const meta = instanceMeta(object);
        if (meta === undefined) {
          found.add(target.targetField.getPrepValue(object));
          continue;
        }
        if (!model.isCompatible(meta))
          throw new InvalidUse(`"${model.label}" instance expected, got ${meta.label}.`);
        const key = (object as Instance)[target.toField.attname];
        if (key === null || key === undefined)
          throw new InvalidValue(
            `Cannot add a ${meta.label} that is not saved: the value for field "${target.toField.name}" is null.`,
            { hint: "Save it first." },
          );
        const { db } = stateOf(object as object);
        if (db !== undefined && db !== using && stateOf(this.instance).db !== db) {
          throw new InvalidValue(
            `Cannot add an object of database "${db}" to a relation of database "${using}".`,
          );
        }
        found.add(key);
      }
      return found;
    }

    async #send(
      action: ManyChangedArgs["action"],
      pkSet: ReadonlySet<unknown> | undefined,
    ): Promise<void> {
      if (!m2mChanged.hasListeners(through.cls)) return;
      await m2mChanged.send(through.cls, {
        instance: this.instance,
        action,
        reverse,
        model: model.cls,
        pkSet,
        using: this.#using,
      });
    }

    async add(...args: unknown[]): Promise<void> {
      const { objects, options } = splitOptions(args);
      ownKey(this.instance);
      forgetPrefetched(this.instance, name);
      await atomic(
        async () => {
          await this.#insert(source, target, objects, options.throughDefaults);
          if (mirrored) await this.#insert(target, source, objects, options.throughDefaults);
        },
        { using: this.#using, savepoint: false },
      );
    }

    async #insert(
      from: ForeignKeyField,
      to: ForeignKeyField,
      objects: readonly unknown[],
      defaults: AddOptions["throughDefaults"],
    ): Promise<void> {
      if (objects.length === 0) return;
      const using = this.#using;
      const wanted = this.#keysOf(objects, using);
      const own = ownKey(this.instance);
      const signals = m2mChanged.hasListeners(through.cls) && from === source;
      const ignores =
        through.autoCreated &&
        connections.get(using).dialect.features.supportsIgnoreConflicts &&
        !m2mChanged.hasListeners(through.cls);
      let missing = [...wanted];
      if (!ignores) {
        const rows = filteredState(
          through.baseOrDefaultState(false, using),
          toCondition([{ [from.attname]: own, [`${to.attname}__in`]: [...wanted] }]),
        );
        const present = new Set(
          (await fetchRaw(rows, "many-present", (query) => query.setValues([to.attname]))).map(
            ([key]) => key,
          ),
        );
        missing = missing.filter((key) => !present.has(key));
      }
      if (signals) await this.#send("preAdd", new Set(missing));
      const extra = await values(defaults);
      if (missing.length > 0) {
        const created = missing.map(
          (key) => new through.cls({ ...extra, [from.attname]: own, [to.attname]: key }),
        );
        const fields = through.concreteFields.filter(
          (column) => !(column.primaryKey && column.dbReturning) && !column.generated,
        );
        const rows = created.map((object) => fields.map((column) => column.preSave(object, true)));
        await insertRows(connections.get(using), {
          meta: through,
          fields,
          rows,
          returning: [],
          conflicts: ignores ? { kind: "ignore", update: [], unique: [] } : undefined,
        });
      }
      if (signals) await this.#send("postAdd", new Set(missing));
    }

    async create(given: object, options: AddOptions = {}): Promise<object> {
      const using = this.db ?? routeWrite(model, { instance: this.instance });
      ownKey(this.instance);
      const object = await createObject(super.getQueryset().using(using), given);
      await this.add(object, options);
      return object;
    }

    async getOrCreate(
      lookups: object,
      options: {
        readonly defaults?: object;
        readonly throughDefaults?: AddOptions["throughDefaults"];
      } = {},
    ): Promise<[unknown, boolean]> {
      const [object, created] = await getOrCreateObject(
        this.getQueryset().using(this.#using),
        lookups,
        options.defaults ?? {},
      );
      if (created) await this.add(object, { throughDefaults: options.throughDefaults });
      return [object, created];
    }

    async updateOrCreate(
      lookups: object,
      options: {
        readonly defaults?: object;
        readonly createDefaults?: object;
        readonly throughDefaults?: AddOptions["throughDefaults"];
      } = {},
    ): Promise<[unknown, boolean]> {
      const [object, created] = await updateOrCreateObject(
        this.getQueryset().using(this.#using),
        lookups,
        options,
      );
      if (created) await this.add(object, { throughDefaults: options.throughDefaults });
      return [object, created];
    }

    async remove(...objects: unknown[]): Promise<void> {
      if (objects.length === 0) return;
      const using = this.#using;
      ownKey(this.instance);
      forgetPrefetched(this.instance, name);
      const gone = this.#keysOf(objects, using);
      await atomic(
        async () => {
          await this.#send("preRemove", gone);
          await this.#deleteRows([...gone]);
          await this.#send("postRemove", gone);
        },
        { using, savepoint: false },
      );
    }

    async #deleteRows(gone: readonly unknown[] | undefined): Promise<void> {
      const own = ownKey(this.instance);
      const side = (from: ForeignKeyField, to: ForeignKeyField): object => ({
        [from.attname]: own,
        ...(gone === undefined ? {} : { [`${to.attname}__in`]: gone }),
      });
      let condition = toCondition([side(source, target)]);
      if (mirrored) condition = condition.or(toCondition([side(target, source)]));
      const rows = filteredState(through.baseOrDefaultState(false, this.#using), condition);
      await through.services.deleteState(rows);
    }

    async clear(): Promise<void> {
      ownKey(this.instance);
      forgetPrefetched(this.instance, name);
      await atomic(
        async () => {
          await this.#send("preClear", undefined);
          await this.#deleteRows(undefined);
          await this.#send("postClear", undefined);
        },
        { using: this.#using, savepoint: false },
      );
    }

    async set(objects: unknown, options: AddOptions = {}): Promise<void> {
      const wanted = await listOf(objects);
      const using = this.#using;
      ownKey(this.instance);
      await atomic(
        async () => {
          if (options.clear === true) {
            await this.clear();
            await this.add(...wanted, { throughDefaults: options.throughDefaults });
            return;
          }
          const state: QueryState = { ...this.getQueryset()[INTERNAL], using };
          const present = new Set(
            (
              await fetchRaw(state, "many-keys", (query) =>
                query.setValues([target.toField.attname]),
              )
            ).map(([key]) => key),
          );
          const keyed = [...this.#keysOf(wanted, using)];
          const keep = new Set(keyed);
          await this.remove(...[...present].filter((key) => !keep.has(key)));
          await this.add(...keyed.filter((key) => !present.has(key)), {
            throughDefaults: options.throughDefaults,
          });
        },
        { using, savepoint: false },
      );
    }
  }
  return ManyManager;
}

async function values(defaults: AddOptions["throughDefaults"]): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(defaults ?? {}))
    result[key] = typeof value === "function" ? await (value as () => unknown)() : value;
  return result;
}
