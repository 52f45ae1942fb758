/** A book as the benchmark knows it: ten columns. */
export interface BookValues {
  readonly title: string;
  readonly isbn: string;
  readonly pages: number;
  readonly rating: number;
  readonly stock: number;
  readonly genre: string;
  readonly inPrint: boolean;
  readonly created: Date;
  readonly authorId: number;
}

/** How many parents and children were loaded. */
export interface Children {
  readonly parents: number;
  readonly children: number;
}

/**
 * The work that is measured. Every method does it the way that the contestant's own documentation
 * shows, and returns what it read; the harness checks that all read the same.
 */
export interface Session {
  /** One book by its key. */
  get(id: number): Promise<unknown> | unknown;
  /** Books by their keys, one question each, asked at once. */
  getAtOnce?(ids: readonly number[]): Promise<readonly unknown[]>;
  /** All books, with their ten columns, in the order of their keys. */
  list(): Promise<readonly unknown[]> | readonly unknown[];
  /** All books with their author, by one joined query. */
  join(): Promise<readonly unknown[]> | readonly unknown[];
  /** All authors with their books; gives how many there were, after touching each. */
  children(): Promise<Children> | Children;
  /** Number and average pages of the books of each author that has more than three. */
  grouped(): Promise<readonly unknown[]> | readonly unknown[];
  insertMany(books: readonly BookValues[]): Promise<unknown> | unknown;
  insert(book: BookValues): Promise<unknown> | unknown;
  update(id: number, pages: number): Promise<unknown> | unknown;
  remove(id: number): Promise<unknown> | unknown;
  close(): Promise<void> | void;
}

/** A connection beside the contestant's own, that prepares rows outside the measured time. */
export interface Workshop {
  /** Adds books; gives the key of the first. */
  addBooks(from: number, count: number): Promise<number> | number;
  /** Takes away everything but the first rows. */
  reset(): Promise<void> | void;
  count(): Promise<number> | number;
  close(): Promise<void> | void;
}

/** A contestant at work: its session, and the workshop of its tables. */
export interface Bench {
  readonly session: Session;
  readonly workshop: Workshop;
}

/** An ORM, a query builder or the driver itself. */
export interface Contestant {
  readonly name: string;
  /** Work that the contestant has no way of doing apart from another entry (statements prepared beforehand). */
  readonly skips?: readonly (keyof Session)[];
  /** Makes tables and rows as {@link Workshop} has them, and opens a session on them. */
  enter(): Promise<Bench>;
}

/** A kind of database with its contestants; the first is what the others are measured by. */
export interface Arena {
  readonly contestants: readonly Contestant[];
  [Symbol.asyncDispose](): Promise<void>;
}
