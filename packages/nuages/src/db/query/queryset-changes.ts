import type { Changes, CheckedCreation, CreationValues, Defaults } from "../models/input-types.ts";
import { deleteRows, updateRows } from "./change.ts";
import {
  bulkCreateObjects,
  bulkUpdateObjects,
  createObject,
  getOrCreateObject,
  updateOrCreateObject,
  type BulkCreateOptions,
} from "./create.ts";
import type { Checked, CheckedChanges, Offered, OkPath } from "./path-types.ts";
import { QuerySetAnswers } from "./queryset-answers.ts";
import { deleteReturningRows, updateReturningRows } from "./returning.ts";

/** The methods of querysets that change rows. */
export class QuerySetChanges<M, Row> extends QuerySetAnswers<M, Row> {
  /** Makes a row and gives its object. */
  create<V extends CreationValues<M>>(values: V & CheckedCreation<M, V>): Promise<M>;
  async create(values: object): Promise<M> {
    return (await createObject(this, values)) as M;
  }

  /** The row that fits, or a new one: `[object, created]`. Two at once make one. */
  getOrCreate<Q>(
    lookups: Checked<M, Q> & Offered<M>,
    options?: { readonly defaults?: Defaults<M> },
  ): Promise<[M, boolean]>;
  async getOrCreate(
    lookups: object,
    options: { readonly defaults?: object } = {},
  ): Promise<[M, boolean]> {
    return (await getOrCreateObject(this, lookups, options.defaults ?? {})) as [M, boolean];
  }

  /** The row that fits, with `defaults` saved, or a new one: `[object, created]`. */
  updateOrCreate<Q>(
    lookups: Checked<M, Q> & Offered<M>,
    options?: { readonly defaults?: Defaults<M>; readonly createDefaults?: Defaults<M> },
  ): Promise<[M, boolean]>;
  async updateOrCreate(
    lookups: object,
    options: { readonly defaults?: object; readonly createDefaults?: object } = {},
  ): Promise<[M, boolean]> {
    return (await updateOrCreateObject(this, lookups, options)) as [M, boolean];
  }

  /** Makes many rows with few statements; no signals, no multi-table children. */
  async bulkCreate(objects: Iterable<M>, options: BulkCreateOptions = {}): Promise<M[]> {
    return (await bulkCreateObjects(this, [...objects] as object[], options)) as M[];
  }

  /** Saves some fields of many objects with few statements; gives the number of rows. */
  bulkUpdate<const P extends string>(
    objects: Iterable<M>,
    fields: readonly (P & OkPath<M, P>)[],
    options?: { readonly batchSize?: number },
  ): Promise<number>;
  async bulkUpdate(
    objects: Iterable<M>,
    fields: readonly string[],
    options: { readonly batchSize?: number } = {},
  ): Promise<number> {
    return bulkUpdateObjects(this, [...objects] as object[], fields, options);
  }

  /** Changes all rows in one statement, without signals or `save()`; gives their number. */
  update<const V extends Changes<M>>(
    values: V & CheckedChanges<M, this["~model"], V>,
  ): Promise<number>;
  async update(values: object): Promise<number> {
    return updateRows(this, values);
  }

  /**
   * Changes all rows and gives their objects, as the update left them. One statement on SQLite and
   * PostgreSQL; on MariaDB, and for multi-table children, several in a transaction.
   */
  updateReturning<const V extends Changes<M>>(
    values: V & CheckedChanges<M, this["~model"], V>,
  ): Promise<M[]>;
  async updateReturning(values: object): Promise<M[]> {
    return (await updateReturningRows(this, values)) as M[];
  }

  /** Deletes all rows as {@link delete} does, and gives the objects that they were; works after `slice()`. */
  async deleteReturning(): Promise<this["~row"][]> {
    return (await deleteReturningRows(this)) as this["~row"][];
  }

  /** Deletes all rows and what hangs on them: `[total, { label: number }]`. */
  async delete(): Promise<[number, Record<string, number>]> {
    return deleteRows(this);
  }
}
