import { Failure } from "./failure.ts";
import type { Show } from "./grammar.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import type { Models } from "./models.ts";
import type { Names } from "./names.ts";
import { encodePlain } from "./values.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** Reads answers of our API in the oracle's form. */
export interface Reader {
  readonly names: Names;
  readonly models: Models;
}

/** Whether a value is an object of one of the models. */
export function isInstance(value: unknown, { models }: Reader): value is object {
  return (
    typeof value === "object" && value !== null && models.labelOf(value.constructor) !== undefined
  );
}

/** A value of a row: an instance gives its key; names of plain objects stay as they are (JSON). */
export function encode(value: unknown, reader: Reader): unknown {
  const plain = encodePlain(value);
  if (plain !== undefined) return plain.form;
  if (isInstance(value, reader)) return { pk: encode((value as Attributes)["pk"], reader) };
  if (Array.isArray(value)) return value.map((item) => encode(item, reader));
  const entries = value instanceof Map ? [...value] : Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), encode(item, reader)]));
}

/** A row of `values()` or the result of `aggregate()`, with the oracle's names. */
export function encodeNamed(row: object, reader: Reader): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [reader.names.back(name), encode(value, reader)]),
  );
}

/** Reads an attribute; a method is called, a relation loaded. */
async function read(owner: object, name: string): Promise<unknown> {
  const value = (owner as Attributes)[name];
  return typeof value === "function"
    ? await (Reflect.apply(value, owner, []) as unknown)
    : await value;
}

async function readPath(owner: object, path: string, reader: Reader): Promise<unknown> {
  let value: unknown = owner;
  for (const name of path.split(".")) {
    if (value === null || value === undefined) return null;
    value = await read(value, reader.names.segment(name));
  }
  return encode(value, reader);
}

/** A path whose attribute raises gives the error in its place. */
async function showPath(owner: object, path: string, reader: Reader): Promise<unknown> {
  try {
    return await readPath(owner, path, reader);
  } catch (error) {
    if (error instanceof MissingApi) throw error;
    return { $: "error", v: new Failure(error) };
  }
}

function deferred(owner: object, { names }: Reader): unknown {
  const attnames = invoke(owner, "getDeferredFields", [], "Model") as Iterable<string>;
  return [...attnames].map((name) => names.back(name)).sort();
}

/** Names of the relations that are loaded: their attribute is the object itself, not a promise of it. */
function cached(owner: object, reader: Reader): unknown {
  const form = reader.models.form(reader.models.labelOf(owner.constructor) ?? "");
  const relations = form.fields.filter(({ to }) => to !== undefined).map(({ name }) => name);
  return relations.filter((name) => isLoaded(owner, reader.names.segment(name))).sort();
}

function isLoaded(owner: object, name: string): boolean {
  const value = (owner as Attributes)[name];
  return (
    value === null ||
    (typeof value === "object" && typeof (value as { then?: unknown }).then !== "function")
  );
}

async function showNested(
  owner: object,
  attr: string,
  show: Show,
  reader: Reader,
): Promise<unknown> {
  let value = (owner as Attributes)[reader.names.segment(attr)];
  const all = (value as { all?: unknown } | null | undefined)?.all;
  if (typeof all === "function") value = Reflect.apply(all, value, []);
  const related: unknown = await value;
  if (related === null || related === undefined) return null;
  if (!Array.isArray(related)) return await encodeInstance(related, show, reader);
  const rows: unknown[] = [];
  for (const object of related as readonly object[])
    rows.push(await encodeInstance(object, show, reader));
  return rows;
}

/** A row of a model with what `show` names, read one after another. */
export async function encodeInstance(
  instance: object,
  show: Show,
  reader: Reader,
): Promise<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (const item of show) {
    if (typeof item !== "string")
      row[item.attr] = await showNested(instance, item.attr, item.show, reader);
    else if (item === "$deferred") row[item] = deferred(instance, reader);
    else if (item === "$class") row[item] = reader.models.labelOf(instance.constructor);
    else if (item === "$cached") row[item] = cached(instance, reader);
    else row[item] = await showPath(instance, item, reader);
  }
  return row;
}

/** What a row shows when the case does not say: the key and the annotations. */
export function defaultShow(annotations: Iterable<string>): Show {
  return ["pk", ...annotations];
}
