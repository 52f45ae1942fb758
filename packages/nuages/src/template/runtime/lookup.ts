import { codePoints } from "../../utils/code-points.ts";
import { altersData } from "../../utils/alters-data.ts";
import { isRefusedBuiltin } from "./builtins.ts";
import { isCollection, isThenable } from "./thenable.ts";
import { leadsToCode } from "./keys.ts";

/** What stands for a function that a template must not call: the engine's text for invalid variables. */
const REFUSED: unique symbol = Symbol("refused");
/** What stands for a variable whose reading failed silently; nothing is looked up in it any more. */
const FAILED: unique symbol = Symbol("failed");

type AnyFunction = (...args: unknown[]) => unknown;

/** Marks that functions and classes may carry. Django: the attributes of the same names. */
interface CallMarks {
  /** Calling it changes data: templates never do. */
  readonly altersData?: unknown;
  /** The function itself is the value. */
  readonly doNotCallInTemplates?: unknown;
}

const classes = new WeakMap<object, boolean>();

function isClass(value: AnyFunction): boolean {
  let known = classes.get(value);
  if (known === undefined) {
    known = /^class\b/.test(Function.prototype.toString.call(value));
    classes.set(value, known);
  }
  return known;
}

/**
 * What a function gives that was found by a variable: its result when it needs no argument, itself when
 * it is a class, `undefined` when a template must not call it.
 */
export function call(value: unknown, self: unknown): unknown {
  const method = value as AnyFunction & CallMarks;
  if (method.doNotCallInTemplates === true) return method;
  if (method.altersData === true) return REFUSED;
  if (isRefusedBuiltin(method)) return undefined;
  if (isClass(method)) return method;
  if (method.length > 0) return REFUSED;
  try {
    return method.call(self);
  } catch (error) {
    return afterError(error);
  }
}

/** What a variable is that could not be read: invalid after a silent error, which others are not. */
export function afterError(error: unknown): unknown {
  if (isSilent(error)) return FAILED;
  throw error;
}

/** The value that a promise brings; see {@link afterError}. */
export function quiet(value: PromiseLike<unknown>): PromiseLike<unknown> {
  return Promise.resolve(value).then(undefined, afterError);
}

/** Errors such as `ObjectDoesNotExist` make a variable empty. Django: `silent_variable_failure`. */
function isSilent(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    (error as { silentVariableFailure?: unknown }).silentVariableFailure === true
  );
}

/**
 * The rest of reading a plain key of `base`: `found` is what a direct reading gave, a function or
 * nothing.
 */
export function attr(base: unknown, found: unknown, key: string, alternative: string): unknown {
  const isMethod = typeof found === "function" && !(base instanceof Map && base.has(key));
  return isMethod ? callMember(found, base, key) : attrOf(base, key, alternative);
}

function callMember(found: unknown, base: unknown, key: string): unknown {
  return altersData(base, key) ? REFUSED : call(found, base);
}

/** What is found under a key of a value, or under its other spelling; functions are called. */
export function attrOf(base: unknown, key: string, alternative: string): unknown {
  if (base === null || base === undefined) return undefined;
  if (base === FAILED) return FAILED;
  if (isThenable(base)) return ofThenable(base, key, alternative);
  const [found, name] = memberOrAlternative(base, key, alternative);
  return typeof found === "function" ? callMember(found, base, name) : found;
}

function ofThenable(base: PromiseLike<unknown>, key: string, alternative: string): unknown {
  if (isCollection(base) && !/^\d+$/.test(key)) {
    const [value, name] = memberOrAlternative(base, key, alternative);
    return typeof value === "function" ? callMember(value, base, name) : value;
  }
  return followed(base, key, alternative);
}

async function followed(
  base: PromiseLike<unknown>,
  key: string,
  alternative: string,
): Promise<unknown> {
  return attrOf(await base, key, alternative);
}

/** What is found, and the spelling under which it is. */
function memberOrAlternative(
  base: unknown,
  key: string,
  alternative: string,
): readonly [found: unknown, name: string] {
  try {
    const value = member(base, key);
    return value === undefined && alternative !== ""
      ? [member(base, alternative), alternative]
      : [value, key];
  } catch (error) {
    return [afterError(error), key];
  }
}

function member(base: unknown, key: string): unknown {
  switch (typeof base) {
    case "object":
      return objectMember(base as object, key);
    case "function":
      return staticMember(base, key);
    case "string":
      return textMember(base, key);
    case "number":
    case "bigint":
    case "boolean":
      return leadsToCode(key) ? undefined : (Object(base) as Record<string, unknown>)[key];
    case "symbol":
    case "undefined":
      return undefined;
  }
}

function read(base: object, key: string): unknown {
  return (base as Record<string, unknown>)[key];
}

function objectMember(base: object, key: string): unknown {
  if (base instanceof Map) return mapMember(base, key);
  if (base instanceof String) return textMember(base.valueOf(), key);
  if (leadsToCode(key)) {
    const own: unknown = Object.getOwnPropertyDescriptor(base, key)?.value;
    return typeof own === "function" ? undefined : own;
  }
  if (isRecord(base)) return recordMember(base, key);
  // An error's stack shows the program's files.
  if (key === "stack" && base instanceof Error) return undefined;
  const value = read(base, key);
  return value === undefined && base instanceof Set && key === "length" ? base.size : value;
}

function isRecord(base: object): base is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(base);
  return prototype === null || prototype === Object.prototype;
}

/** A plain object is a dictionary: what it inherits is not its content. */
function recordMember(base: Record<string, unknown>, key: string): unknown {
  if (Object.hasOwn(base, key)) return read(base, key);
  switch (key) {
    case "items":
    case "entries":
      return Object.entries(base);
    case "keys":
      return Object.keys(base);
    case "values":
      return Object.values(base);
    default:
      return undefined;
  }
}

function mapMember(base: ReadonlyMap<unknown, unknown>, key: string): unknown {
  if (base.has(key)) return base.get(key);
  if (/^\d+$/.test(key) && base.has(Number(key))) return base.get(Number(key));
  switch (key) {
    case "items":
    case "entries":
      return [...base.entries()];
    case "keys":
      return [...base.keys()];
    case "values":
      return [...base.values()];
    default:
      return leadsToCode(key) ? undefined : read(base, key);
  }
}

function staticMember(base: object, key: string): unknown {
  if (leadsToCode(key)) return undefined;
  let owner: unknown = base;
  while (typeof owner === "function" && owner !== Function.prototype) {
    const isOwn = Object.hasOwn(owner, key);
    if (isOwn && !["length", "name", "arguments", "caller"].includes(key)) return read(base, key);
    owner = Object.getPrototypeOf(owner);
  }
  return undefined;
}

const textMethods = new Map<string, (text: string) => unknown>([
  ["upper", (text: string) => text.toUpperCase()],
  ["lower", (text: string) => text.toLowerCase()],
  ["strip", (text: string) => text.trim()],
  ["split", (text: string) => text.split(/\s+/).filter((word) => word !== "")],
  ["isdigit", (text: string) => /^\p{Nd}+$/u.test(text)],
]);

function textMember(base: string, key: string): unknown {
  if (/^\d+$/.test(key)) return codePoints(base)[Number(key)];
  if (leadsToCode(key)) return undefined;
  const method = textMethods.get(key);
  return method === undefined ? (Object(base) as Record<string, unknown>)[key] : method(base);
}
