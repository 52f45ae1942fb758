import { LazyText } from "../../i18n/index.ts";
import { microsecondOf } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { literalFunction } from "../comparing/literal-function.ts";
import { CannotSerialize } from "./errors.ts";
import type { Imports } from "./imports.ts";
import { array, call, type Code, object, quoted } from "./layout.ts";

/** Where the writer looks for the module that exports a function or a class. */
export interface ImportPaths {
  /** Module, exported name, and the way from there to `value`; undefined when no module exports it. */
  find(value: object): ImportPath | undefined;
}

/** How to import something: `{ module: "nuages/db", exported: "models", member: "CharField" }`. */
export interface ImportPath {
  readonly module: string;
  readonly exported: string;
  readonly member?: string;
}

/** What a serializer works with. */
export interface SerializeContext {
  readonly imports: Imports;
  readonly paths: ImportPaths;
  /** What the value is, for messages: `catalog.Book.title: default`. */
  readonly path: string;
  /** How deep the value lies. */
  readonly depth: number;
}

/** Writes values of one kind; undefined when it is none of them. */
export type Serializer = (value: never, context: SerializeContext) => Code;

const MAX_DEPTH = 100;

type AnyClass = abstract new (...args: never[]) => object;

interface Registered {
  readonly type: AnyClass;
  readonly serializer: Serializer;
}

const registered: Registered[] = [];

/**
 * Teaches migrations to write values of a class of your own: the code that makes an equal value. Call it
 * while modules load, such as in `models.ts`. Later registrations win. Django:
 * `MigrationWriter.register_serializer()`.
 *
 * @example
 * registerSerializer(Money, (money, { imports }) =>
 *   call(`new ${imports.add("money", "Money")}`, quoted(money.toString())));
 */
export function registerSerializer<Class extends AnyClass>(
  type: Class,
  serializer: (value: InstanceType<Class>, context: SerializeContext) => Code,
): void {
  registered.unshift({ type, serializer });
}

/** Takes back what {@link registerSerializer} did. */
export function unregisterSerializer(type: AnyClass): void {
  const at = registered.findIndex((one) => one.type === type);
  if (at >= 0) registered.splice(at, 1);
}

/**
 * The code that makes a value: what the writer puts into a file. Adds the imports it needs.
 *
 * @throws CannotSerialize when there is no such code
 */
export function serialize(value: unknown, context: SerializeContext): Code {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return numberText(value);
    case "bigint":
      return `${value}n`;
    case "boolean":
    case "undefined":
      return String(value);
    case "function":
      return functionCode(value, context);
    case "object":
      return value === null ? "null" : serializeObject(value, context);
    case "symbol":
      throw CannotSerialize.unknownKind(value, context.path);
  }
}

/** The context of a value inside another one. */
export function inside(context: SerializeContext, name = ""): SerializeContext {
  const path = name === "" ? context.path : context.path === "" ? name : `${context.path}: ${name}`;
  return { ...context, path, depth: context.depth + 1 };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "Number.NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
}

/** An exported function by its name; another as it is, where it depends on nothing. */
function functionCode(value: object, context: SerializeContext): string {
  const literal = literalFunction(value);
  const isExported = context.paths.find(value) !== undefined;
  return literal === undefined || isExported ? reference(value, context) : literal;
}

/** The name, in the file, of an exported function or class. */
export function reference(value: object, { imports, paths, path }: SerializeContext): string {
  const found = paths.find(value);
  if (found !== undefined) {
    const { module, exported, member } = found;
    const suggested = exported === "default" ? nameOf(value) || "imported" : exported;
    const local = imports.add(module, exported, suggested);
    return member === undefined ? local : `${local}.${member}`;
  }
  const isClass = /^class\b/u.test(Function.prototype.toString.call(value));
  throw CannotSerialize.notImportable(isClass ? "class" : "function", path, nameOf(value));
}

function nameOf(value: object): string {
  const { name } = value as { readonly name?: unknown };
  return typeof name === "string" ? name : "";
}

/** Writes values of some kinds; undefined for others. */
export type Rule = (value: object, context: SerializeContext) => Code | undefined;

const moreRules: Rule[] = [];

/** Adds what the layers above this file know. */
export function registerRule(rule: Rule): void {
  moreRules.push(rule);
}

const TEMPORAL = [
  "PlainDate",
  "PlainTime",
  "PlainDateTime",
  "Duration",
  "Instant",
  "ZonedDateTime",
  "PlainYearMonth",
  "PlainMonthDay",
] as const;

function byRegistered(value: object, context: SerializeContext): Code | undefined {
  return registered.find(({ type }) => value instanceof type)?.serializer(value as never, context);
}

/** Asked in this order; the first answer counts. */
const rules: readonly Rule[] = [
  (value, context) => {
    if (!Array.isArray(value)) return undefined;
    return array(value.map((item, index) => serialize(item, inside(context, `[${index}]`))));
  },
  (value, context) => (isPlain(value) ? serializePlain(value, context) : undefined),
  (value) => (value instanceof LazyText ? quoted(String(value)) : undefined),
  (value, context) => (value instanceof Date ? dateCode(value, context) : undefined),
  (value, context) =>
    value instanceof Decimal
      ? call(`new ${context.imports.add("nuages/utils/decimal", "Decimal")}`, quoted(String(value)))
      : undefined,
  (value, { imports }) => {
    const kind = TEMPORAL.find((name) => value instanceof Temporal[name]);
    if (kind === undefined) return undefined;
    return call(
      `${imports.add("nuages/utils/temporal", "Temporal")}.${kind}.from`,
      quoted(String(value)),
    );
  },
  (value) => (value instanceof RegExp ? String(value) : undefined),
  (value, context) =>
    value instanceof Set
      ? call(
          "new Set",
          ...(value.size === 0 ? [] : [serialize([...(value as Set<unknown>)], inside(context))]),
        )
      : undefined,
  (value, context) =>
    value instanceof Map
      ? call(
          "new Map",
          ...(value.size === 0
            ? []
            : [serialize([...(value as Map<unknown, unknown>)], inside(context))]),
        )
      : undefined,
  (value) => (value instanceof Uint8Array ? bytesCode(value) : undefined),
  (value) => (value instanceof URL ? call("new URL", quoted(value.href)) : undefined),
  (value, context) => serializeDeconstructible(value, context),
];

function serializeObject(value: object, context: SerializeContext): Code {
  if (context.depth > MAX_DEPTH) throw CannotSerialize.endless(context.path);
  for (const rule of [byRegistered, ...moreRules, ...rules]) {
    const code = rule(value, context);
    if (code !== undefined) return code;
  }
  throw CannotSerialize.unknownKind(value, context.path);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function serializePlain(value: object, context: SerializeContext): Code {
  const entries = Object.entries(value).map(([key, item]): [string, Code] => [
    key,
    serialize(item, inside(context, key)),
  ]);
  return object(entries);
}

function dateCode(date: Date, { imports }: SerializeContext): Code {
  const micro = microsecondOf(date);
  const text = quoted(date.toISOString());
  if (micro === 0) return call("new Date", text);
  return call(`new ${imports.add("nuages/utils/datetime", "DateTime")}`, text, String(micro));
}

/** Longest row of bytes that is written as numbers. */
const MAX_BYTES = 16;

function bytesCode(bytes: Uint8Array): Code {
  const base64 = quoted(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  );
  const buffer = call("Buffer.from", base64, quoted("base64"));
  if (Buffer.isBuffer(bytes)) return buffer;
  if (bytes.length > MAX_BYTES) return call("new Uint8Array", buffer);
  return call("new Uint8Array", array([...bytes].map(String)));
}

/** The class of a value and what its constructor takes. */
interface Parts {
  readonly type: object;
  readonly args: readonly unknown[];
}

function serializeDeconstructible(value: object, context: SerializeContext): Code | undefined {
  if (!("deconstruct" in value) || typeof value.deconstruct !== "function") return undefined;
  const parts = (value.deconstruct as () => unknown).call(value) as Parts;
  const name = reference(parts.type, context);
  const args = parts.args.map((arg) => serialize(arg, inside(context, nameOf(parts.type))));
  return call(`new ${name}`, ...args);
}
