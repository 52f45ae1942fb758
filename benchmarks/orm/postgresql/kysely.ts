import { Kysely, PostgresDialect, type Generated } from "kysely";
import pg from "pg";

import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { CHUNK, type ServerContestant } from "./workshop.ts";

interface Tables {
  bench_author: { id: Generated<string>; name: string; country: string };
  bench_book: {
    id: Generated<string>;
    title: string;
    isbn: string;
    pages: number;
    rating: number;
    stock: number;
    genre: string;
    in_print: boolean;
    created: Date;
    author_id: string;
  };
}

function row({ inPrint, authorId, ...same }: BookValues) {
  return { ...same, in_print: inPrint, author_id: String(authorId) };
}

async function open(url: string): Promise<Session> {
  const pool = new pg.Pool({ connectionString: url });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const get = async (id: number): Promise<unknown> =>
    await db
      .selectFrom("bench_book")
      .selectAll()
      .where("id", "=", String(id))
      .executeTakeFirstOrThrow();
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () => await db.selectFrom("bench_book").selectAll().orderBy("id").execute(),
    join: async () =>
      await db
        .selectFrom("bench_book as b")
        .innerJoin("bench_author as a", "a.id", "b.author_id")
        .selectAll("b")
        .select(["a.name as author_name", "a.country as author_country"])
        .orderBy("b.id")
        .execute(),
    children: async () => {
      const authors = await db.selectFrom("bench_author").selectAll().orderBy("id").execute();
      const parents = authors.map((author) => ({ ...author, books: [] as unknown[] }));
      const byId = new Map(parents.map((parent) => [parent.id, parent]));
      const books = await db
        .selectFrom("bench_book")
        .selectAll()
        .where("author_id", "in", [...byId.keys()])
        .execute();
      for (const book of books) byId.get(book.author_id)?.books.push(book);
      return countChildren(parents);
    },
    grouped: async () =>
      await db
        .selectFrom("bench_book")
        .select(({ fn }) => ["author_id", fn.count("id").as("count"), fn.avg("pages").as("pages")])
        .groupBy("author_id")
        .having(({ fn }) => fn.count("id"), ">", 3)
        .orderBy("author_id")
        .execute(),
    insertMany: async (books) =>
      await db.transaction().execute(async (transaction) => {
        for (let at = 0; at < books.length; at += CHUNK)
          await transaction
            .insertInto("bench_book")
            .values(books.slice(at, at + CHUNK).map(row))
            .execute();
      }),
    insert: async (book) =>
      await db.insertInto("bench_book").values(row(book)).returning("id").executeTakeFirst(),
    update: async (id, pages) =>
      await db
        .updateTable("bench_book")
        .set({ pages })
        .where("id", "=", String(id))
        .executeTakeFirst(),
    remove: async (id) =>
      await db.deleteFrom("bench_book").where("id", "=", String(id)).executeTakeFirst(),
    close: async () => await db.destroy(),
  };
}

export const kysely: ServerContestant = { name: "Kysely", open };
