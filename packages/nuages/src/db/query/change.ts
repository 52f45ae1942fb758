import { connections } from "../backends/connections.ts";
import { FieldDoesNotExist, FieldError, InvalidUse, InvalidValue } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import { keyAmong } from "../lookups/tuples.ts";
import { collectAndDelete } from "../models/deletion.ts";
import { instanceMeta } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Database } from "../backends/database.ts";
import { changedRows } from "../sql/changed-rows.ts";
import { EmptyResultSet, joinSql, sql, type Sql } from "../sql/fragment.ts";
import { inReadingOrder } from "../sql/reading-order.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { atomic } from "../transaction/atomic.ts";
import { guarded } from "../transaction/guarded.ts";
import { fetchRaw, planOf, writeAliasOf } from "./execute.ts";
import { INTERNAL, refuseCombined, refuseReadOnly, type QuerySetLike } from "./internal.ts";
import { bindParams, finishText } from "./plan.ts";
import { isPromised, settledValues } from "./promised-values.ts";
import type { Query } from "./query.ts";
import { plainStep, type QueryState } from "./state.ts";

type Values = Readonly<Record<string, unknown>>;

/** `update()`. */
export async function updateRows(queryset: QuerySetLike, values: object): Promise<number> {
  const { state, values: given } = await requestedUpdate(queryset, values);
  return updateState(state, given);
}

/** What an update is asked to do, with promised values resolved. @throws InvalidUse when the rows cannot be updated */
export async function requestedUpdate(
  queryset: QuerySetLike,
  values: object,
): Promise<{ readonly state: QueryState; readonly values: Values }> {
  let state = queryset[INTERNAL];
  if (state.pending.length > 0) state = await queryset.ready();
  refuseCombined(state, "update()");
  refuseReadOnly(state, "update()");
  if (state.shape.query.isSliced)
    throw new InvalidUse("Cannot update a query once a slice has been taken.", {
      hint: "Filter by the keys of the slice instead.",
    });
  const given = values as Values;
  for (const name in given)
    if (isPromised(given[name])) return { state, values: await settledValues(given) };
  return { state, values: given };
}

/** A column and what it is set to. */
export interface Assignment {
  readonly field: Field;
  readonly value: unknown;
}

/** Changes the rows of a state in as few statements as the tables allow. */
export async function updateState(
  state: QueryState,
  values: Readonly<Record<string, unknown>>,
): Promise<number> {
  const using = writeAliasOf(state);
  const database = connections.get(using);
  const assignments = Object.entries(values).map(([name, value]) =>
    assignmentOf(state.meta, name, value),
  );
  const { meta } = state;
  const above = assignments.filter(({ field }) => isOfParent(meta, field));
  if (above.length === 0) return guarded(() => updateOwn(state, assignments, database), using);
  const own = assignments.filter((assignment) => !above.includes(assignment));
  return atomic(() => updateWithParents({ ...state, using }, { own, above }, database), {
    using,
    savepoint: false,
  });
}

/** Is it a column of a parent's table? */
function isOfParent(meta: ModelMeta, { model }: Field): boolean {
  return (
    model.concrete !== meta.concrete &&
    meta.concreteFields.some((other) => other.model.concrete === model.concrete)
  );
}

/** Rows of a child and of its parents are several statements, about the same keys. */
async function updateWithParents(
  state: QueryState,
  { own, above }: { readonly own: readonly Assignment[]; readonly above: readonly Assignment[] },
  database: Database,
): Promise<number> {
  const { meta } = state;
  const parents = [...new Set(above.map(({ field }) => field.model))];
  const rows = await fetchRaw(state, "update-keys", (inner) => {
    inner.clearOrdering({ force: true });
    inner.selectKey();
    for (const parent of parents)
      inner.select = [...inner.select, parentKeyColumn(inner, meta, parent)];
  });
  const keysAt = (index: number): unknown[] => rows.map((row) => row[index]);
  let changed = own.length > 0 ? await updateByKeys(meta, own, keysAt(0), database) : 0;
  for (const [index, parent] of parents.entries()) {
    const assignments = above.filter(({ field }) => field.model === parent);
    const count = await updateByKeys(parent, assignments, keysAt(index + 1), database);
    if (own.length === 0) changed = Math.max(changed, count);
  }
  return changed;
}

function parentKeyColumn(query: Query, meta: ModelMeta, parent: ModelMeta): Expression {
  let alias = query.initialAlias();
  for (const step of meta.stepsToParent(parent)) alias = query.join(alias, step);
  return new Col(alias, parent.pk);
}

/** The column that `name` stands for. @throws FieldError when it cannot be updated */
export function assignmentOf(meta: ModelMeta, name: string, value: unknown): Assignment {
  if (value === undefined) {
    throw new InvalidValue(`The value for "${name}" of ${meta.label} is undefined.`, {
      hint: "Leave the name out to keep what is stored; null stores NULL.",
    });
  }
  let field: Field;
  if (name === "pk" && meta.pkFields.length > 1)
    throw new FieldError("Composite primary key fields must be updated individually.", {
      hint: `Name them: ${meta.pkFields.map((one) => one.name).join(", ")}.`,
    });
  if (name === "pk")
    throw FieldDoesNotExist.named(
      meta.label,
      name,
      meta.concreteFields.map((one) => one.name),
    );
  try {
    field = meta.getField(name);
  } catch (error) {
    const [first = "", ...rest] = name.split("__");
    if (rest.length > 0 && meta.find(first)?.relation !== undefined)
      throw new FieldDoesNotExist(
        `"${name}" is a column of another model: update() changes those of ${meta.label} alone.`,
        { hint: "Update the other model with a filter of its own.", cause: error },
      );
    if (error instanceof FieldDoesNotExist && meta.find(name) === undefined) throw error;
    throw new FieldError(
      `Cannot update model field "${name}" of ${meta.label}: only fields with a column of their own can be updated.`,
      { cause: error },
    );
  }
  if (field.column === undefined) {
    throw new FieldError(
      `Cannot update model field ${field.label}: only non-relations and foreign keys permitted.`,
    );
  }
  if (field.generated)
    throw new FieldError(`${field.label} is computed by the database and cannot be updated.`);
  if (value instanceof Expression && value.containsAggregate)
    throw new FieldError(`Aggregate functions are not allowed in this query (${field.name}).`);
  const relation = field.relation;
  const valueMeta = instanceMeta(value);
  if (
    relation !== undefined &&
    valueMeta !== undefined &&
    !relation.target.isCompatible(valueMeta)
  ) {
    throw new InvalidUse(
      `Cannot assign a ${valueMeta.label} to ${field.label}: it must be a ${relation.target.label}.`,
    );
  }
  if (relation === undefined && valueMeta !== undefined)
    throw new InvalidUse(
      `Tried to update field ${field.label} with a model instance. Use a value compatible with ${field.constructor.name}.`,
    );
  return { field, value };
}

/** UPDATE of the model's own table; with plain values the statement is kept with the shape of the query. */
function columnsOf(assignments: readonly Assignment[]): string {
  const [first] = assignments;
  return assignments.length === 1 && first !== undefined
    ? first.field.attname
    : assignments.map(({ field }) => field.attname).join();
}

async function updateOwn(
  state: QueryState,
  assignments: readonly Assignment[],
  database: Database,
): Promise<number> {
  const { shape, args, meta } = state;
  if (assignments.length === 0) return 0;
  if (!shape.cached || assignments.some(({ value }) => value instanceof Expression)) {
    const query = args.length === 0 ? shape.query.clone() : shape.query.baked(args);
    return updateTable(query, meta, assignments, database);
  }
  const plan = shape.plan({ kind: "update", details: columnsOf(assignments), database }, () =>
    planOf(database.dialect, () => {
      const places = assignments.map(({ field }, index) => ({
        field,
        value: new Slot(shape.size + index),
      }));
      return { sql: updateSql(shape.query, meta, places, database.dialect), read: (row) => row };
    }),
  );
  if (plan.isEmpty) return 0;
  const values = assignments.map(({ value }) => value);
  const { changes } = await database.execute(
    plan.text,
    bindParams(plan.params, [...args, ...values]),
  );
  return changes;
}

/** A value that comes from the arguments of the statement. */
class Slot {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** UPDATE of the model's own table, with the values in the statement. */
async function updateTable(
  query: Query,
  meta: ModelMeta,
  assignments: readonly Assignment[],
  database: Database,
): Promise<number> {
  if (assignments.length === 0) return 0;
  const { dialect } = database;
  try {
    const statement = updateSql(query, meta, assignments, dialect);
    const { changes } = await database.execute(
      finishText(statement.text, dialect),
      bindParams(statement.params, []),
    );
    return changes;
  } catch (error) {
    if (error instanceof EmptyResultSet) return 0;
    throw error;
  }
}

/** @throws EmptyResultSet when no row can be meant */
export function updateSql(
  query: Query,
  meta: ModelMeta,
  assignments: readonly Assignment[],
  dialect: Database["dialect"],
): Sql {
  const compiler = new SelectCompiler(query, dialect);
  const inner = compiler.query;
  inner.initialAlias();
  const sets = inReadingOrder(assignments, inner, dialect).map(({ field, value }) =>
    assignmentSql(compiler, field, value),
  );
  const where = changedRows(compiler);
  const set = joinSql(sets, ", ");
  const text = `UPDATE ${dialect.quote(meta.concrete.dbTable)} SET ${set.text}${where.text === "" ? "" : ` WHERE ${where.text}`}`;
  return sql(text, [...set.params, ...where.params]);
}

function assignmentSql(compiler: SelectCompiler, field: Field, value: unknown): Sql {
  const { dialect } = compiler;
  const name = dialect.quote(field.column ?? "");
  if (value instanceof Slot) {
    return sql(`${name} = %s`, [
      { slot: value.index, value: undefined, bind: (inner) => field.getDbPrepSave(inner, dialect) },
    ]);
  }
  if (!(value instanceof Expression))
    return sql(`${name} = %s`, [
      { slot: -1, value: field.getDbPrepSave(value, dialect), bind: undefined },
    ]);
  const resolved = value.resolve(compiler.query, { allowJoins: false, forSave: true });
  if (resolved.containsAggregate)
    throw new FieldError(`Aggregate functions are not allowed in this query (${field.name}).`);
  if (resolved.containsOverClause)
    throw new FieldError(`Window expressions are not allowed in this query (${field.name}).`);
  const rendered = compiler.compile(resolved);
  return sql(`${name} = ${rendered.text}`, rendered.params);
}

/** UPDATE of rows by their keys, in pieces. */
async function updateByKeys(
  meta: ModelMeta,
  assignments: readonly Assignment[],
  keys: readonly unknown[],
  database: Database,
): Promise<number> {
  const size = database.dialect.batchSize(1, keys.length);
  let changed = 0;
  for (let start = 0; start < keys.length; start += size) {
    const state = meta.baseOrDefaultState(false, database.alias);
    const rows = plainStep(state, undefined, (query) => {
      const among = keyAmong(meta, query.initialAlias(), keys.slice(start, start + size));
      query.where = query.where.add(among, "AND");
    });
    changed += await updateTable(rows.shape.query, meta, assignments, database);
  }
  return changed;
}

/** `delete()` of a queryset. */
export async function deleteRows(
  queryset: QuerySetLike,
): Promise<[number, Record<string, number>]> {
  let state = queryset[INTERNAL];
  if (state.pending.length > 0) state = await queryset.ready();
  refuseCombined(state, "delete()");
  const { query } = state.shape;
  if (query.isSliced)
    throw new InvalidUse("Cannot use 'limit' or 'offset' with delete().", {
      hint: "Filter by the keys of the slice instead.",
    });
  if (query.distinctFields.length > 0)
    throw new InvalidUse("Cannot call delete() after .distinct(*fields).");
  if (state.mode !== "instances")
    throw new InvalidUse("Cannot call delete() after .values() or .valuesList().");
  const using = writeAliasOf(state);
  const plain = plainStep({ ...state, using, forWrite: true }, "delete", (inner) => {
    inner.clearOrdering({ force: true });
    inner.selectRelated = false;
    inner.selectForUpdate = undefined;
  });
  return collectAndDelete(plain, queryset);
}
