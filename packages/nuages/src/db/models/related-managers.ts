import { connections } from "../backends/connections.ts";
import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKeyField, ManyToManyFieldInstance } from "../fields/relations.ts";
import { createObject, getOrCreateObject, updateOrCreateObject } from "../query/create.ts";
import { fetchRaw } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL } from "../query/internal.ts";
import type { BaseManager } from "../query/manager.ts";
import type { QuerySet } from "../query/queryset.ts";
import { plainStep, type QueryState } from "../query/state.ts";
import { insertRows } from "../sql/insert.ts";
import { atomic } from "../transaction/atomic.ts";
import { instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { pointedKeyOf } from "./relation-key.ts";
import { saveObject } from "./save.ts";
import { m2mChanged, type ManyChangedArgs } from "./signals.ts";

/** A many-valued relation from one of its sides. */
export interface ManyRelation {
  readonly field: Field;
  readonly reverse: boolean;
}

interface AddOptions {
  readonly bulk?: boolean;
  readonly clear?: boolean;
  readonly throughDefaults?: Readonly<Record<string, unknown>>;
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["bulk", "clear", "throughDefaults"]);

/** Objects and, last, options. */
function splitOptions(args: readonly unknown[]): {
  readonly objects: unknown[];
  readonly options: AddOptions;
} {
  const last = args.at(-1);
  const isOptions =
    typeof last === "object" &&
    last !== null &&
    instanceMeta(last) === undefined &&
    Object.getPrototypeOf(last) === Object.prototype &&
    Object.keys(last).every((key) => OPTION_NAMES.has(key));
  return isOptions
    ? { objects: args.slice(0, -1), options: last }
    : { objects: [...args], options: {} };
}

async function listOf(objects: unknown): Promise<unknown[]> {
  const settled: unknown = await objects;
  return [...(settled as Iterable<unknown>)];
}

type Constructor = new () => InstanceManager;

/** A manager of the rows of one object. */
interface InstanceManager extends BaseManager {
  bindTo(meta: ModelMeta, name: string, instance: object): this;
  readonly instance: object;
}

const CLASSES = new WeakMap<object, Map<string, Constructor>>();

/** The manager of a relation of one object: the target's default manager, narrowed, with ways to change the relation. */
export function managerFor(instance: object, name: string, relation: ManyRelation): BaseManager {
  const direct = relation.field.getInternalType() !== "ManyToManyField";
  const target = direct ? relation.field.model : targetOf(relation);
  const base = target.defaultManager.constructor as Constructor;
  let classes = CLASSES.get(relation.field);
  if (classes === undefined) {
    classes = new Map();
    CLASSES.set(relation.field, classes);
  }
  // The side and the name tell the managers of one relation apart.
  const key = `${relation.reverse}:${name}`;
  let type = classes.get(key);
  if (type === undefined) {
    type = direct
      ? foreignManager(base, name, relation.field as ForeignKeyField)
      : manyManager(base, name, relation);
    classes.set(key, type);
  }
  return new type().bindTo(target, name, instance);
}

function targetOf({ field, reverse }: ManyRelation): ModelMeta {
  return reverse ? field.model : (field as ManyToManyFieldInstance).target;
}

function prefetched(instance: object, name: string, rows: QuerySet<object>): QuerySet<object> {
  const list = stateOf(instance).prefetched?.get(name);
  return Array.isArray(list) ? rows.fill(list) : rows;
}

function forget(instance: object, name: string): void {
  stateOf(instance).prefetched?.delete(name);
}

function requireKey(instance: object, name: string): void {
  const meta = instanceMeta(instance);
  if (meta === undefined || meta.keyOf(instance) !== null) return;
  throw new InvalidValue(
    `${meta.label} instance needs to have a primary key value before the relation "${name}" can be used.`,
    { hint: "Save it first." },
  );
}

/** `author.bookSet`. */
function foreignManager(type: Constructor, name: string, field: ForeignKeyField): Constructor {
  let keyOf: ((object: object) => unknown) | undefined;
  class RelatedManager extends type {
    override getQueryset(): QuerySet<object> {
      requireKey(this.instance, name);
      keyOf ??= pointedKeyOf(field);
      const key = keyOf(this.instance);
      const rows = super.getQueryset();
      const state = rows[INTERNAL];
      const using = state.using ?? routeRead(state.meta, { instance: this.instance });
      if (key === null || key === undefined) return rows.none();
      const narrowed = filteredState(
        { ...state, using, hints: { instance: this.instance, relation: name } },
        toCondition([{ [field.name]: this.instance }]),
      );
      const known = [{ field, objects: new Map([[key, this.instance]]) }];
      return prefetched(
        this.instance,
        name,
        rows.withState({ ...narrowed, known: [...state.known, ...known] }),
      );
    }

    get #using(): string {
      return this.db ?? routeWrite(field.model, { instance: this.instance });
    }

    #check(object: unknown): object {
      const meta = instanceMeta(object);
      if (meta !== undefined && field.model.isCompatible(meta)) return object as object;
      throw new InvalidUse(
        `"${field.model.label}" instance expected, got ${meta?.label ?? typeof object}.`,
      );
    }

    async add(...args: unknown[]): Promise<void> {
      requireKey(this.instance, name);
      const { objects, options } = splitOptions(args);
      const using = this.#using;
      const rows = objects.map((object) => this.#check(object));
      forget(this.instance, name);
      if (options.bulk !== false) {
        const unsaved = rows.find((row) => stateOf(row).adding || stateOf(row).db !== using);
        if (unsaved !== undefined) {
          throw new InvalidValue(
            `A ${field.model.label} instance isn't saved. Use bulk: false or save the object first.`,
          );
        }
        const keys = rows.map((row) => field.model.keyOf(row));
        for (const row of rows) (row as Instance)[field.name] = this.instance;
        await field.model.services.updateState(
          filteredState(
            field.model.baseOrDefaultState(false, using),
            toCondition([{ pk__in: keys }]),
          ),
          { [field.name]: this.instance },
        );
        return;
      }
      await atomic(
        async () => {
          for (const row of rows) {
            (row as Instance)[field.name] = this.instance;
            await saveObject(row, { using });
          }
        },
        { using, savepoint: false },
      );
    }

    async create(values: object): Promise<object> {
      requireKey(this.instance, name);
      forget(this.instance, name);
      return createObject(super.getQueryset().using(this.#using), {
        ...values,
        [field.name]: this.instance,
      });
    }

    async getOrCreate(
      lookups: object,
      options: { readonly defaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      requireKey(this.instance, name);
      return getOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, [field.name]: this.instance },
        options.defaults ?? {},
      );
    }

    async updateOrCreate(
      lookups: object,
      options: { readonly defaults?: object; readonly createDefaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      requireKey(this.instance, name);
      return updateOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, [field.name]: this.instance },
        options,
      );
    }

    #refuseWithoutNull(method: string): void {
      if (field.null) return;
      throw new InvalidUse(
        `${method}() is not there for ${instanceMeta(this.instance)?.label ?? ""}.${name}: ${field.label} cannot be null.`,
        {
          hint: "Delete the objects, or point them at another one with add().",
        },
      );
    }

    async remove(...objects: unknown[]): Promise<void> {
      this.#refuseWithoutNull("remove");
      if (objects.length === 0) return;
      const key = (this.instance as Instance)[field.toField.attname];
      const rows = objects.map((object) => this.#check(object));
      for (const row of rows) {
        if ((row as Instance)[field.attname] !== key) {
          throw new field.model.cls.DoesNotExist(
            `${field.model.label} ${String(field.model.keyOf(row))} is not related to this ${instanceMeta(this.instance)?.label ?? "object"}.`,
          );
        }
      }
      forget(this.instance, name);
      const keys = rows.map((row) => field.model.keyOf(row));
      await field.model.services.updateState(
        filteredState(this.getQueryset()[INTERNAL], toCondition([{ pk__in: keys }])),
        { [field.name]: null },
      );
      for (const row of rows) (row as Instance)[field.attname] = null;
    }

    async clear(): Promise<void> {
      this.#refuseWithoutNull("clear");
      forget(this.instance, name);
      await field.model.services.updateState(this.getQueryset()[INTERNAL], { [field.name]: null });
    }

    async set(objects: unknown, options: AddOptions = {}): Promise<void> {
      requireKey(this.instance, name);
      const wanted = await listOf(objects);
      const bulk = options.bulk ?? true;
      if (!field.null) {
        await this.add(...wanted, { bulk });
        return;
      }
      await atomic(
        async () => {
          if (options.clear === true) {
            await this.clear();
            await this.add(...wanted, { bulk });
            return;
          }
          const related = this.getQueryset();
          const old = await related
            .withState({ ...related[INTERNAL], using: this.#using, forWrite: true })
            .fetch();
          const keyOf = (row: unknown): string => String(field.model.keyOf(row as object));
          const keep = new Set(wanted.map(keyOf));
          const present = new Set(old.map(keyOf));
          await this.remove(...old.filter((row) => !keep.has(keyOf(row))));
          const fresh = wanted.filter((row) => !present.has(keyOf(row)));
          await this.add(...fresh, { bulk });
        },
        { using: this.#using, savepoint: false },
      );
    }
  }
  return RelatedManager;
}

/** `book.genres`, and the other side of it. */
function manyManager(type: Constructor, name: string, relation: ManyRelation): Constructor {
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
      forget(this.instance, name);
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
      forget(this.instance, name);
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
      forget(this.instance, name);
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
