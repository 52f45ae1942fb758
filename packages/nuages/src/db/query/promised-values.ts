import { Expression } from "../expressions/expression.ts";
import { isQuerySet } from "./internal.ts";

/** Whether a value is yet to come: a promise, or a related object that is not loaded; no expression, no queryset. */
export function isPromised(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Expression || isQuerySet(value)) return false;
  return typeof (value as { then?: unknown }).then === "function";
}

type Values = Readonly<Record<string, unknown>>;

/** The same values when all of them are there. */
export async function settledValues(values: Values): Promise<Values> {
  const result: [string, unknown][] = [];
  for (const [name, value] of Object.entries(values))
    result.push([name, isPromised(value) ? await value : value]);
  return Object.fromEntries(result);
}
