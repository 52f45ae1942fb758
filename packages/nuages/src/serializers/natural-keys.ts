import type { ModelClass, ModelMeta } from "../db/index.ts";
import { apps } from "../apps/index.ts";
import { SerializationError } from "./errors.ts";

/** What identifies a row besides its primary key, such as a unique name. */
export type NaturalKey = readonly unknown[];

interface WithNaturalKey {
  naturalKey(): NaturalKey | Promise<NaturalKey>;
}

interface NaturalKeyManager {
  getByNaturalKey(...key: readonly unknown[]): Promise<object>;
}

/** Whether instances tell a natural key: the model has a method `naturalKey()`. */
export function hasNaturalKey(meta: ModelMeta): boolean {
  return typeof Reflect.get(meta.cls.prototype, "naturalKey") === "function";
}

/** The natural key of an instance of a model that has one. */
export async function naturalKeyOf(instance: object): Promise<NaturalKey> {
  // The caller asked hasNaturalKey().
  return (instance as WithNaturalKey).naturalKey();
}

/** Whether the default manager of a model finds rows by natural key: it has `getByNaturalKey()`. */
export function findsByNaturalKey(meta: ModelMeta): boolean {
  return typeof Reflect.get(meta.defaultManager, "getByNaturalKey") === "function";
}

/** The row with a natural key. @throws ObjectDoesNotExist when there is none */
export async function findByNaturalKey(
  meta: ModelMeta,
  key: NaturalKey,
  using: string,
): Promise<object> {
  // The caller asked findsByNaturalKey().
  const manager = meta.defaultManager.dbManager(using) as unknown as NaturalKeyManager;
  return manager.getByNaturalKey(...key);
}

/** Models that a model's natural key needs first: `static naturalKeyDependencies = ["catalog.Author"]`. */
function declaredDependencies(meta: ModelMeta): ModelMeta[] {
  if (!hasNaturalKey(meta)) return [];
  const given = Reflect.get(meta.cls, "naturalKeyDependencies") as
    | readonly (string | ModelClass)[]
    | undefined;
  return (given ?? []).map((entry) =>
    typeof entry === "string" ? apps.getModel(entry).meta : entry.meta,
  );
}

function dependenciesOf(meta: ModelMeta): ModelMeta[] {
  const toOne = meta.fields.flatMap(({ relation }) => relation?.target ?? []);
  const toMany = meta.manyToMany.flatMap((field) =>
    meta.throughOf(field).autoCreated ? (field.relation?.target ?? []) : [],
  );
  const related = [...toOne, ...toMany].filter(
    (target) => target !== meta && hasNaturalKey(target),
  );
  return [...declaredDependencies(meta), ...related];
}

/** Options of {@link sortDependencies}. */
export interface SortDependenciesOptions {
  /** Puts models whose keys depend on each other in any order instead of throwing. Default: false. */
  readonly allowCycles?: boolean;
}

/**
 * Models in an order in which rows that others name by natural key come first. Django:
 * `sort_dependencies()`.
 *
 * @throws SerializationError when models depend on each other
 */
export function sortDependencies(
  models: readonly ModelMeta[],
  { allowCycles = false }: SortDependenciesOptions = {},
): ModelMeta[] {
  const all = new Set(models);
  const sorted = new Set<ModelMeta>();
  let waiting = models.map((meta) => ({ meta, needs: dependenciesOf(meta) }));
  while (waiting.length > 0) {
    const skipped = waiting.filter(({ meta, needs }) => {
      if (needs.some((need) => all.has(need) && !sorted.has(need))) return true;
      sorted.add(meta);
      return false;
    });
    if (skipped.length === waiting.length) {
      if (!allowCycles) throw SerializationError.circle(skipped.map(({ meta }) => meta.label));
      const last = skipped.pop();
      if (last !== undefined) sorted.add(last.meta);
    }
    waiting = skipped;
  }
  return [...sorted];
}
