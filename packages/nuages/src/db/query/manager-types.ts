import type { CreationValues } from "../models/input-types.ts";
import type { PkOf, REL } from "../models/model-types.ts";
import type { QuerySet } from "./queryset.ts";

/** Options of the methods of related managers that add rows. */
export interface AddOptions {
  /** Values for the other columns of the row between the two, for many-to-many relations. */
  readonly throughDefaults?: Readonly<Record<string, unknown>>;
  /** Of a reverse foreign key: `false` saves each object, with its signals, instead of one update. */
  readonly bulk?: boolean;
}

/** Options of `set()` of related managers. */
export interface SetOptions extends AddOptions {
  /** Removes all rows first instead of working out the difference. */
  readonly clear?: boolean;
}

/** What a queryset has and a manager has not: it would make the manager look like its rows. */
type OnlyQuerySet = "then" | "delete" | "~row" | "~model" | typeof Symbol.asyncIterator;

/** The methods of a queryset class, offered by a manager: each starts from the manager's `all()`. */
export type ManagerOf<Q> = { [K in Exclude<keyof Q, OnlyQuerySet>]: Q[K] } & {
  readonly "~row": Q extends { readonly "~row": infer R } ? R : unknown;
  /** A manager like this one that asks the database `alias`. */
  dbManager(alias: string): ManagerOf<Q>;
};

/** The way into the rows of a model: `Book.objects`. Has the methods of {@link QuerySet}; `await` needs `.all()`. */
export interface Manager<M> extends ManagerOf<QuerySet<M>> {
  readonly "~row": M;
}

/** The rows on the other side of a many-valued relation of one object. */
export interface RelatedManager<M> extends Manager<M> {
  readonly [REL]: M;
  readonly "~many": true;
  /** Points `objects` at this one. Objects of a reverse foreign key must be saved, unless `{ bulk: false }`. */
  add(...objects: (M | PkOf<M> | AddOptions)[]): Promise<void>;
  /** Takes `objects` out of the relation; of a foreign key only when it may be null. */
  remove(...objects: (M | PkOf<M>)[]): Promise<void>;
  /** Makes the relation hold exactly `objects`, changing only what differs. */
  set(
    objects: Iterable<M | PkOf<M>> | PromiseLike<Iterable<M | PkOf<M>>>,
    options?: SetOptions,
  ): Promise<void>;
  /** Takes all objects out of the relation; of a foreign key only when it may be null. */
  clear(): Promise<void>;
  /** Creates an object in this relation. */
  create(values: Partial<CreationValues<M>>, options?: AddOptions): Promise<M>;
}

/** The manager of a many-to-many relation. */
export type ManyRelatedManager<M> = RelatedManager<M>;
