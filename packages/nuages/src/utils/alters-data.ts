/** Key under which a prototype lists the methods of its objects that change data. */
export const ALTERS_DATA: unique symbol = Symbol.for("nuages.altersData");

/**
 * Says which methods of a class change data: templates never call them, also where a subclass overrides
 * them. Adds to what base classes say. Django: `alters_data`, `AltersData`.
 */
export function markAltersData(prototype: object, names: readonly string[]): void {
  const inherited = (prototype as { [ALTERS_DATA]?: ReadonlySet<string> })[ALTERS_DATA] ?? [];
  Object.defineProperty(prototype, ALTERS_DATA, {
    configurable: true,
    value: new Set([...inherited, ...names]),
  });
}

/** True when the object's class says that the method changes data. */
export function altersData(object: unknown, method: string): boolean {
  if (typeof object !== "object" || object === null) return false;
  const names: unknown = (object as { [ALTERS_DATA]?: unknown })[ALTERS_DATA];
  return names instanceof Set && names.has(method);
}
