import { asc, avg, count, eq, gt, relations, sql } from "drizzle-orm";
import { drizzle as connect, type NodePgDatabase } from "drizzle-orm/node-postgres";
import {
  bigint,
  boolean,
  doublePrecision,
  integer,
  pgTable,
  timestamp,
  varchar,
} from "drizzle-orm/pg-core";
import pg from "pg";

import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { CHUNK, type ServerContestant } from "./workshop.ts";

const author = pgTable("bench_author", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  name: varchar("name", { length: 100 }).notNull(),
  country: varchar("country", { length: 2 }).notNull(),
});

const book = pgTable("bench_book", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  title: varchar("title", { length: 200 }).notNull(),
  isbn: varchar("isbn", { length: 20 }).notNull(),
  pages: integer("pages").notNull(),
  rating: doublePrecision("rating").notNull(),
  stock: integer("stock").notNull(),
  genre: varchar("genre", { length: 20 }).notNull(),
  inPrint: boolean("in_print").notNull(),
  created: timestamp("created", { withTimezone: true }).notNull(),
  authorId: bigint("author_id", { mode: "number" }).notNull(),
});

const schema = {
  author,
  book,
  authorRelations: relations(author, ({ many }) => ({ books: many(book) })),
  bookRelations: relations(book, ({ one }) => ({
    author: one(author, { fields: [book.authorId], references: [author.id] }),
  })),
};

type Db = NodePgDatabase<typeof schema>;

function open(url: string): { readonly db: Db; readonly close: () => Promise<void> } {
  const pool = new pg.Pool({ connectionString: url });
  return { db: connect(pool, { schema }), close: () => pool.end() };
}

function groupedQuery(db: Db) {
  return db
    .select({ author: book.authorId, count: count(book.id), pages: avg(book.pages) })
    .from(book)
    .groupBy(book.authorId)
    .having(gt(count(book.id), 3))
    .orderBy(asc(book.authorId));
}

async function insertMany(db: Db, books: readonly BookValues[]): Promise<void> {
  await db.transaction(async (transaction) => {
    for (let at = 0; at < books.length; at += CHUNK)
      await transaction.insert(book).values(books.slice(at, at + CHUNK));
  });
}

async function openPlain(url: string): Promise<Session> {
  const { db, close } = open(url);
  const get = async (id: number): Promise<unknown> =>
    (await db.select().from(book).where(eq(book.id, id)))[0];
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () => await db.select().from(book).orderBy(asc(book.id)),
    join: async () =>
      await db
        .select()
        .from(book)
        .innerJoin(author, eq(author.id, book.authorId))
        .orderBy(asc(book.id)),
    children: async () => countChildren(await db.query.author.findMany({ with: { books: true } })),
    grouped: async () => await groupedQuery(db),
    insertMany: (books) => insertMany(db, books),
    insert: async (values) => await db.insert(book).values(values).returning({ id: book.id }),
    update: async (id, pages) => await db.update(book).set({ pages }).where(eq(book.id, id)),
    remove: async (id) => await db.delete(book).where(eq(book.id, id)),
    close,
  };
}

async function openPrepared(url: string): Promise<Session> {
  const { db, close } = open(url);
  const id = sql.placeholder("id");
  const one = db.select().from(book).where(eq(book.id, id)).prepare("get");
  const list = db.select().from(book).orderBy(asc(book.id)).prepare("list");
  const join = db
    .select()
    .from(book)
    .innerJoin(author, eq(author.id, book.authorId))
    .orderBy(asc(book.id))
    .prepare("join");
  const children = db.query.author.findMany({ with: { books: true } }).prepare("children");
  const grouped = groupedQuery(db).prepare("grouped");
  const insert = db
    .insert(book)
    .values({
      title: sql.placeholder("title"),
      isbn: sql.placeholder("isbn"),
      pages: sql.placeholder("pages"),
      rating: sql.placeholder("rating"),
      stock: sql.placeholder("stock"),
      genre: sql.placeholder("genre"),
      inPrint: sql.placeholder("inPrint"),
      created: sql.placeholder("created"),
      authorId: sql.placeholder("authorId"),
    })
    .returning({ id: book.id })
    .prepare("insert");
  const update = db
    .update(book)
    .set({ pages: sql`${sql.placeholder("pages")}` })
    .where(eq(book.id, id))
    .prepare("update");
  const remove = db.delete(book).where(eq(book.id, id)).prepare("remove");
  const get = async (key: number): Promise<unknown> => (await one.execute({ id: key }))[0];
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: () => list.execute(),
    join: () => join.execute(),
    children: async () => countChildren(await children.execute()),
    grouped: () => grouped.execute(),
    insertMany: (books) => insertMany(db, books),
    insert: (values) => insert.execute({ ...values }),
    update: (key, pages) => update.execute({ id: key, pages }),
    remove: (key) => remove.execute({ id: key }),
    close,
  };
}

export const drizzle: ServerContestant = { name: "Drizzle", open: openPlain };

/** The same with every statement prepared beforehand. */
export const drizzlePrepared: ServerContestant = {
  name: "Drizzle prepared",
  skips: ["insertMany"],
  open: openPrepared,
};
