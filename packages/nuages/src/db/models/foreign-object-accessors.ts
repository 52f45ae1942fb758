import { InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import { cacheRelation, instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import { LazyValue } from "./lazy-value.ts";
import { loadMissing } from "./load-missing.ts";
import type { ModelMeta } from "./meta.ts";
import { cachedValue, relatedForAll } from "./related-for-all.ts";
import { relationKey } from "./relation-key.ts";
import type { JoinColumns } from "./joins.ts";

function columnsOf(field: Field): readonly JoinColumns[] {
  return field.relation?.steps[0]?.columns ?? [];
}

/** Is the object there that the columns of `instance` point at now? */
function isLoaded(instance: object, field: Field): boolean {
  const cached = stateOf(instance).related?.get(field.name);
  const key = relationKey(instance, field);
  return key === null || (cached !== undefined && (cached.key === key || cached.key === undefined));
}

async function load(instance: object, field: Field): Promise<object | null> {
  const { relation } = field;
  const key = relationKey(instance, field);
  if (relation === undefined || key === null) return null;
  const condition = Object.fromEntries(
    columnsOf(field).map(({ from, to }) => [to.name, (instance as Instance)[from.attname]]),
  );
  const rows = relation.target.baseOrDefaultState(false, stateOf(instance).db);
  const [found] = (await fetchRows(filteredState(rows, toCondition([condition])))) as object[];
  if (found === undefined)
    throw new relation.target.cls.DoesNotExist(
      `${relation.target.label} matching query does not exist (wanted by ${field.label}).`,
    );
  cacheRelation(instance, field.name, found, key);
  return found;
}

/** The attribute of a relation over several columns: the loaded object, a promise of it, or null. */
export function defineForeignObject(meta: ModelMeta, field: Field): void {
  const { name } = field;
  meta.defineAttribute(name, {
    get(this: object) {
      const key = relationKey(this, field);
      const cached = stateOf(this).related?.get(name);
      if (cached !== undefined) {
        const isUnsaved = cached.object !== null && key === null;
        if (cached.key === key || cached.key === undefined || isUnsaved) return cached.object;
        stateOf(this).related?.delete(name);
      }
      if (key === null) return null;
      return new LazyValue(() =>
        loadMissing({
          instance: this,
          name,
          kind: "object",
          one: () => load(this, field),
          many: (level) =>
            relatedForAll(level, {
              meta: instanceMeta(this) ?? meta,
              name,
              isLoaded: (instance) => isLoaded(instance, field),
              mayBeNone: false,
            }),
          found: () => cachedValue(this, name),
        }),
      );
    },
    set(this: object, value: unknown) {
      const target = field.relation?.target;
      const given = instanceMeta(value);
      const isNone = value === null || value === undefined;
      if (!isNone && (given === undefined || target?.isCompatible(given) !== true))
        throw new InvalidValue(
          `Cannot assign ${given === undefined ? typeof value : `a ${given.label}`} to ${field.label}: it must be a ${target?.label ?? ""}.`,
        );
      for (const { from, to } of columnsOf(field))
        (this as Instance)[from.attname] = isNone ? null : (value as Instance)[to.attname];
      cacheRelation(this, name, isNone ? null : value, relationKey(this, field));
    },
  });
}
