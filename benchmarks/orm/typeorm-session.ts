import { type ColumnType, type DataSource, EntitySchema } from "typeorm";

import type { BookValues, Session } from "./contestant.ts";
import { countChildren } from "./count-children.ts";

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

/** Types of the columns that differ between the databases. */
interface Types {
  readonly key: ColumnType;
  readonly rating: ColumnType;
  readonly created: ColumnType;
}

interface Entities {
  readonly authors: EntitySchema<Author>;
  readonly books: EntitySchema<Book>;
}

/** The two entities on columns of a database's types. */
export function typeormEntities({ key, rating, created }: Types): Entities {
  const authors = new EntitySchema<Author>({
    name: "Author",
    tableName: "bench_author",
    columns: {
      id: { type: key, primary: true, generated: true },
      name: { type: "varchar", length: 100 },
      country: { type: "varchar", length: 2 },
    },
    relations: { books: { type: "one-to-many", target: "Book", inverseSide: "author" } },
  });
  const books = new EntitySchema<Book>({
    name: "Book",
    tableName: "bench_book",
    columns: {
      id: { type: key, primary: true, generated: true },
      title: { type: "varchar", length: 200 },
      isbn: { type: "varchar", length: 20 },
      pages: { type: "integer" },
      rating: { type: rating },
      stock: { type: "integer" },
      genre: { type: "varchar", length: 20 },
      inPrint: { type: "boolean", name: "in_print" },
      created: { type: created },
      authorId: { type: key, name: "author_id" },
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
  return { authors, books };
}

/** TypeORM on a source of `entities`; many rows are inserted `chunk` at a time. */
export async function typeormSession(
  source: DataSource,
  { entities, chunk }: { readonly entities: Entities; readonly chunk: number },
): Promise<Session> {
  await source.initialize();
  const authors = source.getRepository(entities.authors);
  const books = source.getRepository(entities.books);
  const get = async (id: number): Promise<unknown> => await books.findOneByOrFail({ id });
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () => await books.find({ order: { id: "ASC" } }),
    join: async () => await books.find({ relations: { author: true }, order: { id: "ASC" } }),
    children: async () =>
      countChildren(await authors.find({ relations: { books: true }, order: { id: "ASC" } })),
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
        for (let at = 0; at < rows.length; at += chunk)
          // It writes the keys into what it is given.
          await manager.insert(
            entities.books,
            rows.slice(at, at + chunk).map((row) => ({ ...row })),
          );
      }),
    insert: async (values) => await books.insert({ ...values }),
    update: async (id, pages) => await books.update({ id }, { pages }),
    remove: async (id) => await books.delete(id),
    close: async () => await source.destroy(),
  };
}
