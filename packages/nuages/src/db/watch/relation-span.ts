import { defineEvent, defineSpan } from "../../instrumentation/index.ts";

/** What listeners of {@link relationSpan} see. */
export interface RelationPayload {
  readonly instance: object;
  /** The attribute: `author`, `bookSet`; of a field that was left out, its name. */
  readonly name: string;
  /**
   * What is asked for: one object (`generic`: of any model), rows of a relation to many, an answer
   * about them (`count()`, `exists()`, `aggregate()`), or a field that the query left out.
   */
  readonly kind: "object" | "generic" | "rows" | "answer" | "field";
  /** Set by a listener at the start: thrown in place of loading. */
  refusal: Error | undefined;
}

/** Every relation or field that is loaded for one object by itself, and not with the rows of a query. */
export const relationSpan = defineSpan<RelationPayload>("relation");

/** Rows that were read and made into instances. */
export interface RowsPayload {
  readonly rows: readonly object[];
  /** The objects that they were prefetched for, and the name of the relation. */
  readonly prefetchedFor:
    | { readonly parents: readonly object[]; readonly name: string }
    | undefined;
}

export const rowsRead = defineEvent<RowsPayload>("rows");

/** Tells whoever watches that a query gave these instances. */
export function announceRows(rows: readonly object[]): void {
  if (rowsRead.hasSubscribers) rowsRead.publish({ rows, prefetchedFor: undefined });
}

/** Loads something of one object, seen by whoever watches. */
export function watchedLoad<T>(
  { instance, name, kind }: Pick<RelationPayload, "instance" | "name" | "kind">,
  load: () => Promise<T>,
): Promise<T> {
  if (!relationSpan.hasSubscribers) return load();
  const payload: RelationPayload = { instance, name, kind, refusal: undefined };
  return relationSpan.run(payload, async () => {
    if (payload.refusal !== undefined) throw payload.refusal;
    return load();
  });
}

/** Where the rows of a query belong, when they were reached from an object. */
interface Reached {
  readonly hints: { readonly instance?: object; readonly relation?: string };
  readonly forWrite: boolean;
}

/** {@link watchedLoad} for queries that may have been reached from an object. */
export function watchedRead<T>(
  { hints: { instance, relation }, forWrite }: Reached,
  kind: "rows" | "answer",
  read: () => Promise<T>,
): Promise<T> {
  if (instance === undefined || relation === undefined || forWrite) return read();
  return watchedLoad({ instance, name: relation, kind }, read);
}
