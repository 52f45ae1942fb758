import { connections } from "../backends/connections.ts";
import { routeWrite } from "../backends/routers.ts";
import type { Database } from "../backends/database.ts";
import { atomic } from "../transaction/atomic.ts";
import { guarded } from "../transaction/guarded.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { didYouMean } from "../../errors/index.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import { insertRows } from "../sql/insert.ts";
import { updateOne } from "../sql/update-one.ts";
import { hasPreparedFields, prepareFields, prepareRows } from "./before-save.ts";
import { deferredAttributes, defineDeferred } from "./deferred.ts";
import { stateOf, instanceMeta } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import { postSave, preSave } from "./signals.ts";

/** Options of `save()`. */
export interface SaveOptions {
  /** Must make a new row. */
  readonly forceInsert?: boolean;
  /** Must change a row that is there. */
  readonly forceUpdate?: boolean;
  /** Alias of the database. Default: where the object came from. */
  readonly using?: string;
  /** Saves these fields alone. */
  readonly updateFields?: Iterable<string> | null;
}

interface SaveTask {
  readonly using: string;
  readonly raw: boolean;
  readonly forceInsert: boolean;
  readonly forceUpdate: boolean;
  /** Attribute names; undefined for all. */
  readonly updateFields: ReadonlySet<string> | undefined;
}

type Attributes = Record<string, unknown>;

/** Saves an object by its own `save()`, which its model may override. */
export async function saveObject(instance: object, options: SaveOptions): Promise<void> {
  await (instance as { save(options: SaveOptions): unknown }).save(options);
}

/** `save()`: changes the row, or makes it when there is none. */
export async function saveInstance(instance: object, options: SaveOptions): Promise<void> {
  const meta = requireMeta(instance);
  meta.requireTable();
  prepareRelations(instance, meta);
  const using = options.using ?? routeWrite(meta, { instance });
  if (
    options.forceInsert === true &&
    (options.forceUpdate === true ||
      (options.updateFields !== undefined && options.updateFields !== null))
  ) {
    throw new InvalidValue("Cannot force both insert and updating in model saving.");
  }
  const updateFields = fieldsToSave(instance, meta, options, using);
  if (updateFields?.size === 0) return;
  await saveRaw(instance, {
    using,
    raw: false,
    forceInsert: options.forceInsert ?? false,
    forceUpdate: options.forceUpdate ?? false,
    updateFields,
  });
}

function requireMeta(instance: object): ModelMeta {
  const meta = instanceMeta(instance);
  if (meta === undefined) throw new InvalidUse("Only instances of models can be saved.");
  return meta;
}

/** The fields that `updateFields` names; of an object with deferred ones those that are loaded. */
function fieldsToSave(
  instance: object,
  meta: ModelMeta,
  { updateFields, forceInsert }: SaveOptions,
  using: string,
): Set<string> | undefined {
  const deferred = deferredAttributes(instance);
  if (updateFields !== undefined && updateFields !== null) {
    const names = [...updateFields];
    const known = new Map<string, string>();
    for (const field of meta.concreteFields) {
      if (field.primaryKey || field.generated) continue;
      known.set(field.name, field.attname);
      known.set(field.attname, field.attname);
    }
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw new InvalidValue(
        `updateFields names "${unknown}", which does not exist in ${meta.label}, is the primary key or has no column.`,
        {
          hint: didYouMean(
            unknown,
            meta.concreteFields.map(({ name }) => name),
          ),
        },
      );
    }
    return new Set(names.map((name) => known.get(name) ?? name));
  }
  if (forceInsert === true || deferred.size === 0 || stateOf(instance).db !== using)
    return undefined;
  return new Set(
    meta.concreteFields
      .filter((field) => !field.primaryKey && !field.generated && !deferred.has(field.attname))
      .map((field) => field.attname),
  );
}

/** Takes the keys of related objects that were saved meanwhile. @throws InvalidValue for one that was not */
function prepareRelations(instance: object, meta: ModelMeta): void {
  const { related } = stateOf(instance);
  if (related === undefined) return;
  for (const field of meta.concreteFields) {
    const { relation } = field;
    const cached = relation === undefined ? undefined : related.get(field.name);
    if (relation === undefined || cached?.object === null || cached?.object === undefined) continue;
    const target = relation.targetField ?? relation.target.pk;
    const key = (cached.object as Attributes)[target.attname] ?? null;
    const attributes = instance as Attributes;
    if (key === null || relation.target.keyOf(cached.object) === null) {
      if (
        attributes[field.attname] !== null &&
        attributes[field.attname] !== undefined &&
        cached.key !== attributes[field.attname]
      ) {
        related.delete(field.name);
        continue;
      }
      throw new InvalidValue(
        `save() prohibited to prevent data loss due to unsaved related object "${field.name}" of ${meta.label}.`,
        {
          hint: `Save the ${relation.target.label} first.`,
        },
      );
    }
    if (
      attributes[field.attname] === null ||
      attributes[field.attname] === undefined ||
      attributes[field.attname] === ""
    ) {
      attributes[field.attname] = key;
      related.set(field.name, { object: cached.object, key });
    } else if (attributes[field.attname] !== key) related.delete(field.name);
  }
}

/** Saves a row as it is: what `save()` does after its checks, and what fixtures do. */
export async function saveRaw(instance: object, task: SaveTask): Promise<void> {
  const meta = requireMeta(instance);
  const sender = meta.cls;
  const args = {
    instance,
    raw: task.raw,
    using: task.using,
    updateFields: task.updateFields === undefined ? undefined : [...task.updateFields],
  };
  if (!meta.autoCreated && preSave.hasListeners(sender)) await preSave.send(sender, args);
  if (!task.raw && hasPreparedFields(meta)) await prepareFields(instance, meta, task.updateFields);
  const write = async (): Promise<boolean> => {
    const hasParents = !task.raw && meta.parents.size > 0;
    const parentInserted = hasParents && (await saveParents(instance, meta, task));
    return saveTable(instance, meta, { ...task, forceInsert: parentInserted || task.forceInsert });
  };
  const created =
    meta.parents.size > 0 && !meta.proxy
      ? await atomic(write, { using: task.using, savepoint: false })
      : await guarded(write, task.using);
  const state = stateOf(instance);
  state.db = task.using;
  state.adding = false;
  if (!meta.autoCreated && postSave.hasListeners(sender))
    await postSave.send(sender, { ...args, created });
}

/** Saves the rows of parents first; says whether one was made. */
async function saveParents(instance: object, meta: ModelMeta, task: SaveTask): Promise<boolean> {
  let inserted = false;
  const attributes = instance as Attributes;
  for (const [parent, link] of meta.parents) {
    if (link === undefined) {
      inserted = (await saveParents(instance, parent, task)) || inserted;
      continue;
    }
    const key = parent.pk.attname;
    if (
      (attributes[key] === null || attributes[key] === undefined) &&
      attributes[link.attname] !== null &&
      attributes[link.attname] !== undefined
    ) {
      attributes[key] = attributes[link.attname];
    }
    const parentInserted = await saveParents(instance, parent, task);
    const created = await saveTable(instance, parent, {
      ...task,
      forceInsert: parentInserted || task.forceInsert,
    });
    if (created) inserted = true;
    attributes[link.attname] = attributes[key];
    stateOf(instance).related?.delete(link.name);
  }
  return inserted;
}

function hasValue(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** Saves the columns of one table; says whether the row was made. */
async function saveTable(instance: object, meta: ModelMeta, task: SaveTask): Promise<boolean> {
  const attributes = instance as Attributes;
  const database = connections.get(task.using);
  const model = meta.concrete;
  const others = model.localConcreteFields.filter((field) => !field.primaryKey && !field.generated);
  const wanted =
    task.updateFields === undefined
      ? others
      : others.filter((field) => task.updateFields?.has(field.attname));
  const keys = model.pkFields;
  if (
    keys.length === 1 &&
    keys[0] !== undefined &&
    !hasValue(attributes[keys[0].attname]) &&
    keys[0].hasDefault
  ) {
    attributes[keys[0].attname] = keys[0].getDefault();
  }
  const keySet = keys.every((field) => hasValue(attributes[field.attname]));
  if (!keySet && (task.forceUpdate || task.updateFields !== undefined)) {
    throw new InvalidValue("Cannot force an update in save() with no primary key.", {
      hint: "Save the object once without forceUpdate and updateFields.",
    });
  }
  const isNew =
    stateOf(instance).adding &&
    !task.raw &&
    !task.forceUpdate &&
    keys.some((field) => field.hasDefault || field.hasDbDefault);
  const tryUpdate = keySet && !task.forceInsert && !(isNew && task.updateFields === undefined);
  if (tryUpdate) {
    const values = wanted.map((field) => ({
      field,
      value: task.raw ? attributes[field.attname] : field.preSave(instance, false),
    }));
    const updated = await updateOne(database, {
      meta: model,
      keys: keys.map((field) => ({ field, value: attributes[field.attname] })),
      values,
      forced: task.forceUpdate || task.updateFields !== undefined,
    });
    if (!updated && (task.forceUpdate || task.updateFields !== undefined))
      throw notUpdated(instance, task.forceUpdate ? "Forced update" : "Save with updateFields");
    if (updated) {
      forgetExpressions(instance, values);
      return false;
    }
  }
  await insertTable(instance, model, database, task);
  return true;
}

function notUpdated(instance: object, what: string): Error {
  const { cls } = requireMeta(instance);
  return new cls.NotUpdated(`${what} did not affect any rows.`);
}

/** A saved expression is read from the database when it is asked for. */
function forgetExpressions(
  instance: object,
  values: readonly { readonly field: Field; readonly value: unknown }[],
): void {
  for (const { field, value } of values)
    if (value instanceof Expression) defineDeferred(instance, field, { computed: true });
}

async function insertTable(
  instance: object,
  meta: ModelMeta,
  database: Database,
  { raw }: SaveTask,
): Promise<void> {
  const attributes = instance as Attributes;
  const fields = meta.localConcreteFields.filter((field) => {
    if (field.generated) return false;
    return !(
      field.dbReturning &&
      !hasValue(attributes[field.attname]) &&
      (field.primaryKey || field.hasDbDefault)
    );
  });
  if (!raw) await prepareRows([instance], fields, database.alias);
  const row = fields.map((field) =>
    raw ? attributes[field.attname] : field.preSave(instance, true),
  );
  const computed = fields.filter((_, index) => row[index] instanceof Expression);
  const returning = meta.localConcreteFields.filter(
    (field) =>
      (field.dbReturning && !fields.includes(field)) || field.generated || computed.includes(field),
  );
  const [returned] = await insertRows(database, { meta, fields, rows: [row], returning });
  for (const [index, field] of returning.entries()) {
    const value = returned?.[index];
    if (value !== undefined) attributes[field.attname] = value;
  }
  const untold = returning.filter((_, index) => returned?.[index] === undefined);
  if (untold.length > 0) await readBack(instance, meta, untold, database);
}

/** Reads what the database has made of a new row, where an INSERT cannot tell. */
async function readBack(
  instance: object,
  meta: ModelMeta,
  fields: readonly Field[],
  { alias }: Database,
): Promise<void> {
  const attributes = instance as Attributes;
  // A key that a default of the database has made is known to nobody.
  const keys = meta.pkFields.map(({ attname }) => attributes[attname]);
  if (!keys.every((key) => hasValue(key) && !(key instanceof Expression))) return;
  const [row] = await meta
    .baseRows(alias)
    .complexFilter({ pk: meta.keyOf(instance) })
    .valuesList(...fields.map(({ attname }) => attname));
  row?.forEach((value, index) => {
    attributes[fields[index]?.attname ?? ""] = value;
  });
}
