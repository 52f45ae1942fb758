import type { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { BaseManager } from "../query/manager.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { QueryState } from "../query/state.ts";
import type { Prefetcher } from "./prefetchers.ts";
import type { ModelRegistry } from "./registry.ts";
import type { ModelServices } from "./services.ts";

/** What rows are ordered by: field names, `-` in front for descending, or expressions. */
export type Ordering = readonly (string | Expression)[];

/** Rows that hang on instances without a foreign key (generic relations), for deletion. */
export type GenericRows = (instances: readonly object[], using: string) => QueryState;

declare module "./meta.ts" {
  /** The ways from a model to its rows. They stand here so that fields and models can be read without querysets. */
  interface ModelMeta {
    readonly services: ModelServices;
    /** The models that this one's relations can lead to. */
    readonly registry: ModelRegistry;
    /** Managers that the class declares or inherits, by name, in order. */
    readonly managers: Map<string, BaseManager>;
    readonly defaultManager: BaseManager;
    readonly baseManager: BaseManager;
    /** Order of querysets that have none of their own. */
    readonly ordering: Ordering;
    /** Lowest and highest number that the database takes for a column. */
    columnRange(field: Field): readonly [bigint, bigint] | undefined;
    /** Rows of the model without any manager's conditions. */
    baseRows(using?: string): QuerySet<object>;
    /** The rows that a relation to this model leads to: to one row any of them, to many those of the default manager. */
    baseOrDefaultState(many: boolean, using: string | undefined): QueryState;
    /** Says which rows are deleted along with instances of this model. */
    addGenericRelation(rows: GenericRows): void;
    genericRelations(): readonly GenericRows[];
    /** Teaches `prefetchRelated()` an attribute that is no field (generic relations). */
    definePrefetcher(name: string, prefetcher: Prefetcher): void;
    customPrefetcher(name: string): Prefetcher | undefined;
    dbForRead(instance?: object): string;
  }
}

declare module "./options.ts" {
  interface ModelOptions {
    /** Order of querysets that have none of their own. */
    readonly ordering?: Ordering;
  }
}
