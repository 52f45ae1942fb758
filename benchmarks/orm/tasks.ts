import type { Bench, BookValues, Session } from "./contestant.ts";
import { BOOKS, book, books } from "./data.ts";

/** Kinds of database that are measured. */
export type Kind = "sqlite" | "postgresql";

type Call = (index: number) => unknown;

/** One line of the table. */
export interface Task {
  readonly key: keyof Session;
  readonly title: string;
  /** What Nuages may take, as a multiple of the raw driver's time; the task is only for kinds that have one. */
  readonly budgets: { readonly [K in Kind]?: number };
  /** Others read plain rows here, so that only the ratio counts. */
  readonly plainRows?: boolean;
  /** Calls beyond which a batch does not grow. */
  readonly maxCalls: number;
  /** Prepares a batch of `calls` outside the measured time and gives the call number `index`. */
  prepare(bench: Bench, calls: number): Call | Promise<Call>;
  /** Tidies up after a batch. */
  after?(bench: Bench): Promise<void> | void;
}

const MANY = 10_000;
const AT_ONCE = 20;
/** Keys in a scattered order, always the same. */
const KEYS = Array.from({ length: BOOKS }, (_, index) => ((index * 389) % BOOKS) + 1);

function key(index: number): number {
  return KEYS[index % BOOKS] ?? 1;
}

let nextBook = 1_000_000;
const manyBooks: readonly BookValues[] = books(BOOKS, MANY);

export const tasks: readonly Task[] = [
  {
    key: "get",
    title: "get by key",
    budgets: { sqlite: 3, postgresql: 1.2 },
    maxCalls: 5_000,
    prepare:
      ({ session }) =>
      (index) =>
        session.get(key(index)),
  },
  {
    key: "getAtOnce",
    title: "20 gets at once",
    budgets: { postgresql: 1.4 },
    maxCalls: 500,
    prepare:
      ({ session }) =>
      (index) =>
        session.getAtOnce?.(Array.from({ length: AT_ONCE }, (_, offset) => key(index + offset))),
  },
  {
    key: "list",
    title: "1,000 rows x 10 columns",
    budgets: { sqlite: 1.6, postgresql: 1.1 },
    maxCalls: 50,
    prepare:
      ({ session }) =>
      () =>
        session.list(),
  },
  {
    key: "join",
    title: "1,000 rows with their parent",
    budgets: { sqlite: 2, postgresql: 1.2 },
    maxCalls: 50,
    prepare:
      ({ session }) =>
      () =>
        session.join(),
  },
  {
    key: "children",
    title: "100 parents x 10 children",
    budgets: { sqlite: 2, postgresql: 1.4 },
    maxCalls: 50,
    prepare:
      ({ session }) =>
      () =>
        session.children(),
  },
  {
    key: "grouped",
    title: "grouped and aggregated",
    budgets: { sqlite: 2, postgresql: 2 },
    plainRows: true,
    maxCalls: 200,
    prepare:
      ({ session }) =>
      () =>
        session.grouped(),
  },
  {
    key: "insertMany",
    title: "bulk insert of 10,000",
    budgets: { sqlite: 1.6, postgresql: 1.6 },
    maxCalls: 1,
    prepare:
      ({ session }) =>
      () =>
        session.insertMany(manyBooks),
    after: ({ workshop }) => workshop.reset(),
  },
  {
    key: "insert",
    title: "insert",
    budgets: { sqlite: 2.5, postgresql: 1.3 },
    maxCalls: 1_000,
    prepare: ({ session }, calls) => {
      const rows = Array.from({ length: calls }, () => book((nextBook += 1)));
      return (index) => session.insert(rows[index] ?? book(index));
    },
    after: ({ workshop }) => workshop.reset(),
  },
  {
    key: "update",
    title: "update by key",
    budgets: { sqlite: 2.5, postgresql: 1.3 },
    maxCalls: 1_000,
    prepare:
      ({ session }) =>
      (index) =>
        session.update(key(index), 100 + (index % 700)),
  },
  {
    key: "remove",
    title: "delete by key",
    budgets: { sqlite: 2.5, postgresql: 1.3 },
    maxCalls: 1_000,
    prepare: async ({ session, workshop }, calls) => {
      const first = await workshop.addBooks(BOOKS, calls);
      return (index) => session.remove(first + index);
    },
    after: ({ workshop }) => workshop.reset(),
  },
];
