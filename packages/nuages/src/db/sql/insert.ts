import type { Changed, Database } from "../backends/database.ts";
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

/** `values`: what stands behind the columns. */
function build(
  dialect: Dialect,
  { meta, fields, returning, conflicts }: InsertTask,
  values: string,
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
      : `${verb} ${table} (${columns(fields, dialect)}) ${values}`;
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
  const places = `VALUES (${fields.map(() => "%s").join(", ")})`;
  return build(dialect, { meta, fields, rows: [], returning: [] }, places).text;
}

/** A statement with its values. */
interface Bound {
  readonly prepared: Prepared;
  readonly params: readonly unknown[];
}

/**
 * Inserts rows with one statement; gives the values of `returning` for each. Without RETURNING nothing
 * is known but the serial key of a single row: other values are undefined.
 */
export async function insertRows(database: Database, task: InsertTask): Promise<unknown[][]> {
  const { dialect } = database;
  const { fields, rows, returning } = task;
  const types = rows.length > 1 ? arrayTypes(fields, dialect) : undefined;
  const isPlain = (row: readonly unknown[]): boolean =>
    !row.some((value) => value instanceof Expression);
  const { prepared, params } =
    types !== undefined && rows.every(isPlain)
      ? boundArrays(database, task, types)
      : boundValues(database, task);
  const { text, readers } = prepared;
  const result = await database.execute(text, params, { returning: returning.length > 0 });
  const told = dialect.features.supportsReturning ? result.rows : serialKey(task, result, dialect);
  return told.map((row) =>
    row.map((value, index) =>
      value === null || value === undefined ? value : (readers[index]?.(value) ?? value),
    ),
  );
}

function serialKey(
  { returning, rows, conflicts }: InsertTask,
  { lastId }: Changed,
  dialect: Dialect,
): unknown[][] {
  const isSerial = (field: Field): boolean => dialect.columnSuffix(field) !== undefined;
  return rows.length === 1 && conflicts === undefined && returning.some(isSerial)
    ? [returning.map((field) => (isSerial(field) ? lastId : undefined))]
    : [];
}

/** A place for each value of each row. */
function boundValues(database: Database, task: InsertTask): Bound {
  const { dialect } = database;
  const { meta, fields, rows, conflicts } = task;
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
  const make = (): Prepared => build(dialect, task, `VALUES ${places.join(", ")}`);
  const prepared =
    computed || conflicts !== undefined
      ? make()
      : remembered(meta, keyOf(database, task, rows.length), make);
  return { prepared, params };
}

function keyOf(
  { alias, dialect }: Database,
  { fields, returning }: InsertTask,
  form: number | "arrays",
): string {
  const names = (list: readonly Field[]): string => list.map(({ attname }) => attname).join();
  return `${dialect.displayName}:${alias}:${form}:${names(fields)}:${names(returning)}`;
}

/** The types of arrays of the columns' values; undefined when one of them cannot be sent so. */
function arrayTypes(fields: readonly Field[], dialect: Dialect): string[] | undefined {
  const { arrays } = dialect;
  if (arrays === undefined || fields.length === 0) return undefined;
  const types: string[] = [];
  for (const field of fields) {
    const column = field.dbType(dialect);
    const type = column === undefined ? undefined : arrays.typeOf(column);
    if (type === undefined) return undefined;
    types.push(type);
  }
  return types;
}

/** The values of each column as one array: one text for any number of rows. */
function boundArrays(database: Database, task: InsertTask, types: readonly string[]): Bound {
  const { dialect } = database;
  const { meta, fields, rows, conflicts } = task;
  const params = fields.map((field, index) =>
    dialect.arrays?.bind(rows.map((row) => field.getDbPrepSave(row[index], dialect))),
  );
  const make = (): Prepared =>
    build(dialect, task, `SELECT * FROM UNNEST(${types.map((type) => `%s::${type}`).join(", ")})`);
  const prepared =
    conflicts === undefined ? remembered(meta, keyOf(database, task, "arrays"), make) : make();
  return { prepared, params };
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
