import { DataSource, EntitySchema } from "typeorm";

import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import type { ServerContestant } from "./workshop.ts";

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
    id: { type: "bigint", primary: true, generated: true },
    name: { type: "varchar", length: 100 },
    country: { type: "varchar", length: 2 },
  },
  relations: { books: { type: "one-to-many", target: "Book", inverseSide: "author" } },
});

const BookSchema = new EntitySchema<Book>({
  name: "Book",
  tableName: "bench_book",
  columns: {
    id: { type: "bigint", primary: true, generated: true },
    title: { type: "varchar", length: 200 },
    isbn: { type: "varchar", length: 20 },
    pages: { type: "integer" },
    rating: { type: "double precision" },
    stock: { type: "integer" },
    genre: { type: "varchar", length: 20 },
    inPrint: { type: "boolean", name: "in_print" },
    created: { type: "timestamptz" },
    authorId: { type: "bigint", name: "author_id" },
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

/** Rows of nine values within PostgreSQL's limit of 65,535 parameters. */
const CHUNK = 7_000;

async function open(url: string): Promise<Session> {
  const source = new DataSource({
    type: "postgres",
    url,
    entities: [AuthorSchema, BookSchema],
  });
  await source.initialize();
  const books = source.getRepository(BookSchema);
  const authors = source.getRepository(AuthorSchema);
  const get = async (id: number): Promise<unknown> => await books.findOneByOrFail({ id });
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
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

export const typeorm: ServerContestant = { name: "TypeORM", open };
