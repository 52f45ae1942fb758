import { subscribe, type Unsubscribe } from "../../instrumentation/index.ts";
import { instanceMeta, type Mark, stateOf } from "../models/instance-state.ts";
import { relationSpan, rowsRead, type RelationPayload, type RowsPayload } from "./relation-span.ts";
import { sourceLine, takeTrace, type Trace } from "./source-line.ts";

/** The same relation, loaded again and again for rows that were read together. */
export interface Repetition {
  /** Label of the model that has the relation: `library.Book`. */
  readonly model: string;
  /** The attribute: `author`. */
  readonly relation: string;
  /** The way to it from the rows that were read, with double underscores. */
  readonly path: string;
  /** Label of the model of those rows. */
  readonly root: string;
  /** How many rows were read together. */
  readonly rows: number;
  /** Line of the program that loads the relation; undefined where none is on the way. */
  readonly loadedAt: string | undefined;
  /** Line of the program that reads the rows. */
  readonly readAt: string | undefined;
  /** What to do. */
  readonly remedy: string;
}

/** What a listener gives back is thrown in place of loading. */
export type RepetitionListener = (repetition: Repetition) => Error | undefined;

/** Rows that one query gave. */
interface Batch {
  readonly root: string;
  readonly rows: number;
  readonly trace: Trace;
  readonly loads: Map<string, Load>;
}

interface Load {
  readonly seen: WeakSet<object>;
  count: number;
}

/** How an object came here: with which rows, and by which relations from them. */
interface Origin {
  readonly batch: Batch;
  readonly path: readonly string[];
  /** All relations on the way lead to one object. */
  readonly isSingle: boolean;
}

/** Objects of one result whose relation was loaded, from which on it is a repetition. */
const LIMIT = 2;

const WAYS: Readonly<Record<RelationPayload["kind"], { readonly isSingle: boolean }>> = {
  object: { isSingle: true },
  generic: { isSingle: false },
  rows: { isSingle: false },
  answer: { isSingle: false },
  field: { isSingle: true },
};

/**
 * Watches for relations that are loaded one by one for rows that came together ("N+1 queries"), until
 * the returned function is called. `onRepetition` is told at the second row, and at each one after it
 * as long as it gives errors back.
 */
export function watchRepetitions(onRepetition: RepetitionListener): Unsubscribe {
  const owner = {};
  const originOf = (object: object): Origin | undefined => {
    let mark = stateOf(object).mark;
    while (mark !== undefined && mark.owner !== owner) mark = mark.next;
    return mark?.note as Origin | undefined;
  };

  const batchOf = (rows: readonly object[]): void => {
    const [first] = rows;
    if (first === undefined || rows.length < 2) return;
    const root = instanceMeta(first)?.label ?? "";
    const batch: Batch = { root, rows: rows.length, trace: takeTrace(), loads: new Map() };
    markAll(rows, { batch, path: [], isSingle: true });
  };

  /** Objects that came with a row by a join came the same way. */
  const markAll = (objects: Iterable<object>, origin: Origin): void => {
    const mark: Mark = { owner, note: origin };
    const related = new Map<string, Set<object>>();
    for (const object of objects) {
      const state = stateOf(object);
      state.mark = withMark(state.mark, mark);
      for (const [name, { object: other }] of state.related ?? []) {
        if (other === null || originOf(other) !== undefined) continue;
        let others = related.get(name);
        if (others === undefined) related.set(name, (others = new Set()));
        others.add(other);
      }
    }
    for (const [name, others] of related)
      markAll(others, { ...origin, path: [...origin.path, name] });
  };

  const derive = (rows: readonly object[], from: Origin, name: string, isSingle: boolean): void => {
    const path = [...from.path, name];
    markAll(rows, { ...from, path, isSingle: from.isSingle && isSingle });
  };

  const onRows = ({ rows, prefetchedFor }: RowsPayload): void => {
    const from = prefetchedFor?.parents.map((parent) => originOf(parent)).find(Boolean);
    if (from === undefined || prefetchedFor === undefined) batchOf(rows);
    else derive(rows, from, prefetchedFor.name, false);
  };

  const onLoad = (payload: RelationPayload): void => {
    const origin = originOf(payload.instance);
    if (origin === undefined || isForPeers(payload)) return;
    const { loads } = origin.batch;
    const key = `${payload.kind}:${[...origin.path, payload.name].join("__")}`;
    const load = loads.get(key) ?? { seen: new WeakSet(), count: 0 };
    loads.set(key, load);
    if (load.seen.has(payload.instance)) return;
    load.seen.add(payload.instance);
    load.count += 1;
    if (load.count < LIMIT) return;
    const refusal = onRepetition(describe(payload, origin));
    if (refusal === undefined) load.count = -Infinity;
    else payload.refusal = refusal;
  };

  const onLoaded = ({ instance, name, kind }: RelationPayload, result: unknown): void => {
    const origin = originOf(instance);
    if (origin === undefined) return;
    const rows = Array.isArray(result) ? result : [result];
    const objects = rows.filter((row): row is object => instanceMeta(row) !== undefined);
    derive(objects, origin, name, WAYS[kind].isSingle);
  };

  const stops = [
    subscribe(rowsRead, onRows),
    subscribe(relationSpan, {
      start: ({ payload }) => onLoad(payload),
      end: ({ payload, result }) => onLoaded(payload, result),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The notes with one more, in the place of an earlier one of the same owner. */
function withMark(marks: Mark | undefined, mark: Mark): Mark {
  if (marks === undefined) return mark;
  if (marks.owner !== mark.owner) return { ...marks, next: withMark(marks.next, mark) };
  return marks.next === undefined ? mark : { ...mark, next: marks.next };
}

/** Is it loaded for all rows of the result at once? */
function isForPeers({ instance, kind }: RelationPayload): boolean {
  return stateOf(instance).fetching?.mode === "peers" && kind !== "rows" && kind !== "answer";
}

function describe(payload: RelationPayload, origin: Origin): Repetition {
  const meta = instanceMeta(payload.instance);
  const { batch } = origin;
  const path = [...origin.path, payload.name].join("__");
  return {
    model: meta?.label ?? "",
    relation: payload.name,
    path,
    root: batch.root,
    rows: batch.rows,
    loadedAt: sourceLine(takeTrace()),
    readAt: sourceLine(batch.trace),
    remedy: remedyOf(payload, { ...origin, path: [...origin.path, payload.name] }),
  };
}

/** What brings the relation along with the rows. */
function remedyOf({ instance, name, kind }: RelationPayload, { path, isSingle }: Origin): string {
  const way = JSON.stringify(path.join("__"));
  const before = path.slice(0, -1).join("__");
  switch (kind) {
    case "object":
      return isSingle
        ? `Add .selectRelated(${way}), or .prefetchRelated(${way}) where many rows share one object, or .fetchPeers().`
        : `Add .prefetchRelated(${way}).`;
    case "generic":
      return `Add .prefetchRelated(${way}).`;
    case "rows":
      return `Add .prefetchRelated(${way}) and use .all(); for some of them only, .prefetchRelated(new Prefetch(${way}, { queryset, toAttr })).`;
    case "answer": {
      const inQueries = [...path.slice(0, -1), queryName(instance, name)].join("__");
      return `Count with the rows, .annotate({ number: Count(${JSON.stringify(inQueries)}) }), or add .prefetchRelated(${way}) and ask the loaded rows.`;
    }
    case "field": {
      const where = before === "" ? "" : ` of ${JSON.stringify(before)}`;
      return `Read ${JSON.stringify(name)}${where} with the rows: take it out of .defer(), or add it to .only().`;
    }
  }
}

/** The name by which queries know a relation to many. */
function queryName(instance: object, name: string): string {
  const reverse = instanceMeta(instance)
    ?.reverseRelations()
    .find(({ accessorName }) => accessorName === name);
  return reverse?.name ?? name;
}
