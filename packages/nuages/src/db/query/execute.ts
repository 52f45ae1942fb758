import { connections } from "../backends/connections.ts";
import { InvalidValue } from "../errors.ts";
import type { Database, Row } from "../backends/database.ts";
import type { Dialect } from "../sql/dialect.ts";
import { EmptyResultSet, type Sql } from "../sql/fragment.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { instanceReader, withAnnotations } from "../models/hydrate.ts";
import { cacheRelation } from "../models/instance-state.ts";
import { relationKey } from "../models/relation-key.ts";
import { routeRead, routeWrite } from "../backends/routers.ts";
import { announceRows, watchedRead } from "../watch/relation-span.ts";
import { shareFetching } from "./fetch-mode.ts";
import { requireTransaction } from "./locking.ts";
import { bindParams, finishText, type Plan } from "./plan.ts";
import { prefetchInto } from "./prefetch.ts";
import type { Query } from "./query.ts";
import type { QueryState } from "./state.ts";

/**
 * The alias of the database that a queryset asks.
 *
 * @throws InvalidValue when a queryset inside of it was told to ask another
 */
export function aliasOf(state: QueryState): string {
  if (state.forWrite) return writeAliasOf(state);
  return alone(state, state.using ?? routeRead(state.meta, state.hints));
}

/**
 * The alias of the database that the rows of a queryset are changed in.
 *
 * @throws InvalidValue when a queryset inside of it was told to ask another
 */
export function writeAliasOf(state: QueryState): string {
  return alone(state, state.using ?? routeWrite(state.meta, state.hints));
}

/** One statement asks one database. */
function alone({ shape }: QueryState, alias: string): string {
  const { named } = shape.query;
  if (named === undefined) return alias;
  for (const other of named) {
    if (other === alias) continue;
    throw new InvalidValue(
      `A queryset of database "${other}" cannot be part of one of database "${alias}".`,
      { hint: "Read its rows first, and pass them: { pk__in: [...(await inner)] }." },
    );
  }
  return alias;
}

export function databaseOf(state: QueryState): Database {
  return connections.get(aliasOf(state));
}

function emptyPlan(): Plan {
  return { isEmpty: true, text: "", params: [], read: (row) => row };
}

type Reader = (row: Row) => unknown;

/** Compiles a query; `EmptyResultSet` becomes a plan that asks nothing. */
export function planOf(
  dialect: Dialect,
  compile: () => { readonly sql: Sql; readonly read: Reader },
): Plan {
  try {
    const { sql, read } = compile();
    return { isEmpty: false, text: finishText(sql.text, dialect), params: sql.params, read };
  } catch (error) {
    if (error instanceof EmptyResultSet) return emptyPlan();
    throw error;
  }
}

/** Reader of the columns of `values()`, one reader a column. */
function columnReaders(compiler: SelectCompiler): (Reader | undefined)[] {
  return compiler.items.map(({ expression }) => {
    const read = expression.getReader(compiler.dialect);
    return read === undefined ? undefined : (value) => read(value);
  });
}

function arrayReader(compiler: SelectCompiler): (row: Row) => unknown[] {
  const readers = columnReaders(compiler) as (((value: unknown) => unknown) | undefined)[];
  return (row) => {
    const values: unknown[] = [];
    for (let index = 0; index < readers.length; index += 1) {
      const value = row[index];
      const read = readers[index];
      values.push(read === undefined || value === null ? value : read(value));
    }
    return values;
  };
}

function rowReader(compiler: SelectCompiler, state: QueryState, alias: string): Reader {
  const { instances, items } = compiler;
  if (instances !== undefined && state.mode === "instances") {
    const read = instanceReader(instances, compiler.dialect, alias);
    if (compiler.annotations.length === 0) return read;
    return withAnnotations(
      read,
      compiler.annotations.map(({ name, index }) => ({
        name,
        index,
        reader: items[index]?.expression.getReader(compiler.dialect),
      })),
    );
  }
  const { names, read } = joinedParts(
    items.map(({ name }) => name ?? ""),
    arrayReader(compiler),
  );
  switch (state.mode) {
    case "flat":
      return (row) => read(row)[0];
    case "values":
    case "named": {
      // Columns that a combined query is only ordered by come last, and are not shown.
      const hidden = names.filter((name) => name.startsWith("__orderbycol")).length;
      const shown = names.length - hidden;
      return (row) => {
        const values = read(row);
        const object: Record<string, unknown> = {};
        for (let index = 0; index < shown; index += 1)
          setOwn(object, names[index] ?? "", values[index]);
        return object;
      };
    }
    case "list":
    case "instances":
      return read;
  }
}

/** The columns of a key of several become one array. */
function joinedParts(
  names: readonly string[],
  read: (row: Row) => unknown[],
): { readonly names: readonly string[]; readonly read: (row: Row) => unknown[] } {
  if (!names.some((name) => PART.test(name))) return { names, read };
  const starts = names.flatMap((name, index) => (PART.test(name) ? [] : [index]));
  return {
    names: starts.map((index) => names[index] ?? ""),
    read: (row) => {
      const values = read(row);
      return starts.map((start, position) => {
        const end = starts[position + 1] ?? values.length;
        return end - start === 1 ? values[start] : values.slice(start, end);
      });
    },
  };
}

const PART = /:\d+$/;

/** Sets a property that may be called `__proto__`. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[name] = value;
}

/** The statement that gives the rows of a queryset. */
export function rowsPlan(state: QueryState, database: Database): Plan {
  const { shape, mode } = state;
  return shape.plan({ kind: "rows", details: mode, database }, () =>
    planOf(database.dialect, () => {
      const compiler = new SelectCompiler(shape.query, database.dialect);
      compiler.isOutermost = true;
      const sql = compiler.statement();
      return { sql, read: rowReader(compiler, state, database.alias) };
    }),
  );
}

function readRows(plan: Plan, rows: readonly Row[]): unknown[] {
  const { read } = plan;
  const result: unknown[] = [];
  for (let index = 0; index < rows.length; index += 1) result.push(read(rows[index] as Row));
  return result;
}

/** Sends a statement and reads its rows. */
export async function runPlan(
  plan: Plan,
  args: readonly unknown[],
  database: Database,
): Promise<unknown[]> {
  if (plan.isEmpty) return [];
  return readRows(plan, await database.query(plan.text, bindParams(plan.params, args)));
}

/** The rows of a queryset, with what is prefetched. */
export function fetchRows(state: QueryState): Promise<unknown[]> {
  return watchedRead(state, "rows", () => readState(state));
}

async function readState(state: QueryState): Promise<unknown[]> {
  const database = databaseOf(state);
  requireTransaction(state, database);
  const plan = rowsPlan(state, database);
  const rows = plan.isEmpty
    ? []
    : readRows(plan, await database.query(plan.text, bindParams(plan.params, state.args)));
  if (state.mode === "instances" && rows.length > 0) {
    const loading = completeRows(rows as object[], state, database.alias);
    if (loading !== undefined) await loading;
  }
  return rows;
}

/** Everything that instances get besides their row; what has to be loaded for it is promised. */
export function completeRows(
  rows: readonly object[],
  state: QueryState,
  using: string,
): Promise<void> | undefined {
  announceRows(rows);
  const { fetchMode } = state;
  shareFetching(rows, fetchMode);
  if (state.known.length > 0) attachKnown(rows, state);
  if (state.prefetches.length === 0) return undefined;
  const fetch = (inner: QueryState): Promise<unknown[]> =>
    fetchRows(fetchMode === undefined ? inner : { fetchMode, ...inner });
  return prefetchInto(rows, state.prefetches, { using, fetch });
}

/** Rows that were reached from an object know it without asking again. */
function attachKnown(rows: readonly object[], state: QueryState): void {
  for (const { field, objects } of state.known) {
    for (const row of rows) {
      const key = relationKey(row, field);
      const object = objects.get(key);
      if (object !== undefined) cacheRelation(row, field.name, object, key);
    }
  }
}

/** Runs a statement made of a changed copy of the query, and gives its raw rows. */
export async function fetchRaw(
  state: QueryState,
  key: string,
  change: (query: Query) => Query | void,
): Promise<unknown[][]> {
  const database = databaseOf(state);
  const plan = state.shape.plan({ kind: "raw", details: key, database }, () =>
    planOf(database.dialect, () => {
      const copy = state.shape.query.clone();
      const query = change(copy) ?? copy;
      const compiler = new SelectCompiler(query, database.dialect);
      const sql = compiler.statement();
      return { sql, read: arrayReader(compiler) };
    }),
  );
  return (await runPlan(plan, state.args, database)) as unknown[][];
}

export { arrayReader };
