import { connections } from "../backends/connections.ts";
import { ProtectedError, RestrictedError } from "../errors.ts";
import { or, toCondition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKeyField } from "../fields/foreign-key.ts";
import type { OnDelete } from "../fields/on-delete.ts";
import { fetchRows } from "../query/execute.ts";
import { filteredState } from "../query/filtering.ts";
import type { QueryState } from "../query/state.ts";
import { atomic } from "../transaction/atomic.ts";
import { guarded } from "../transaction/guarded.ts";
import { fetchKeys, parentRows } from "./deletion-rows.ts";
import type { ModelMeta } from "./meta.ts";
import { postDelete, preDelete } from "./signals.ts";
import { deleteByKeys, deleteUnseen } from "./delete-statements.ts";
import { canFastDelete, isWatched, onDeleteOf } from "./fast-delete.ts";

/** What a deletion gives: the number of rows, and how many of each model. */
export type DeleteResult = [number, Record<string, number>];

type Attributes = Record<string, unknown>;

interface FieldUpdate {
  readonly field: Field;
  readonly value: unknown;
  readonly rows: readonly object[] | QueryState;
}

/** Gathers everything that a deletion takes along, then deletes it in an order that keys allow. */
export class Collector {
  readonly #using: string;
  readonly #origin: unknown;
  readonly #data = new Map<ModelMeta, Map<unknown, object>>();
  readonly #updates: FieldUpdate[] = [];
  readonly #fast: QueryState[] = [];
  readonly #dependencies = new Map<ModelMeta, Set<ModelMeta>>();
  readonly #restricted = new Map<ModelMeta, Map<ForeignKeyField, Map<unknown, object>>>();

  constructor(using: string, origin: unknown) {
    this.#using = using;
    this.#origin = origin;
  }

  #add(
    meta: ModelMeta,
    rows: readonly object[],
    source?: { readonly meta: ModelMeta; readonly nullable: boolean },
  ): object[] {
    const model = meta;
    let known = this.#data.get(model);
    if (known === undefined) {
      known = new Map();
      this.#data.set(model, known);
    }
    const fresh: object[] = [];
    for (const row of rows) {
      const key = keyText(meta, row);
      if (known.has(key)) continue;
      known.set(key, row);
      fresh.push(row);
    }
    if (source !== undefined && !source.nullable) this.#dependsOn(source.meta, model);
    return fresh;
  }

  #dependsOn(meta: ModelMeta, on: ModelMeta): void {
    const list = this.#dependencies.get(meta.concrete) ?? new Set();
    list.add(on.concrete);
    this.#dependencies.set(meta.concrete, list);
  }

  async collectState(
    state: QueryState,
    source?: { readonly meta: ModelMeta; readonly nullable: boolean; readonly field?: Field },
  ): Promise<void> {
    if (canFastDelete(state.meta, source?.field)) {
      this.#fast.push(state);
      return;
    }
    const rows = (await fetchRows(state)) as object[];
    await this.collect(state.meta, rows, source === undefined ? {} : { source });
  }

  /** Adds rows and what points at them. */
  async collect(
    meta: ModelMeta,
    rows: readonly object[],
    options: CollectOptions = {},
  ): Promise<void> {
    const fresh = this.#add(meta, rows, options.source);
    if (fresh.length === 0) return;
    if (options.alone === true) {
      await this.#collectParents(meta, fresh);
      return;
    }
    if (options.keepParents !== true && !meta.proxy) await this.#collectParents(meta, fresh);
    else if (meta.proxy) await this.#collectParents(meta.concrete, fresh);
    const parents =
      options.keepParents === true
        ? new Set(meta.allParents().map((parent) => parent.concrete))
        : new Set<ModelMeta>();
    const plan = new Map<string, { field: ForeignKeyField; source: ModelMeta }>();
    for (const { field, source, relation, owner } of meta.reverseRelations()) {
      if (relation.steps.length === 0) continue;
      const foreignKey = field as ForeignKeyField;
      if (
        foreignKey.parentLink &&
        options.keepParents === true &&
        parents.has(foreignKey.target.concrete)
      )
        continue;
      if (options.keepParents === true && owner !== meta) continue;
      if (
        options.reverseOf !== undefined &&
        source.concrete === options.reverseOf.concrete &&
        foreignKey.parentLink
      )
        continue;
      if (onDeleteOf(field) === "DO_NOTHING") continue;
      plan.set(field.label, { field: foreignKey, source });
    }
    const protectedObjects: object[] = [];
    const protectedBy: string[] = [];
    const unseen = new Map<ModelMeta, ForeignKeyField[]>();
    for (const { field, source } of plan.values()) {
      const kind = onDeleteOf(field);
      if (kind === "CASCADE" && canFastDelete(source, field)) {
        unseen.set(source, [...(unseen.get(source) ?? []), field]);
        continue;
      }
      const state = relatedState(source, [field], fresh, this.#using);
      if (this.#updateUnseen(kind, field, state)) continue;
      const found =
        kind === "CASCADE" && !isWatched(source)
          ? await fetchKeys(state, this.#using)
          : ((await fetchRows(state)) as object[]);
      if (found.length === 0) continue;
      if (kind === "PROTECT") {
        protectedObjects.push(...found);
        protectedBy.push(field.label);
        continue;
      }
      await this.#apply(kind, { field, source, found, meta });
    }
    for (const [source, fields] of unseen)
      this.#fast.push(relatedState(source, fields, fresh, this.#using));
    if (protectedObjects.length > 0) {
      throw new ProtectedError(
        `Cannot delete some instances of model "${meta.name}" because they are referenced through protected foreign keys: ${protectedBy.join(", ")}.`,
        protectedObjects,
      );
    }
    for (const collectRows of meta.genericRelations())
      await this.collectState(collectRows(fresh, this.#using), { meta, nullable: false });
  }

  async #apply(
    kind: OnDelete,
    {
      field,
      source,
      found,
      meta,
    }: { field: ForeignKeyField; source: ModelMeta; found: readonly object[]; meta: ModelMeta },
  ): Promise<void> {
    if (kind === "CASCADE") {
      await this.collect(source, found, {
        source: { meta, nullable: field.null },
        reverseOf: field.parentLink ? meta : undefined,
      });
      const { checksForeignKeysAtOnce } = connections.get(this.#using).dialect.features;
      if (field.null && checksForeignKeysAtOnce === true)
        this.#updates.push({ field, value: null, rows: found });
    } else if (kind === "RESTRICT") {
      this.#restrict(field, source, found);
      this.#dependsOn(source, meta);
    }
  }

  /** Rows whose key only changes are not looked at. */
  #updateUnseen(kind: OnDelete, field: ForeignKeyField, rows: QueryState): boolean {
    if (kind === "SET_NULL") this.#updates.push({ field, value: null, rows });
    else if (kind === "SET_DEFAULT") this.#updates.push({ field, value: field.getDefault(), rows });
    else if (typeof kind === "object") {
      const { set } = kind;
      this.#updates.push({
        field,
        value: typeof set === "function" ? (set as () => unknown)() : set,
        rows,
      });
    } else return false;
    return true;
  }

  #restrict(field: ForeignKeyField, source: ModelMeta, found: readonly object[]): void {
    const byField =
      this.#restricted.get(source) ?? new Map<ForeignKeyField, Map<unknown, object>>();
    this.#restricted.set(source, byField);
    const rows = byField.get(field) ?? new Map<unknown, object>();
    byField.set(field, rows);
    for (const row of found) rows.set(keyText(source, row), row);
  }

  async #collectParents(meta: ModelMeta, rows: readonly object[]): Promise<void> {
    for (const [parent, link] of meta.parents) {
      if (link === undefined) continue;
      const parents = await parentRows(rows, parent, link, this.#using);
      await this.collect(parent, parents, { alone: true });
      this.#dependsOn(parent, meta);
    }
  }

  /** RESTRICT is fulfilled when the restricting rows are deleted anyway, by another way. */
  async checkRestricted(label: string): Promise<void> {
    for (const [meta, byField] of this.#restricted) {
      const gone = new Set(
        [...this.#data]
          .filter(([model]) => model.concrete === meta.concrete)
          .flatMap(([, rows]) => [...rows.keys()]),
      );
      for (const state of this.#fast) {
        if (state.meta.concrete !== meta.concrete) continue;
        for (const row of (await fetchRows(state)) as object[]) gone.add(keyText(meta, row));
      }
      for (const [field, rows] of byField) {
        const left = [...rows].filter(([key]) => !gone.has(key)).map(([, row]) => row);
        if (left.length > 0) {
          throw new RestrictedError(
            `Cannot delete some instances of model "${label}" because they are referenced through restricted foreign keys: ${field.label}.`,
            left,
          );
        }
      }
    }
  }

  /** Models in an order in which each comes after those that point at it. */
  #sorted(): ModelMeta[] {
    const models = [...this.#data.keys()];
    const done: ModelMeta[] = [];
    const concrete = new Set<ModelMeta>();
    while (done.length < models.length) {
      const before = done.length;
      for (const model of models) {
        if (done.includes(model)) continue;
        const blockers = [...(this.#dependencies.get(model.concrete) ?? [])];
        const isFree = blockers.every(
          (other) => concrete.has(other) || !models.some((one) => one.concrete === other),
        );
        if (!isFree) continue;
        done.push(model);
        concrete.add(model.concrete);
      }
      if (done.length === before) return models;
    }
    return done;
  }

  async delete(): Promise<DeleteResult> {
    const counts = new Map<string, number>();
    const count = (label: string, rows: number): void => {
      if (rows === 0) return;
      counts.set(label, (counts.get(label) ?? 0) + rows);
    };
    const order = this.#sorted();
    const database = connections.get(this.#using);
    const single = this.#singleFast(order);
    if (single !== undefined) {
      const [meta, row] = single;
      const changes = await guarded(() => deleteByKeys(meta, [row], this.#using), this.#using);
      clearKey(meta, row);
      return [changes, { [meta.label]: changes }];
    }
    await atomic(
      async () => {
        for (const meta of order) await this.#signal(preDelete, meta);
        for (const state of this.#fast) {
          count(state.meta.label, await deleteUnseen(state, database));
        }
        for (const update of this.#updates) await this.#update(update);
        for (const meta of order) {
          const rows = [...(this.#data.get(meta)?.values() ?? [])];
          count(meta.label, await deleteByKeys(meta, rows, this.#using));
          await this.#signal(postDelete, meta);
        }
      },
      { using: this.#using, savepoint: false },
    );
    for (const { field, value, rows } of this.#updates) {
      if (!isList(rows)) continue;
      for (const row of rows) (row as Attributes)[field.attname] = value;
    }
    for (const [meta, rows] of this.#data) for (const row of rows.values()) clearKey(meta, row);
    const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
    return [total, Object.fromEntries(counts)];
  }

  /** One row that nothing hangs on needs one statement and no transaction. */
  #singleFast(order: readonly ModelMeta[]): [ModelMeta, object] | undefined {
    const [meta] = order;
    const rows = meta === undefined ? undefined : this.#data.get(meta);
    if (
      meta === undefined ||
      order.length !== 1 ||
      rows?.size !== 1 ||
      this.#fast.length > 0 ||
      this.#updates.length > 0
    )
      return undefined;
    const [row] = rows.values();
    return row !== undefined && canFastDelete(meta) ? [meta, row] : undefined;
  }

  async #signal(signal: typeof preDelete, meta: ModelMeta): Promise<void> {
    if (meta.autoCreated || !signal.hasListeners(meta.cls)) return;
    for (const instance of this.#data.get(meta)?.values() ?? [])
      await signal.send(meta.cls, { instance, using: this.#using, origin: this.#origin });
  }

  async #update({ field, value, rows }: FieldUpdate): Promise<void> {
    const meta = field.model;
    if (!isList(rows)) {
      await meta.services.updateState(rows, { [field.name]: value });
      return;
    }
    const size = connections.get(this.#using).dialect.batchSize(1, rows.length);
    for (let start = 0; start < rows.length; start += size) {
      const keys = rows.slice(start, start + size).map((row) => meta.keyOf(row));
      const state = filteredState(
        meta.baseOrDefaultState(false, this.#using),
        toCondition([{ pk__in: keys }]),
      );
      await meta.services.updateState(state, { [field.name]: value });
    }
  }
}

function isList(rows: readonly object[] | QueryState): rows is readonly object[] {
  return Array.isArray(rows);
}

interface CollectOptions {
  readonly source?: { readonly meta: ModelMeta; readonly nullable: boolean };
  readonly keepParents?: boolean;
  /** Parents of rows whose own relations were followed already. */
  readonly alone?: boolean;
  /** The child that the rows are parents of: its link back is not followed. */
  readonly reverseOf?: ModelMeta | undefined;
}

function keyText(meta: ModelMeta, row: object): unknown {
  const key = meta.keyOf(row);
  return typeof key === "object" && key !== null ? JSON.stringify(key) : key;
}

function relatedState(
  source: ModelMeta,
  fields: readonly ForeignKeyField[],
  rows: readonly object[],
  using: string,
): QueryState {
  return filteredState(
    source.baseOrDefaultState(false, using),
    or(...fields.map((field) => toCondition([{ [`${field.name}__in`]: rows }]))),
  );
}

function clearKey(meta: ModelMeta, row: object): void {
  for (const field of meta.pkFields) (row as Attributes)[field.attname] = null;
}
