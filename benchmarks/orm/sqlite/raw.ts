import { DatabaseSync, type StatementSync } from "node:sqlite";

import type { BookValues, Children, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { type FileContestant, storedDate } from "./workshop.ts";

/** Objects made by hand from array rows: the least that a program has to do. */
class Author {
  id: number;
  name: string;
  country: string;
  books: Book[] = [];

  constructor(row: readonly unknown[], at: number) {
    this.id = row[at] as number;
    this.name = row[at + 1] as string;
    this.country = row[at + 2] as string;
  }
}

class Book {
  id: number;
  title: string;
  isbn: string;
  pages: number;
  rating: number;
  stock: number;
  genre: string;
  inPrint: boolean;
  created: Date;
  authorId: number;
  author: Author | undefined = undefined;

  constructor(row: readonly unknown[]) {
    this.id = row[0] as number;
    this.title = row[1] as string;
    this.isbn = row[2] as string;
    this.pages = row[3] as number;
    this.rating = row[4] as number;
    this.stock = row[5] as number;
    this.genre = row[6] as string;
    this.inPrint = row[7] === 1;
    this.created = readDate(row[8] as string);
    this.authorId = row[9] as number;
  }
}

/** The number that stands at a fixed place of a text. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

/** `2020-01-01 10:00:00`, in UTC: twice as fast as the parser of `Date`. */
function readDate(text: string): Date {
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  return new Date(
    Date.UTC(
      year,
      month - 1,
      day,
      digits(text, 11, 13),
      digits(text, 14, 16),
      digits(text, 17, 19),
    ),
  );
}

const COLUMNS =
  "b.id, b.title, b.isbn, b.pages, b.rating, b.stock, b.genre, b.in_print, b.created, b.author_id";
const INSERT =
  "INSERT INTO bench_book (title, isbn, pages, rating, stock, genre, in_print, created, author_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

function parameters(book: BookValues): (string | number)[] {
  const { title, isbn, pages, rating, stock, genre, inPrint, created, authorId } = book;
  return [
    title,
    isbn,
    pages,
    rating,
    stock,
    genre,
    inPrint ? 1 : 0,
    storedDate(created, "text"),
    authorId,
  ];
}

class RawSession implements Session {
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #list: StatementSync;
  readonly #join: StatementSync;
  readonly #authors: StatementSync;
  readonly #grouped: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
    );
    this.#get = this.#rows(`SELECT ${COLUMNS} FROM bench_book b WHERE b.id = ?`);
    this.#list = this.#rows(`SELECT ${COLUMNS} FROM bench_book b ORDER BY b.id`);
    this.#join = this.#rows(
      `SELECT ${COLUMNS}, a.id, a.name, a.country FROM bench_book b JOIN bench_author a ON a.id = b.author_id ORDER BY b.id`,
    );
    this.#authors = this.#rows("SELECT id, name, country FROM bench_author ORDER BY id");
    this.#grouped = this.#rows(
      "SELECT author_id, count(id), avg(pages) FROM bench_book GROUP BY author_id HAVING count(id) > 3 ORDER BY author_id",
    );
    this.#insert = this.#db.prepare(INSERT);
    this.#update = this.#db.prepare("UPDATE bench_book SET pages = ? WHERE id = ?");
    this.#remove = this.#db.prepare("DELETE FROM bench_book WHERE id = ?");
  }

  #rows(sql: string): StatementSync {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  #all(statement: StatementSync, ...values: number[]): readonly (readonly unknown[])[] {
    return statement.all(...values) as unknown as readonly (readonly unknown[])[];
  }

  get(id: number): Book {
    return new Book(this.#get.get(id) as unknown as readonly unknown[]);
  }

  list(): Book[] {
    return this.#all(this.#list).map((row) => new Book(row));
  }

  join(): Book[] {
    return this.#all(this.#join).map((row) => {
      const book = new Book(row);
      book.author = new Author(row, 10);
      return book;
    });
  }

  children(): Children {
    const authors = this.#all(this.#authors).map((row) => new Author(row, 0));
    const byId = new Map(authors.map((author) => [author.id, author]));
    const marks = authors.map(() => "?").join(", ");
    const books = this.#rows(`SELECT ${COLUMNS} FROM bench_book b WHERE b.author_id IN (${marks})`);
    for (const row of this.#all(books, ...byId.keys())) {
      const book = new Book(row);
      byId.get(book.authorId)?.books.push(book);
    }
    return countChildren(authors);
  }

  grouped(): { author: number; count: number; pages: number }[] {
    return this.#all(this.#grouped).map(([author, count, pages]) => ({
      author: author as number,
      count: count as number,
      pages: pages as number,
    }));
  }

  insertMany(books: readonly BookValues[]): void {
    this.#db.exec("BEGIN IMMEDIATE");
    for (const book of books) this.#insert.run(...parameters(book));
    this.#db.exec("COMMIT");
  }

  insert(book: BookValues): number | bigint {
    return this.#insert.run(...parameters(book)).lastInsertRowid;
  }

  update(id: number, pages: number): number | bigint {
    return this.#update.run(pages, id).changes;
  }

  remove(id: number): number | bigint {
    return this.#remove.run(id).changes;
  }

  close(): void {
    this.#db.close();
  }
}

export const raw: FileContestant = {
  name: "node:sqlite",
  dates: "text",
  open: async (file) => new RawSession(file),
};
