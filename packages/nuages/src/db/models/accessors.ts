import { relationAllowed } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import type { QueryState } from "../query/state.ts";
import { cacheRelation, instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { LazyValue } from "./lazy-value.ts";
import { loadMissing } from "./load-missing.ts";
import { cachedValue, relatedForAll } from "./related-for-all.ts";
import { defineObjectOrder } from "./object-order.ts";
import type { ManyRelation } from "./many-manager.ts";
import { managerFor } from "./related-managers.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

function assertAssignable(owner: ModelMeta, name: string, target: ModelMeta, value: unknown): void {
  const meta = instanceMeta(value);
  if (meta !== undefined && target.isCompatible(meta)) return;
  const given = meta === undefined ? typeof value : `a ${meta.label}`;
  throw new InvalidValue(
    `Cannot assign ${given} to ${owner.label}.${name}: it must be a ${target.label}.`,
    {
      hint: meta === undefined ? `Assign the key to "${name}Id" instead.` : undefined,
    },
  );
}

function adoptDatabase(first: object, second: object): void {
  const [a, b] = [stateOf(first), stateOf(second)];
  if (a.db === undefined) a.db = b.db;
  else if (b.db === undefined) b.db = a.db;
  else if (a.db !== b.db && !relationAllowed(first, second)) {
    throw new InvalidValue(
      `Cannot relate an object of database "${b.db}" to one of database "${a.db}": the routers prevent it.`,
    );
  }
}

/** `book.author`: the loaded object, a promise of it, or null. */
function defineForward(meta: ModelMeta, field: Field): void {
  const { name, attname } = field;
  meta.defineAttribute(name, {
    get(this: object) {
      const instance = this as Instance;
      const key = instance[attname];
      const cached = stateOf(this).related?.get(name);
      if (cached !== undefined) {
        const unsaved = cached.object !== null && (key === null || key === undefined);
        if (cached.key === key || cached.key === undefined || unsaved) return cached.object;
        stateOf(this).related?.delete(name);
      }
      if (key === null || key === undefined) return null;
      return new LazyValue(() =>
        loadMissing({
          instance: this,
          name,
          kind: "object",
          one: () => loadForward(this, field),
          many: (level) => forwardForAll(level, field),
          found: () => cachedValue(this, name),
        }),
      );
    },
    set(this: object, value: unknown) {
      const { relation } = field;
      if (relation === undefined) return;
      const instance = this as Instance;
      if (value === null || value === undefined) {
        instance[attname] = null;
        cacheRelation(this, name, null, null);
        return;
      }
      assertAssignable(instanceMeta(this) ?? meta, name, relation.target, value);
      const target = relation.targetField ?? relation.target.pk;
      const key = (value as Instance)[target.attname] ?? null;
      instance[attname] = key;
      adoptDatabase(this, value);
      cacheRelation(this, name, value, key);
      if (relation.unique && relation.accessorName !== undefined)
        cacheRelation(value, relation.accessorName, this, undefined);
    },
  });
}

async function loadForward(instance: object, field: Field): Promise<object | null> {
  const { relation } = field;
  if (relation === undefined) return null;
  const state = stateOf(instance);
  // A deferred key has to be loaded first.
  const key = await (instance as Instance)[field.attname];
  if (key === null || key === undefined) return null;
  const target = relation.targetField ?? relation.target.pk;
  const rows = relation.target.baseOrDefaultState(false, state.db);
  const [found] = (await fetchRows(
    filteredState(rows, toCondition([{ [target.name]: key }])),
  )) as object[];
  if (found === undefined) {
    throw new relation.target.cls.DoesNotExist(
      `${relation.target.label} matching query does not exist (wanted by ${field.label}, ${target.name} = ${String(key)}).`,
    );
  }
  cacheRelation(instance, field.name, found, key);
  if (relation.unique && relation.accessorName !== undefined)
    cacheRelation(found, relation.accessorName, instance, undefined);
  return found;
}

/** The same for instances that were read together. */
async function forwardForAll(level: readonly object[], field: Field): Promise<void> {
  const [first] = level as readonly Instance[];
  const meta = first === undefined ? undefined : instanceMeta(first);
  if (first === undefined || meta === undefined) return;
  // A deferred key has to be loaded first.
  await first[field.attname];
  const keyed = level.filter((instance) => stateOf(instance).deferred?.has(field.attname) !== true);
  await relatedForAll(keyed, {
    meta,
    name: field.name,
    isLoaded: (instance) => {
      const key = (instance as Instance)[field.attname];
      const cached = stateOf(instance).related?.get(field.name);
      return (
        key === null || (cached !== undefined && (cached.key === key || cached.key === undefined))
      );
    },
    mayBeNone: false,
  });
  const { relation } = field;
  if (relation?.unique !== true || relation.accessorName === undefined) return;
  for (const instance of keyed) {
    const object = stateOf(instance).related?.get(field.name)?.object;
    if (object !== null && object !== undefined)
      cacheRelation(object, relation.accessorName, instance, undefined);
  }
}

/** The other side of a one-to-one relation. */
function defineBackwardOne(
  meta: ModelMeta,
  name: string,
  { field, relation }: ReverseRelation,
): void {
  meta.defineAttribute(name, {
    get(this: object) {
      const cached = stateOf(this).related?.get(name);
      if (cached !== undefined) {
        if (cached.object === null)
          return new LazyValue(() => Promise.reject(missing(meta, name, relation)));
        return cached.object;
      }
      return new LazyValue(() =>
        loadMissing({
          instance: this,
          name,
          kind: "object",
          one: () => loadBackward(this, { meta, name, field, relation }),
          many: (level) =>
            relatedForAll(level, {
              meta,
              name,
              isLoaded: (instance) => stateOf(instance).related?.has(name) === true,
              mayBeNone: true,
            }),
          found: () => {
            if (stateOf(this).related?.get(name)?.object === null)
              throw missing(meta, name, relation);
            return cachedValue(this, name);
          },
        }),
      );
    },
    set(this: object, value: unknown) {
      if (value === null || value === undefined) {
        const cached = stateOf(this).related?.get(name)?.object;
        stateOf(this).related?.delete(name);
        if (cached !== null && cached !== undefined) {
          (cached as Instance)[field.attname] = null;
          stateOf(cached).related?.delete(field.name);
        }
        return;
      }
      assertAssignable(meta, name, relation.target, value);
      (value as Instance)[field.name] = this;
      cacheRelation(this, name, value, undefined);
    },
  });
}

function missing(meta: ModelMeta, name: string, relation: RelationInfo): Error {
  return new relation.target.cls.DoesNotExist(`${meta.label} has no ${name}.`);
}

interface Backward {
  readonly meta: ModelMeta;
  readonly name: string;
  readonly field: Field;
  readonly relation: RelationInfo;
}

async function loadBackward(
  instance: object,
  { meta, name, field, relation }: Backward,
): Promise<object | null> {
  const rows: QueryState = relation.target.baseOrDefaultState(false, stateOf(instance).db);
  const own = meta.keyOf(instance);
  if (own === null) throw missing(meta, name, relation);
  const [found] = (await fetchRows(
    filteredState(rows, toCondition([{ [field.name]: instance }])),
  )) as object[];
  if (found === undefined) {
    cacheRelation(instance, name, null, undefined);
    throw missing(meta, name, relation);
  }
  cacheRelation(instance, name, found, undefined);
  cacheRelation(found, field.name, instance, (found as Instance)[field.attname]);
  return found;
}

/** Many rows on the other side: a manager for each instance. */
function defineMany(meta: ModelMeta, name: string, relation: () => ManyRelation): void {
  meta.defineAttribute(name, {
    get(this: object) {
      return stateOf(this).manager(name, () => managerFor(this, name, relation()));
    },
    set(this: object) {
      throw new InvalidUse(`Direct assignment to ${meta.label}.${name} is prohibited.`, {
        hint: `Use await ${name}.set([ … ]) instead.`,
      });
    },
  });
}

/** Gives a model the attribute of one of its relations. */
export function defineFieldAccessor(meta: ModelMeta, field: Field): void {
  if (field.defineAccessor !== undefined) field.defineAccessor(meta);
  else if (field.getInternalType() === "ManyToManyField")
    defineMany(meta, field.name, () => ({ field, reverse: false }));
  else if ("to" in field && field.column !== undefined) defineForward(meta, field);
}

/** Gives a model the attribute of a relation that points at it. */
export function defineReverseAccessor(meta: ModelMeta, reverse: ReverseRelation): void {
  defineObjectOrder(meta, reverse);
  const name = reverse.accessorName;
  if (name === undefined || name.endsWith("+")) return;
  if (!reverse.relation.many) defineBackwardOne(meta, name, reverse);
  else defineMany(meta, name, () => ({ field: reverse.field, reverse: true }));
}
