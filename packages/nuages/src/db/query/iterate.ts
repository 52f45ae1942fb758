import { InvalidValue } from "../errors.ts";
import { rowsRead } from "../watch/relation-span.ts";
import { completeRows, databaseOf, rowsPlan } from "./execute.ts";
import { fetchesPeers } from "./fetch-mode.ts";
import type { QuerySetLike } from "./internal.ts";
import { requireTransaction } from "./locking.ts";
import { bindParams } from "./plan.ts";

export interface IteratorOptions {
  /** Rows read at once. Default: 500. Needed when relations are prefetched. */
  readonly chunkSize?: number;
}

const DEFAULT_CHUNK = 500;
/** Instances made at once where they need nothing of each other: the fewer live, the less the heap grows. */
const PORTION = 100;

/** Rows one after another, without keeping them. */
export async function* iterateState(
  queryset: QuerySetLike,
  { chunkSize }: IteratorOptions,
): AsyncGenerator<unknown> {
  const state = await queryset.ready();
  if (chunkSize === undefined && state.prefetches.length > 0) {
    throw new InvalidValue(
      "chunkSize must be provided when using iterator() after prefetchRelated().",
      { hint: "iterator({ chunkSize: 500 })" },
    );
  }
  const size = chunkSize ?? DEFAULT_CHUNK;
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new InvalidValue("chunkSize must be a whole number above 0.");
  const database = databaseOf(state);
  requireTransaction(state, database);
  const plan = rowsPlan(state, database);
  if (plan.isEmpty) return;
  const belongTogether =
    state.prefetches.length > 0 || fetchesPeers(state.fetchMode) || rowsRead.hasSubscribers;
  const portion = belongTogether ? size : Math.min(size, PORTION);
  let chunk: unknown[] = [];
  const finish = async (): Promise<unknown[]> => {
    const rows = chunk;
    chunk = [];
    if (state.mode === "instances" && rows.length > 0)
      await completeRows(rows as object[], state, database.alias);
    return rows;
  };
  for await (const row of database.stream(plan.text, bindParams(plan.params, state.args), size)) {
    chunk.push(plan.read(row));
    if (chunk.length >= portion) yield* await finish();
  }
  yield* await finish();
}
