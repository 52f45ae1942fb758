import { InvalidUse, InvalidValue } from "../errors.ts";
import { INTERNAL } from "../query/internal.ts";
import type { BaseManager } from "../query/manager.ts";
import type { QuerySet } from "../query/queryset.ts";
import { atomic } from "../transaction/atomic.ts";
import { instanceMeta, stateOf } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";

/** Options of the methods that add to a relation. */
export interface AddOptions {
  readonly bulk?: boolean;
  readonly clear?: boolean;
  readonly throughDefaults?: Readonly<Record<string, unknown>>;
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["bulk", "clear", "throughDefaults"]);

/** Objects and, last, options. */
export function splitOptions(args: readonly unknown[]): {
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

/** The objects that `set()` is given. */
export async function listOf(objects: unknown): Promise<unknown[]> {
  const settled: unknown = await objects;
  return [...(settled as Iterable<unknown>)];
}

/** Class of the managers of one relation. */
export type ManagerType = new () => InstanceManager;

/** A manager of the rows of one object. */
export interface InstanceManager extends BaseManager {
  bindTo(meta: ModelMeta, name: string, instance: object): this;
  readonly instance: object;
}

/** The rows, as prefetched ones where they are there. */
export function prefetched(
  instance: object,
  name: string,
  rows: QuerySet<object>,
): QuerySet<object> {
  const list = stateOf(instance).prefetched?.get(name);
  return Array.isArray(list) ? rows.fill(list) : rows;
}

/** What was prefetched is not right any more. */
export function forgetPrefetched(instance: object, name: string): void {
  stateOf(instance).prefetched?.delete(name);
}

/** @throws InvalidValue for an object that is not saved */
export function requireKey(instance: object, name: string): void {
  const meta = instanceMeta(instance);
  if (meta === undefined || meta.keyOf(instance) !== null) return;
  throw new InvalidValue(
    `${meta.label} instance needs to have a primary key value before the relation "${name}" can be used.`,
    { hint: "Save it first." },
  );
}

/** @throws InvalidUse for anything but an object of the model */
export function objectOf(model: ModelMeta, object: unknown): object {
  const meta = instanceMeta(object);
  if (meta !== undefined && model.isCompatible(meta)) return object as object;
  throw new InvalidUse(`"${model.label}" instance expected, got ${meta?.label ?? typeof object}.`);
}

/** A manager whose rows point at its object themselves. */
interface OwningManager {
  getQueryset(): QuerySet<object>;
  add(...args: unknown[]): Promise<void>;
  remove(...objects: unknown[]): Promise<void>;
  clear(): Promise<void>;
}

/** `set()`: takes away what is not wanted, and adds what is missing. */
export async function replaceRows(
  manager: OwningManager,
  wanted: readonly object[],
  {
    model,
    using,
    bulk = true,
    clear,
  }: AddOptions & { readonly model: ModelMeta; readonly using: string },
): Promise<void> {
  const keyOf = (row: object): string => String(model.keyOf(row));
  await atomic(
    async () => {
      if (clear === true) {
        await manager.clear();
        await manager.add(...wanted, { bulk });
        return;
      }
      const related = manager.getQueryset();
      const old = await related.withState({ ...related[INTERNAL], using, forWrite: true }).fetch();
      const keep = new Set(wanted.map(keyOf));
      const present = new Set(old.map(keyOf));
      await manager.remove(...old.filter((row) => !keep.has(keyOf(row))));
      await manager.add(...wanted.filter((row) => !present.has(keyOf(row))), { bulk });
    },
    { using, savepoint: false },
  );
}
