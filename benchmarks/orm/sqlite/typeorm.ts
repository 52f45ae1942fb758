import { DataSource, EntitySchema } from "typeorm";

import { Database } from "./better-sqlite3.ts";
import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import type { FileContestant } from "./workshop.ts";

interface Author {
  id: number;
  name: string;
  country: string;
  books: Book[];
}

interface Book extends BookValues {
  id: number;
  author: Author;
}

const AuthorSchema = new EntitySchema<Author>({
  name: "Author",
  tableName: "bench_author",
  columns: {
    id: { type: "integer", primary: true, generated: true },
    name: { type: "varchar", length: 100 },
    country: { type: "varchar", length: 2 },
  },
  relations: { books: { type: "one-to-many", target: "Book", inverseSide: "author" } },
});

const BookSchema = new EntitySchema<Book>({
  name: "Book",
  tableName: "bench_book",
  columns: {
    id: { type: "integer", primary: true, generated: true },
    title: { type: "varchar", length: 200 },
    isbn: { type: "varchar", length: 20 },
    pages: { type: "integer" },
    rating: { type: "real" },
    stock: { type: "integer" },
    genre: { type: "varchar", length: 20 },
    inPrint: { type: "boolean", name: "in_print" },
    created: { type: "datetime" },
    authorId: { type: "integer", name: "author_id" },
  },
  relations: {
    author: {
      type: "many-to-one",
      target: "Author",
      joinColumn: { name: "author_id" },
      inverseSide: "books",
    },
  },
});

/** Rows of nine values within SQLite's limit of 32,766 parameters. */
const CHUNK = 3_000;

async function open(file: string): Promise<Session> {
  const source = new DataSource({
    type: "better-sqlite3",
    database: file,
    driver: Database,
    enableWAL: true,
    prepareDatabase: (db: { pragma(text: string): unknown }) =>
      void db.pragma("synchronous = NORMAL"),
    entities: [AuthorSchema, BookSchema],
  });
  await source.initialize();
  const books = source.getRepository(BookSchema);
  const authors = source.getRepository(AuthorSchema);
  return {
    get: async (id) => await books.findOneByOrFail({ id }),
    list: async () => await books.find({ order: { id: "ASC" } }),
    join: async () => await books.find({ relations: { author: true }, order: { id: "ASC" } }),
    children: async () =>
      countChildren(
        await authors.find({
          relations: { books: true },

          order: { id: "ASC" },
        }),
      ),
    grouped: async () =>
      await books
        .createQueryBuilder("book")
        .select("book.authorId", "author")
        .addSelect("COUNT(book.id)", "count")
        .addSelect("AVG(book.pages)", "pages")
        .groupBy("book.authorId")
        .having("COUNT(book.id) > :least", { least: 3 })
        .orderBy("book.authorId")
        .getRawMany(),
    insertMany: async (rows) =>
      await source.transaction(async (manager) => {
        for (let at = 0; at < rows.length; at += CHUNK)
          // It writes the keys into what it is given.
          await manager.insert(
            BookSchema,
            rows.slice(at, at + CHUNK).map((row) => ({ ...row })),
          );
      }),
    insert: async (values) => await books.insert({ ...values }),
    update: async (id, pages) => await books.update({ id }, { pages }),
    remove: async (id) => await books.delete(id),
    close: async () => await source.destroy(),
  };
}

export const typeorm: FileContestant = { name: "TypeORM", dates: "text", open };
