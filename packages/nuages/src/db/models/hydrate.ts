import { InternalError } from "../../errors/index.ts";
import type { Field } from "../fields/field.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { InstanceColumns, RelatedColumns } from "../sql/select-list.ts";
import { defineDeferred } from "./deferred.ts";
import { STATE, cacheRelation, stateOf, type InstanceState } from "./instance-state.ts";
import type { ModelClass } from "./model-class.ts";
import { relationKey } from "./relation-key.ts";
import { sendInit } from "./signals.ts";

/** Passed to the constructor of a model in place of values: the fields are set from a row afterwards. */
export const FROM_ROW: unique symbol = Symbol("nuages.from-row");

export type RowReader = (row: readonly unknown[]) => object;
type ValueReader = (value: unknown) => unknown;

interface BuildContext {
  readonly cls: ModelClass;
  readonly marker: symbol;
  readonly state: symbol;
  readonly alias: string;
  readonly readers: readonly (ValueReader | undefined)[];
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * A function that makes an instance of a row, with one assignment a field: several times faster
 * than a loop over names, since the engine knows the object's shape. Only checked identifiers and
 * numbers get into its text.
 */
function generate(fields: readonly Field[], start: number, context: BuildContext): RowReader {
  const lines = fields.map((field, index) => {
    const { attname } = field;
    if (!IDENTIFIER.test(attname))
      throw new InternalError(`the attribute ${JSON.stringify(attname)} is no identifier`);
    const column = `row[${start + index}]`;
    const value =
      context.readers[index] === undefined
        ? column
        : `((v = ${column}) === null ? null : readers[${index}](v))`;
    return `o.${attname} = ${value};`;
  });
  const text = `
    const { cls, marker, state, alias, readers } = context;
    return function read(row) {
      const o = new cls(marker);
      let v;
      ${lines.join("\n")}
      const s = o[state];
      s.adding = false;
      s.db = alias;
      return o;
    };`;
  // oxlint-disable-next-line typescript/no-implied-eval -- the text holds only the identifiers and numbers checked above
  return new Function("context", text)(context) as RowReader;
}

/** The same for runtimes that forbid code from text. */
function interpret(fields: readonly Field[], start: number, context: BuildContext): RowReader {
  const { cls, alias, readers } = context;
  const names = fields.map(({ attname }) => attname);
  return (row) => {
    const instance = new (cls as unknown as new (marker: symbol) => Record<string, unknown>)(
      FROM_ROW,
    );
    for (const [index, name] of names.entries()) {
      const value = row[start + index];
      const reader = readers[index];
      instance[name] = value === null || reader === undefined ? value : reader(value);
    }
    const state = (instance as unknown as { [STATE]: InstanceState })[STATE];
    state.adding = false;
    state.db = alias;
    return instance;
  };
}

function plainReader(columns: InstanceColumns, dialect: Dialect, alias: string): RowReader {
  const { meta, fields, start } = columns;
  const readers = fields.map((field) => field.getReader(dialect));
  const context: BuildContext = { cls: meta.cls, marker: FROM_ROW, state: STATE, alias, readers };
  try {
    return generate(fields, start, context);
  } catch (error) {
    if (error instanceof EvalError) return interpret(fields, start, context);
    throw error;
  }
}

/** A function that makes an instance, and the related ones that come with it, of a row. */
export function instanceReader(
  columns: InstanceColumns,
  dialect: Dialect,
  alias: string,
): RowReader {
  const { meta, fields, related } = columns;
  const base = plainReader(columns, dialect, alias);
  const missing = meta.concreteFields.filter((field) => !fields.includes(field));
  const nested = related.map((child) => ({ child, read: relatedReader(child, dialect, alias) }));
  if (missing.length === 0 && nested.length === 0) return withSignal(base);
  return withSignal((row) => {
    const instance = base(row);
    for (const field of missing) defineDeferred(instance, field);
    for (const { child, read } of nested) attach(instance, child, read(row));
    return instance;
  });
}

function withSignal(read: RowReader): RowReader {
  return (row) => {
    const instance = read(row);
    sendInit(instance);
    return instance;
  };
}

function attach(instance: object, child: RelatedColumns, related: object | null): void {
  const field = child.localField;
  const key = field === undefined ? undefined : relationKey(instance, field);
  cacheRelation(instance, child.localName, related, key);
  if (related !== null && child.remoteName !== undefined) {
    const remoteKey =
      child.remoteField === undefined ? undefined : relationKey(related, child.remoteField);
    cacheRelation(related, child.remoteName, instance, remoteKey);
  }
}

/** A related instance; null where the outer join found no row. */
function relatedReader(
  columns: RelatedColumns,
  dialect: Dialect,
  alias: string,
): (row: readonly unknown[]) => object | null {
  const read = instanceReader(columns, dialect, alias);
  const keys = columns.fields.flatMap((field, index) =>
    columns.meta.pkFields.includes(field) ? [columns.start + index] : [],
  );
  return (row) => (keys.every((index) => row[index] === null) ? null : read(row));
}

/** Adds annotations to the instances that `read` makes. */
export function withAnnotations(
  read: RowReader,
  annotations: readonly {
    readonly name: string;
    readonly index: number;
    readonly reader: ValueReader | undefined;
  }[],
): RowReader {
  const names = annotations.map(({ name }) => name);
  return (row) => {
    const instance = read(row) as Record<string, unknown>;
    for (const { name, index, reader } of annotations) {
      const value = row[index];
      instance[name] = reader === undefined || value === null ? value : reader(value);
    }
    stateOf(instance).annotations = names;
    return instance;
  };
}
