import pg from "pg";

import type { Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { INSERT_BOOKS, type ServerContestant } from "./workshop.ts";

const COLUMNS =
  "b.id, b.title, b.isbn, b.pages, b.rating, b.stock, b.genre, b.in_print, b.created, b.author_id";

interface Book {
  readonly author_id: string;
}

/** The driver as its documentation shows it: named prepared statements, rows as objects, one connection that pipelines. */
async function open(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  await client.connect();
  const prepared = async <Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Row>> => await client.query<Row>({ name, text, values });
  const get = async (id: number): Promise<unknown> =>
    (await prepared("get", `SELECT ${COLUMNS} FROM bench_book b WHERE b.id = $1`, [id])).rows[0];
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () =>
      (await prepared("list", `SELECT ${COLUMNS} FROM bench_book b ORDER BY b.id`)).rows,
    join: async () =>
      (
        await prepared(
          "join",
          `SELECT ${COLUMNS}, a.id AS key, a.name, a.country FROM bench_book b JOIN bench_author a ON a.id = b.author_id ORDER BY b.id`,
        )
      ).rows,
    children: async () => {
      const authors = await prepared<{ id: string }>(
        "authors",
        "SELECT id, name, country FROM bench_author ORDER BY id",
      );
      const parents = authors.rows.map((author) => ({ ...author, books: [] as Book[] }));
      const byId = new Map(parents.map((parent) => [parent.id, parent]));
      const books = await prepared<Book>(
        "books",
        `SELECT ${COLUMNS} FROM bench_book b WHERE b.author_id = ANY($1::bigint[])`,
        [[...byId.keys()]],
      );
      for (const book of books.rows) byId.get(book.author_id)?.books.push(book);
      return countChildren(parents);
    },
    grouped: async () =>
      (
        await prepared(
          "grouped",
          "SELECT author_id, count(id), avg(pages) FROM bench_book GROUP BY author_id HAVING count(id) > 3 ORDER BY author_id",
        )
      ).rows,
    insertMany: async (books) => {
      await client.query("BEGIN");
      await prepared("insertMany", INSERT_BOOKS, [
        books.map(({ title }) => title),
        books.map(({ isbn }) => isbn),
        books.map(({ pages }) => pages),
        books.map(({ rating }) => rating),
        books.map(({ stock }) => stock),
        books.map(({ genre }) => genre),
        books.map(({ inPrint }) => inPrint),
        books.map(({ created }) => created),
        books.map(({ authorId }) => authorId),
      ]);
      await client.query("COMMIT");
    },
    insert: async ({ title, isbn, pages, rating, stock, genre, inPrint, created, authorId }) =>
      await prepared(
        "insert",
        "INSERT INTO bench_book (title, isbn, pages, rating, stock, genre, in_print, created, author_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        [title, isbn, pages, rating, stock, genre, inPrint, created, authorId],
      ),
    update: async (id, pages) =>
      await prepared("update", "UPDATE bench_book SET pages = $1 WHERE id = $2", [pages, id]),
    remove: async (id) => await prepared("remove", "DELETE FROM bench_book WHERE id = $1", [id]),
    close: async () => await client.end(),
  };
}

export const raw: ServerContestant = { name: "pg", open };
