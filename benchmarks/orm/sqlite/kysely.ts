import { Kysely, SqliteDialect, type Generated } from "kysely";

import { openBetterSqlite } from "./better-sqlite3.ts";
import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { CHUNK, type FileContestant, storedDate } from "./workshop.ts";

interface AuthorRow {
  id: Generated<number>;
  name: string;
  country: string;
}

interface BookRow {
  id: Generated<number>;
  title: string;
  isbn: string;
  pages: number;
  rating: number;
  stock: number;
  genre: string;
  in_print: number;
  created: string;
  author_id: number;
}

interface Tables {
  bench_author: AuthorRow;
  bench_book: BookRow;
}

function row({ inPrint, created, authorId, ...same }: BookValues): Omit<BookRow, "id"> {
  return {
    ...same,
    in_print: inPrint ? 1 : 0,
    created: String(storedDate(created, "text")),
    author_id: authorId,
  };
}

async function open(file: string): Promise<Session> {
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: openBetterSqlite(file) }),
  });
  return {
    get: async (id) =>
      await db.selectFrom("bench_book").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
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
    insert: async (book) => await db.insertInto("bench_book").values(row(book)).executeTakeFirst(),
    update: async (id, pages) =>
      await db.updateTable("bench_book").set({ pages }).where("id", "=", id).executeTakeFirst(),
    remove: async (id) => await db.deleteFrom("bench_book").where("id", "=", id).executeTakeFirst(),
    close: async () => await db.destroy(),
  };
}

export const kysely: FileContestant = { name: "Kysely", dates: "text", open };
