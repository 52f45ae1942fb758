import { defineEntity, p, sql, type Configuration } from "@mikro-orm/core";
import {
  AbstractSqlConnection,
  AbstractSqlDriver,
  BasePostgreSqlPlatform,
  MikroORM,
} from "@mikro-orm/sql";
import { PostgresDialect } from "kysely";
import pg from "pg";

import type { Session } from "../contestant.ts";
import type { ServerContestant } from "./workshop.ts";

const Author = defineEntity({
  name: "Author",
  tableName: "bench_author",
  properties: {
    id: p.bigint("number").primary(),
    name: p.string(),
    country: p.string(),
    books: () => p.oneToMany(Book).mappedBy("author"),
  },
});

const Book = defineEntity({
  name: "Book",
  tableName: "bench_book",
  properties: {
    id: p.bigint("number").primary(),
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

// What @mikro-orm/postgresql does with these parts.
class Connection extends AbstractSqlConnection {
  // It has a kysely of its own, in another version.
  override createKyselyDialect(): ReturnType<AbstractSqlConnection["createKyselyDialect"]> {
    return new PostgresDialect({
      pool: new pg.Pool({ connectionString: this.config.get("clientUrl") }),
    }) as unknown as ReturnType<AbstractSqlConnection["createKyselyDialect"]>;
  }
}

class Driver extends AbstractSqlDriver<Connection> {
  constructor(config: Configuration) {
    super(config, new BasePostgreSqlPlatform(), Connection, ["kysely", "pg"]);
  }
}

async function open(url: string): Promise<Session> {
  const orm = await MikroORM.init({
    driver: Driver,
    clientUrl: url,
    dbName: new URL(url).pathname.slice(1),
    entities: [Author, Book],
  });
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

export const mikroOrm: ServerContestant = { name: "MikroORM", open };
