/** One path to prefetch, with the rows to take and where to put them. */
export interface PrefetchLookup {
  readonly path: string;
  /** A queryset for the last relation of the path. */
  readonly rows: PrefetchRows | undefined;
  /** Querysets for a relation to objects of any model, at most one a model. */
  readonly querysets?: readonly PrefetchRows[];
  /** Attribute that gets the list, in place of the relation's own manager. */
  readonly toAttr: string | undefined;
}

/** The part of a queryset that prefetching needs. */
export interface PrefetchRows {
  filter(...conditions: object[]): PrefetchRows;
}
