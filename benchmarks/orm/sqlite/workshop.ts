import { DatabaseSync } from "node:sqlite";

import type { Contestant, Session, Workshop } from "../contestant.ts";
import { AUTHORS, BOOKS, books } from "../data.ts";

/** What a database holds in the column `created`: contestants store dates in their own way. */
export type DateStorage = "text" | "iso" | "milliseconds";

/** A contestant with a database file of its own. */
export interface FileContestant {
  readonly name: string;
  readonly dates: DateStorage;
  readonly skips?: Contestant["skips"];
  /** Opens a file that has the tables and rows. */
  open(file: string): Promise<Session>;
}

/** Books in one INSERT: rows of nine values within SQLite's limit of 32,766 parameters. */
export const CHUNK = 3_000;

/** How a date lies in the column `created`. */
export function storedDate(date: Date, storage: DateStorage): string | number {
  if (storage === "milliseconds") return date.getTime();
  const iso = date.toISOString();
  return storage === "iso" ? iso : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

const TABLES = `
CREATE TABLE bench_author (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  name varchar(100) NOT NULL,
  country varchar(2) NOT NULL
);
CREATE TABLE bench_book (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  title varchar(200) NOT NULL,
  isbn varchar(20) NOT NULL,
  pages integer NOT NULL,
  rating real NOT NULL,
  stock integer NOT NULL,
  genre varchar(20) NOT NULL,
  in_print bool NOT NULL,
  created datetime NOT NULL,
  author_id bigint NOT NULL REFERENCES bench_author (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX bench_book_author ON bench_book (author_id);
`;

const INSERT_BOOK =
  "INSERT INTO bench_book (title, isbn, pages, rating, stock, genre, in_print, created, author_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

export class SqliteWorkshop implements Workshop {
  readonly #db: DatabaseSync;
  readonly #dates: DateStorage;

  constructor(file: string, dates: DateStorage) {
    this.#db = new DatabaseSync(file);
    this.#dates = dates;
    this.#db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000",
    );
  }

  /** Makes the tables with their rows. */
  seed(): void {
    this.#db.exec(TABLES);
    const author = this.#db.prepare("INSERT INTO bench_author (name, country) VALUES (?, ?)");
    for (let index = 1; index <= AUTHORS; index += 1)
      author.run(`Author ${index}`, index % 2 === 0 ? "FR" : "US");
    this.addBooks(0, BOOKS);
  }

  /** Adds books; gives the key of the first. */
  addBooks(from: number, count: number): number {
    const insert = this.#db.prepare(INSERT_BOOK);
    this.#db.exec("BEGIN IMMEDIATE");
    let first = 0;
    for (const { created, inPrint, ...values } of books(from, count)) {
      const { title, isbn, pages, rating, stock, genre, authorId } = values;
      const date = storedDate(created, this.#dates);
      const done = insert.run(
        title,
        isbn,
        pages,
        rating,
        stock,
        genre,
        inPrint ? 1 : 0,
        date,
        authorId,
      );
      if (first === 0) first = Number(done.lastInsertRowid);
    }
    this.#db.exec("COMMIT");
    return first;
  }

  /** Takes away everything but the first rows. */
  reset(): void {
    this.#db.exec(`DELETE FROM bench_book WHERE id > ${BOOKS}`);
  }

  count(): number {
    const row = this.#db.prepare("SELECT count(*) AS n FROM bench_book").get();
    return Number(row?.["n"]);
  }

  close(): void {
    this.#db.close();
  }
}
