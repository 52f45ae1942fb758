import { defineEntity, p, sql } from "@mikro-orm/core";
import type { MikroORM } from "@mikro-orm/sql";

import type { Session } from "./contestant.ts";

type Entities = ReturnType<typeof mikroOrmEntities>;

/** The two entities, with keys in columns of a database's type. */
export function mikroOrmEntities(key: "integer" | "bigint") {
  const keyColumn = () => (key === "integer" ? p.integer() : p.bigint("number")).primary();
  const Author = defineEntity({
    name: "Author",
    tableName: "bench_author",
    properties: {
      id: keyColumn(),
      name: p.string(),
      country: p.string(),
      books: () => p.oneToMany(Book).mappedBy("author"),
    },
  });
  const Book = defineEntity({
    name: "Book",
    tableName: "bench_book",
    properties: {
      id: keyColumn(),
      title: p.string(),
      isbn: p.string(),
      pages: p.integer(),
      rating: p.float(),
      stock: p.integer(),
      genre: p.string(),
      inPrint: p.boolean().fieldName("in_print"),
      created: p.datetime(),
      author: () => p.manyToOne(Author).fieldName("author_id"),
    },
  });
  return { Author, Book };
}

/** MikroORM on the entities that it was set up with. */
export function mikroOrmSession(orm: MikroORM, { Author, Book }: Entities): Session {
  const get = async (id: number): Promise<unknown> => await orm.em.fork().findOneOrFail(Book, id);
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () => await orm.em.fork().find(Book, {}, { orderBy: { id: "asc" } }),
    join: async () =>
      await orm.em
        .fork()
        .find(Book, {}, { populate: ["author"], strategy: "joined", orderBy: { id: "asc" } }),
    children: async () => {
      const authors = await orm.em
        .fork()
        .find(Author, {}, { populate: ["books"], strategy: "select-in" });
      return {
        parents: authors.length,
        children: authors.reduce((sum, { books }) => sum + books.length, 0),
      };
    },
    grouped: async () =>
      await orm.em
        .fork()
        .createQueryBuilder(Book, "b")
        .select(["b.author", sql`count(b.id)`.as("count"), sql`avg(b.pages)`.as("pages")])
        .groupBy("b.author")
        .having("count(b.id) > ?", [3])
        .orderBy({ author: "asc" })
        .execute("all"),
    insertMany: async (books) =>
      await orm.em.fork().insertMany(
        Book,
        books.map(({ authorId, ...values }) => ({ ...values, author: authorId })),
      ),
    insert: async ({ authorId, ...values }) => {
      const em = orm.em.fork();
      em.create(Book, { ...values, author: authorId });
      await em.flush();
    },
    update: async (id, pages) => await orm.em.fork().nativeUpdate(Book, { id }, { pages }),
    remove: async (id) => await orm.em.fork().nativeDelete(Book, { id }),
    close: async () => await orm.close(),
  };
}
