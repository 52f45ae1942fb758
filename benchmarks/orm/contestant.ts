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

/** What a database holds in the column `created`: contestants store dates in their own way. */
export type DateStorage = "text" | "iso" | "milliseconds";

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

/** An ORM, a query builder or the driver itself. */
export interface Contestant {
  readonly name: string;
  readonly dates: DateStorage;
  /** Work that the contestant has no way of doing apart from another entry (statements prepared beforehand). */
  readonly skips?: readonly (keyof Session)[];
  /** Opens a database file that has the tables and rows of {@link seed}. */
  open(file: string): Promise<Session>;
}
