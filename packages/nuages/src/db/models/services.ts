import type { Field } from "../fields/field.ts";
import type { BaseManager } from "../query/manager.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { QueryState } from "../query/state.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

/** What the layers above give a model: querysets, managers, accessors. */
export interface ModelServices {
  rows(meta: ModelMeta, using: string | undefined): QuerySet<object>;
  defaultManager(meta: ModelMeta): BaseManager;
  baseManager(meta: ModelMeta): BaseManager;
  defineField(meta: ModelMeta, field: Field): void;
  defineReverse(meta: ModelMeta, reverse: ReverseRelation): void;
  neighbour(
    field: Field,
    next: boolean,
  ): (this: object, where?: Readonly<Record<string, unknown>>) => Promise<object>;
  throughModel(meta: ModelMeta, field: Field): ModelClass;
  /** Longest name of a table that the default database takes. */
  longestTableName(): number;
  dbForRead(meta: ModelMeta, instance: object | undefined): string;
  updateState(state: QueryState, values: Readonly<Record<string, unknown>>): Promise<number>;
  columnRange(meta: ModelMeta, field: Field): readonly [bigint, bigint] | undefined;
  /** Deletes rows and what hangs on them. */
  deleteState(state: QueryState): Promise<unknown>;
}
