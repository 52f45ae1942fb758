import { codePoints } from "../../utils/code-points.ts";
import { isIterable } from "../../utils/iterables.ts";
import { TemplateValueError } from "../errors.ts";
import { isCollection } from "./thenable.ts";

/**
 * The items that a loop runs over: of a list, the characters of a text, the keys of a dictionary; a
 * promise for what is iterated asynchronously.
 *
 * @throws TemplateValueError when the value has no items.
 */
export function list(value: unknown): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  if (typeof value === "string") return codePoints(value);
  if (value instanceof String) return codePoints(value.valueOf());
  if (value instanceof Map) return [...value.keys()];
  if (isIterable(value)) return [...value];
  if (isCollection(value)) return Array.fromAsync(value);
  if (typeof value === "object") {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) return Object.keys(value);
  }
  throw new TemplateValueError("{% for %} got a value that has no items to run over.", {
    hint: "Give it a list, a Map, a Set, a plain object, a queryset or another iterable.",
  });
}

/**
 * The values that one item of a loop gives to `count` variables.
 *
 * @throws TemplateValueError when it has another number of values.
 */
export function unpack(item: unknown, count: number): readonly unknown[] {
  const values = itemsOf(item);
  if (values?.length === count) return values;
  throw new TemplateValueError(
    `{% for %} needs ${count} values to unpack from each item, but one has ${values?.length ?? 1}.`,
    {
      hint: 'Use as many loop variables as the items have values, or "in d.items" for a dictionary.',
    },
  );
}

function itemsOf(item: unknown): readonly unknown[] | undefined {
  if (Array.isArray(item)) return item;
  if (typeof item === "string" || item instanceof String) return codePoints(item.valueOf());
  return isIterable(item) ? [...item] : undefined;
}
