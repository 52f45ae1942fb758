import { DateTime } from "../../utils/datetime.ts";
import { instanceMeta, InstanceState, STATE, stateOf } from "./instance-state.ts";

/** Is `value` an instance of a model? */
export function isInstance(value: unknown): value is object {
  return instanceMeta(value) !== undefined;
}

/** Options of {@link copyInstance}. */
export interface CopyInstanceOptions {
  /** Told of the copy before related objects are copied, which may lead back. */
  readonly copied?: (copy: object) => void;
  /** What stands in the copy for a related object that is loaded, or for another value of an attribute. */
  readonly copyRelated?: (value: unknown) => unknown;
}

/**
 * An instance with the same values as another, in the same state: changes of one do not show in the other.
 * Its managers are its own.
 */
export function copyInstance<T extends object>(
  instance: T,
  { copied, copyRelated = (value) => value }: CopyInstanceOptions = {},
): T {
  const before = stateOf(instance);
  // The prototype is that of the class, the attributes are those of the instance.
  const copy = Object.create(Object.getPrototypeOf(instance) as object) as T;
  const state = new InstanceState();
  Object.defineProperty(copy, STATE, {
    ...Object.getOwnPropertyDescriptor(instance, STATE),
    value: state,
  });
  copied?.(copy);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(instance))) {
    const value: unknown = descriptor.value;
    const own =
      "value" in descriptor ? { ...descriptor, value: copyValue(value, copyRelated) } : descriptor;
    Object.defineProperty(copy, name, own);
  }
  state.adding = before.adding;
  state.db = before.db;
  state.annotations = before.annotations;
  state.deferred = before.deferred && new Set(before.deferred);
  state.computed = before.computed && new Set(before.computed);
  for (const [name, { object, key }] of before.related ?? []) {
    state.related ??= new Map();
    state.related.set(name, { object: copyRelated(object) as object | null, key });
  }
  for (const [name, rows] of before.prefetched ?? []) {
    state.prefetched ??= new Map();
    state.prefetched.set(name, copyRelated(rows));
  }
  return copy;
}

function copyValue(value: unknown, copyRelated: (value: unknown) => unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (value instanceof Date) return new DateTime(value);
  return copyRelated(value);
}
