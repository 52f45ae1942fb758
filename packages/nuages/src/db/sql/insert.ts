import type { Database } from "../backends/database.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";
import { finishText } from "../query/plan.ts";
import { Query } from "../query/query.ts";
import type { Dialect } from "./dialect.ts";
import { SelectCompiler } from "./select-compiler.ts";

/** What happens to rows that are there already. */
export interface Conflicts {
  readonly kind: "ignore" | "update";
  readonly update: readonly Field[];
  readonly unique: readonly Field[];
}

export interface InsertTask {
  readonly meta: ModelMeta;
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly unknown[])[];
  /** Fields whose values the database tells. */
  readonly returning: readonly Field[];
  readonly conflicts?: Conflicts | undefined;
}

interface Prepared {
  readonly text: string;
  readonly readers: readonly (((value: unknown) => unknown) | undefined)[];
}

const STATEMENTS = new WeakMap<ModelMeta, Map<string, Prepared>>();
const MAX_STATEMENTS = 200;

function columns(fields: readonly Field[], dialect: Dialect): string {
  return quoted(fields, dialect).join(", ");
}

function quoted(fields: readonly Field[], dialect: Dialect): string[] {
  return fields.map((field) => dialect.quote(field.column ?? ""));
}

function build(
  dialect: Dialect,
  { meta, fields, returning, conflicts }: InsertTask,
  places: string,
): Prepared {
  const table = dialect.quote(meta.dbTable);
  const { verb, tail } =
    conflicts === undefined
      ? { verb: "INSERT INTO", tail: "" }
      : dialect.conflict({
          kind: conflicts.kind,
          update: quoted(conflicts.update, dialect),
          unique: quoted(conflicts.unique, dialect),
        });
  const head =
    fields.length === 0
      ? `${verb} ${table} ${dialect.emptyInsert}`
      : `${verb} ${table} (${columns(fields, dialect)}) VALUES ${places}`;
  const asks = returning.length > 0 && dialect.features.supportsReturning;
  const back = asks ? ` RETURNING ${columns(returning, dialect)}` : "";
  return {
    text: finishText(`${head}${tail}${back}`, dialect),
    readers: returning.map((field) => field.getReader(dialect)),
  };
}

/** INSERT of one row with a place for each field. */
export function insertStatement(
  meta: ModelMeta,
  fields: readonly Field[],
  dialect: Dialect,
): string {
  const places = `(${fields.map(() => "%s").join(", ")})`;
  return build(dialect, { meta, fields, rows: [], returning: [] }, places).text;
}

/** Inserts rows with one statement; gives the values of `returning` for each. */
export async function insertRows(database: Database, task: InsertTask): Promise<unknown[][]> {
  const { dialect } = database;
  const { meta, fields, rows, returning, conflicts } = task;
  const params: unknown[] = [];
  let computed = false;
  const places = rows.map((row) => {
    const one = row.map((value, index) => {
      const field = fields[index] as Field;
      if (!(value instanceof Expression)) {
        params.push(field.getDbPrepSave(value, dialect));
        return "%s";
      }
      computed = true;
      const compiler = new SelectCompiler(new Query(meta), dialect);
      const resolved = value.resolve(compiler.query, { allowJoins: false, forSave: true });
      const { text, params: inner } = compiler.compile(resolved);
      params.push(...inner.map((param) => param.value));
      return text;
    });
    return `(${one.join(", ")})`;
  });
  const key =
    computed || conflicts !== undefined
      ? undefined
      : `${database.dialect.displayName}:${database.alias}:${rows.length}:${fields.map(({ attname }) => attname).join()}:${returning.map(({ attname }) => attname).join()}`;
  const prepared =
    key === undefined
      ? build(dialect, task, places.join(", "))
      : remembered(meta, key, () => build(dialect, task, places.join(", ")));
  const result = await database.execute(prepared.text, params, { returning: returning.length > 0 });
  const { readers } = prepared;
  // Without RETURNING a server tells the key of the first row.
  const told =
    returning.length > 0 && !dialect.features.supportsReturning ? [[result.lastId]] : result.rows;
  return told.map((row) =>
    row.map((value, index) => (value === null ? null : (readers[index]?.(value) ?? value))),
  );
}

function remembered(meta: ModelMeta, key: string, make: () => Prepared): Prepared {
  let statements = STATEMENTS.get(meta);
  if (statements === undefined) {
    statements = new Map();
    STATEMENTS.set(meta, statements);
  }
  let prepared = statements.get(key);
  if (prepared === undefined) {
    prepared = make();
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    statements.set(key, prepared);
  }
  return prepared;
}
