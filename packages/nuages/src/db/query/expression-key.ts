import { Expression } from "../expressions/expression.ts";
import { Condition } from "../expressions/q.ts";
import { WindowFrame } from "../expressions/window-frame.ts";
import { Field } from "../fields/field.ts";

/** Longer keys are not worth remembering. */
const MAX_KEY = 2_000;

const IDS = new WeakMap<object, number>();
let lastId = 0;

/** A number that stands for one object of the program: a class, a field of a model. */
export function idOf(object: object): number {
  let id = IDS.get(object);
  if (id === undefined) {
    lastId += 1;
    id = lastId;
    IDS.set(object, id);
  }
  return id;
}

/**
 * Text by which an expression is known again: two with the same text make the same SQL with the same
 * values. Undefined where that cannot be told (subqueries, dates, objects of other kinds).
 */
export function keyOfExpression(expression: Expression): string | undefined {
  const key = keyOf(expression);
  return key === undefined || key.length > MAX_KEY ? undefined : key;
}

function keyOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      // With its length in front, a text cannot be taken for two.
      return `"${value.length}:${value}`;
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return `${typeof value}:${Object.is(value, -0) ? "-0" : String(value)}`;
    case "function":
      return `#${idOf(value)}`;
    case "object":
      return value === null ? "null" : keyOfObject(value);
    case "symbol":
      return undefined;
  }
}

function keyOfObject(value: object): string | undefined {
  if (value instanceof Field) return keyOfField(value);
  const prototype: object | null = Object.getPrototypeOf(value) as object | null;
  const plain = prototype === Object.prototype || prototype === null || Array.isArray(value);
  const known =
    value instanceof Expression || value instanceof Condition || value instanceof WindowFrame;
  if (!plain && !known) return undefined;
  let key = plain ? "(" : `${idOf(prototype)}(`;
  for (const [name, inner] of Object.entries(value)) {
    const part = keyOf(inner);
    if (part === undefined || key.length > MAX_KEY) return undefined;
    key += `${name}=${part},`;
  }
  return `${key})`;
}

/** A column is itself; a field that says a kind of value is its class with its options. */
function keyOfField(field: Field): string | undefined {
  if (field.model !== undefined) return `field#${idOf(field)}`;
  const options = keyOfObject(field.options);
  return options === undefined
    ? undefined
    : `field#${idOf(Object.getPrototypeOf(field) as object)}${options}`;
}
