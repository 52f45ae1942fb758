import { connections } from "../backends/connections.ts";
import { routeWrite } from "../backends/routers.ts";
import { didYouMean } from "../../errors/index.ts";
import { FieldError, IntegrityError, InvalidValue, NotSupportedError } from "../errors.ts";
import { CaseExpression, WhenExpression } from "../expressions/conditional.ts";
import { DatabaseDefault } from "../expressions/database-default.ts";
import { Expression } from "../expressions/expression.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import { Q, toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import { hasPreparedFields, prepareFields, prepareRows } from "../models/before-save.ts";
import { stateOf } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import { saveObject } from "../models/save.ts";
import type { Dialect } from "../sql/dialect.ts";
import { insertRows, insertStatement, type Conflicts } from "../sql/insert.ts";
import { atomic } from "../transaction/atomic.ts";
import { updateState } from "./change.ts";
import { filteredState } from "./filtering.ts";
import { INTERNAL, refuseCombined, refuseReadOnly, type QuerySetLike } from "./internal.ts";
import { isPromised, settledValues } from "./promised-values.ts";
import { getOne } from "./single.ts";
import type { QueryState } from "./state.ts";

type Attributes = Record<string, unknown>;

/** The database that a queryset writes to. */
export function writeAlias(state: QueryState): string {
  return state.using ?? routeWrite(state.meta, state.hints);
}

/** `create()`. */
export async function createObject(queryset: QuerySetLike, values: object): Promise<object> {
  const state = queryset[INTERNAL];
  refuseCombined(state, "create()");
  refuseReadOnly(state, "create()");
  const hasPromises = Object.values(values).some(isPromised);
  const object = new state.meta.cls(
    hasPromises ? await settledValues(values as Attributes) : values,
  );
  await saveObject(object, { forceInsert: true, using: writeAlias(state) });
  return object;
}

/** Values for an object: functions called; undefined is no value. */
async function called(values: object): Promise<Attributes> {
  const result: [string, unknown][] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    result.push([name, typeof value === "function" ? await (value as () => unknown)() : value]);
  }
  return Object.fromEntries(result);
}

/** The values of a new object: lookups that are plain names, and the defaults. */
async function creationValues(
  meta: ModelMeta,
  lookups: object,
  defaults: object,
): Promise<Attributes> {
  const plain = Object.fromEntries(
    Object.entries(lookups).filter(([name]) => !name.includes("__")),
  );
  const values = await called({ ...plain, ...defaults });
  checkNames(meta, values);
  return values;
}

/** Only fields and setters take values from outside: a method cannot be shadowed. */
function checkNames(meta: ModelMeta, values: object): void {
  const unknown = Object.keys(values).find(
    (name) => name !== "pk" && meta.find(name)?.field === undefined && !meta.hasSetter(name),
  );
  if (unknown !== undefined) {
    throw new FieldError(`Invalid field name for model ${meta.label}: "${unknown}".`, {
      hint: didYouMean(
        unknown,
        meta.concreteFields.map(({ name }) => name),
      ),
    });
  }
}

/** `getOrCreate()`. */
export async function getOrCreateObject(
  queryset: QuerySetLike,
  lookups: object,
  defaults: object,
): Promise<[unknown, boolean]> {
  const state: QueryState = { ...(await queryset.ready()), forWrite: true };
  const rows = queryset.withState(state);
  const { meta } = state;
  try {
    return [await getOne(rows, [lookups]), false];
  } catch (error) {
    if (!(error instanceof meta.cls.DoesNotExist)) throw error;
  }
  const using = writeAlias(state);
  const values = await creationValues(meta, lookups, defaults);
  try {
    return [
      await atomic(() => createObject(queryset.withState({ ...state, using }), values), { using }),
      true,
    ];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    try {
      // Somebody else made the row in the meantime.
      return [await getOne(rows, [lookups]), false];
    } catch (second) {
      if (second instanceof meta.cls.DoesNotExist) throw error;
      throw second;
    }
  }
}

/** `updateOrCreate()`. */
export async function updateOrCreateObject(
  queryset: QuerySetLike,
  lookups: object,
  options: { readonly defaults?: object; readonly createDefaults?: object },
): Promise<[unknown, boolean]> {
  const defaults = options.defaults ?? {};
  const state: QueryState = { ...(await queryset.ready()), forWrite: true };
  const using = writeAlias(state);
  return atomic(
    async () => {
      const locked = queryset.withState({ ...state, using });
      const [object, created] = await getOrCreateObject(
        locked,
        lookups,
        options.createDefaults ?? defaults,
      );
      if (created) return [object, true];
      const values = await called(defaults);
      checkNames(state.meta, values);
      const attributes = object as Attributes;
      for (const [name, promised] of Object.entries(values)) {
        const value: unknown = isPromised(promised) ? await promised : promised;
        attributes[name] = state.meta.find(name)?.field?.accept?.(value) ?? value;
      }
      const { meta } = state;
      const concrete = new Set(
        meta.concreteFields
          .filter((field) => !field.primaryKey)
          .flatMap(({ name, attname }) => [name, attname]),
      );
      const names = Object.keys(values);
      if (names.length > 0 && names.every((name) => concrete.has(name))) {
        const automatic = meta.concreteFields
          .filter((field) => (field as { autoNow?: boolean }).autoNow === true)
          .map(({ name }) => name);
        await saveObject(attributes, {
          using,
          updateFields: [...new Set([...names, ...automatic])],
        });
      } else await saveObject(attributes, { using });
      return [object, false];
    },
    { using },
  );
}

/** Options of `bulkCreate()`. */
export interface BulkCreateOptions {
  /** Rows in one statement at most. */
  readonly batchSize?: number | null;
  /** Leaves out rows that break a constraint. */
  readonly ignoreConflicts?: boolean;
  /** Changes rows that are there already. */
  readonly updateConflicts?: boolean;
  /** What is changed of them. */
  readonly updateFields?: readonly string[] | null;
  /** What tells that a row is there already. */
  readonly uniqueFields?: readonly string[] | null;
}

/** `bulkCreate()`. */
export async function bulkCreateObjects(
  queryset: QuerySetLike,
  objects: object[],
  options: BulkCreateOptions,
): Promise<object[]> {
  const state = await queryset.ready();
  refuseReadOnly(state, "bulkCreate()");
  const { meta } = state;
  if (options.batchSize !== undefined && options.batchSize !== null && options.batchSize <= 0)
    throw new InvalidValue("Batch size must be a positive integer.");
  if (meta.allParents().some((parent) => parent.concrete !== meta.concrete))
    throw new InvalidValue("Can't bulk create a multi-table inherited model.");
  if (objects.length === 0) return objects;
  const using = writeAlias(state);
  const database = connections.get(using);
  const conflicts = conflictsOf(meta, options, database.dialect);
  await refuseUnsavedRelations(objects, meta);
  setDefaultKeys(objects as Attributes[], meta);
  if (hasPreparedFields(meta)) for (const object of objects) await prepareFields(object, meta);
  const fields = meta.concreteFields.filter((field) => !field.generated);
  const automatic = meta.pkFields.length === 1 && meta.pk.dbReturning ? meta.pk : undefined;
  const withKey = objects.filter(
    (object) => automatic === undefined || hasValue((object as Attributes)[automatic.attname]),
  );
  const withoutKey = objects.filter(
    (object) => automatic !== undefined && !hasValue((object as Attributes)[automatic.attname]),
  );
  await atomic(
    async () => {
      const returningKey =
        conflicts?.kind === "ignore" ? [] : automatic === undefined ? [] : [automatic];
      await prepareRows(objects, fields, using);
      await insertMany(withKey, fields, {
        database,
        meta,
        batchSize: options.batchSize ?? undefined,
        conflicts,
        returning: [],
        using,
      });
      const others = fields.filter((field) => field !== automatic);
      await insertMany(withoutKey, others, {
        database,
        meta,
        batchSize: options.batchSize ?? undefined,
        conflicts,
        returning: returningKey,
        using,
      });
    },
    { using, savepoint: false },
  );
  return objects;
}

function hasValue(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function setDefaultKeys(objects: readonly Attributes[], { pk, pkFields }: ModelMeta): void {
  if (pkFields.length > 1 || !pk.hasDefault) return;
  for (const object of objects)
    if (!hasValue(object[pk.attname])) object[pk.attname] = pk.getDefault();
}

async function refuseUnsavedRelations(objects: readonly object[], meta: ModelMeta): Promise<void> {
  for (const object of objects) {
    const { related } = stateOf(object);
    for (const field of related === undefined ? [] : meta.concreteFields) {
      const cached = related?.get(field.name);
      const { relation } = field;
      if (relation === undefined || cached?.object === null || cached?.object === undefined)
        continue;
      const target = relation.targetField ?? relation.target.pk;
      const key = (cached.object as Attributes)[target.attname];
      if (!hasValue(key)) {
        throw new InvalidValue(
          `bulkCreate() prohibited to prevent data loss due to unsaved related object "${field.name}" of ${meta.label}.`,
          { hint: "Save it first." },
        );
      }
      const attributes = object as Attributes;
      if (!hasValue(attributes[field.attname])) attributes[field.attname] = key;
    }
  }
}

interface ManyTask {
  readonly database: Parameters<typeof insertRows>[0];
  readonly meta: ModelMeta;
  readonly batchSize: number | undefined;
  readonly conflicts: Conflicts | undefined;
  readonly returning: readonly Field[];
  readonly using: string;
}

async function insertMany(
  objects: readonly object[],
  fields: readonly Field[],
  task: ManyTask,
): Promise<void> {
  const { database, conflicts, returning, using } = task;
  const most = database.dialect.batchSize(fields.length, objects.length);
  const rowByRow = database.executeMany !== undefined && conflicts === undefined;
  // A text with a place for each value grows with the rows; arrays do not.
  const maxRows = database.dialect.arrays === undefined ? 500 : most;
  const size = Math.max(
    1,
    Math.min(task.batchSize ?? most, rowByRow ? objects.length : Math.min(most, maxRows)),
  );
  for (let start = 0; start < objects.length; start += size) {
    const batch = objects.slice(start, start + size);
    const returned = await insertBatch(batch, fields, task);
    for (const [index, object] of batch.entries()) {
      for (const [column, field] of returning.entries()) {
        const value = returned[index]?.[column];
        if (value !== undefined) (object as Attributes)[field.attname] = value;
      }
      const state = stateOf(object);
      state.adding = false;
      state.db = using;
    }
  }
}

/** Inserts objects; gives the values that the database made, row by row. */
async function insertBatch(
  batch: readonly object[],
  fields: readonly Field[],
  { database, meta, conflicts, returning }: ManyTask,
): Promise<readonly (readonly unknown[])[]> {
  const { dialect } = database;
  const keyed = returning.length === 0 || (returning.length === 1 && returning[0] === meta.pk);
  if (database.executeMany !== undefined && conflicts === undefined && keyed && batch.length > 1) {
    const rows = plainRows(batch, fields, dialect);
    if (rows !== undefined) {
      const keys = await database.executeMany(insertStatement(meta, fields, dialect), rows);
      return returning.length === 0 ? [] : keys.map((key) => [Number(key)]);
    }
  }
  const rows = batch.map((object) => fields.map((field) => insertedValue(object, field)));
  return insertRows(database, { meta, fields, rows, returning, conflicts });
}

function insertedValue(object: object, field: Field): unknown {
  const value: unknown = field.preSave(object, true);
  return value === undefined && field.hasDbDefault ? new DatabaseDefault(field) : value;
}

/** The values of objects for the driver; undefined when one is an expression. */
function plainRows(
  batch: readonly object[],
  fields: readonly Field[],
  dialect: Dialect,
): unknown[][] | undefined {
  const rows: unknown[][] = [];
  for (const object of batch) {
    const row: unknown[] = [];
    for (const field of fields) {
      const value = insertedValue(object, field);
      if (value instanceof Expression) return undefined;
      row.push(field.getDbPrepSave(value, dialect));
    }
    rows.push(row);
  }
  return rows;
}

function conflictsOf(
  meta: ModelMeta,
  options: BulkCreateOptions,
  { displayName, features }: Dialect,
): Conflicts | undefined {
  const { ignoreConflicts = false, updateConflicts = false } = options;
  if (ignoreConflicts && updateConflicts)
    throw new InvalidValue("ignoreConflicts and updateConflicts are mutually exclusive.");
  if (ignoreConflicts) return { kind: "ignore", update: [], unique: [] };
  if (!updateConflicts) return undefined;
  const updateNames = options.updateFields ?? [];
  if (updateNames.length === 0)
    throw new InvalidValue(
      "Fields that will be updated when a row insertion fails on conflicts must be provided.",
      { hint: "updateFields: [ … ]" },
    );
  const uniqueNames = options.uniqueFields ?? [];
  if (uniqueNames.length > 0 && !features.conflictTargets)
    throw new NotSupportedError(
      `${displayName} does not support updating conflicts with specifying unique fields that can trigger the upsert.`,
      { hint: "Leave out uniqueFields: every unique key of the table counts." },
    );
  if (uniqueNames.length === 0 && features.conflictTargets)
    throw new InvalidValue("Unique fields that can trigger the upsert must be provided.", {
      hint: "uniqueFields: [ … ]",
    });
  const update = updateNames.map((name) => meta.getField(name));
  const unique = uniqueNames.map((name) => meta.getField(name));
  if (update.some((field) => field.column === undefined))
    throw new InvalidValue("bulkCreate() can only be used with concrete fields in updateFields.");
  if (unique.some((field) => field.column === undefined))
    throw new InvalidValue("bulkCreate() can only be used with concrete fields in uniqueFields.");
  if (update.some((field) => field.primaryKey))
    throw new InvalidValue("bulkCreate() cannot be used with primary keys in updateFields.");
  return { kind: "update", update, unique };
}

/** `bulkUpdate()`. */
export async function bulkUpdateObjects(
  queryset: QuerySetLike,
  objects: object[],
  names: readonly string[],
  options: { readonly batchSize?: number },
): Promise<number> {
  const state = await queryset.ready();
  const { meta } = state;
  if (options.batchSize !== undefined && options.batchSize <= 0)
    throw new InvalidValue("Batch size must be a positive integer.");
  if (names.length === 0) throw new InvalidValue("Field names must be given to bulkUpdate().");
  const fields = names.map((name) => meta.getField(name));
  if (objects.some((object) => meta.keyOf(object) === null))
    throw new InvalidValue("All bulkUpdate() objects must have a primary key set.");
  if (fields.some((field) => field.column === undefined))
    throw new InvalidValue("bulkUpdate() can only be used with concrete fields.");
  if (fields.some((field) => field.primaryKey))
    throw new InvalidValue("bulkUpdate() cannot be used with primary key fields.");
  if (objects.length === 0) return 0;
  const using = writeAlias(state);
  const { dialect } = connections.get(using);
  await refuseUnsavedRelations(objects, meta);
  const most = dialect.batchSize(2 * fields.length + 1, objects.length);
  const size = Math.max(1, Math.min(options.batchSize ?? most, most));
  return atomic(
    async () => {
      let changed = 0;
      for (let start = 0; start < objects.length; start += size) {
        const batch = objects.slice(start, start + size);
        const values = Object.fromEntries(
          fields.map((field) => [field.name, caseOf(batch, field, meta)]),
        );
        const keys = batch.map((object) => meta.keyOf(object));
        const rows = filteredState({ ...state, using }, toCondition([{ pk__in: keys }]));
        changed += await updateState(rows, values);
      }
      return changed;
    },
    { using, savepoint: false },
  );
}

function caseOf(objects: readonly object[], field: Field, meta: ModelMeta): Expression {
  const branches = objects.map((object) => {
    const value = (object as Attributes)[field.attname];
    const result =
      value instanceof Expression
        ? value
        : new ValueExpression(value ?? null, { outputField: field });
    return new WhenExpression(Q({ pk: meta.keyOf(object) }), result);
  });
  return new CaseExpression(branches, { outputField: field });
}
