import {
  asc,
  avg,
  count,
  eq,
  gt,
  extractTablesRelationalConfig,
  relations,
  sql,
} from "drizzle-orm";
import { createTableRelationsHelpers } from "drizzle-orm";
import { BetterSQLiteSession } from "drizzle-orm/better-sqlite3/session";
import {
  BaseSQLiteDatabase,
  integer,
  real,
  SQLiteSyncDialect,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";

import { openBetterSqlite } from "./better-sqlite3.ts";
import type { BookValues, Session } from "../contestant.ts";
import { countChildren } from "../count-children.ts";
import { CHUNK, type FileContestant } from "./workshop.ts";

const author = sqliteTable("bench_author", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  country: text("country").notNull(),
});

const book = sqliteTable("bench_book", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  title: text("title").notNull(),
  isbn: text("isbn").notNull(),
  pages: integer("pages").notNull(),
  rating: real("rating").notNull(),
  stock: integer("stock").notNull(),
  genre: text("genre").notNull(),
  inPrint: integer("in_print", { mode: "boolean" }).notNull(),
  created: integer("created", { mode: "timestamp_ms" }).notNull(),
  authorId: integer("author_id").notNull(),
});

const schema = {
  author,
  book,
  authorRelations: relations(author, ({ many }) => ({ books: many(book) })),
  bookRelations: relations(book, ({ one }) => ({
    author: one(author, { fields: [book.authorId], references: [author.id] }),
  })),
};

type Schema = typeof schema;
type Db = BaseSQLiteDatabase<"sync", unknown, Schema>;

// What drizzle() of drizzle-orm/better-sqlite3 does, without its import of the driver by name.
function connect(file: string): { db: Db; close: () => void } {
  const client = openBetterSqlite(file);
  const dialect = new SQLiteSyncDialect();
  const { tables, tableNamesMap } = extractTablesRelationalConfig(
    schema,
    createTableRelationsHelpers,
  );
  const config = { fullSchema: schema, schema: tables, tableNamesMap };
  const session = new BetterSQLiteSession(client, dialect, config);
  return {
    db: new BaseSQLiteDatabase("sync", dialect, session as never, config as never),
    close: () => client.close(),
  };
}

function groupedQuery(db: Db) {
  return db
    .select({ author: book.authorId, count: count(book.id), pages: avg(book.pages) })
    .from(book)
    .groupBy(book.authorId)
    .having(gt(count(book.id), 3))
    .orderBy(asc(book.authorId));
}

function insertMany(db: Db, books: readonly BookValues[]): void {
  db.transaction((transaction) => {
    for (let at = 0; at < books.length; at += CHUNK)
      transaction
        .insert(book)
        .values(books.slice(at, at + CHUNK))
        .run();
  });
}

async function openPlain(file: string): Promise<Session> {
  const { db, close } = connect(file);
  return {
    get: (id) => db.select().from(book).where(eq(book.id, id)).get(),
    list: () => db.select().from(book).orderBy(asc(book.id)).all(),
    join: () =>
      db
        .select()
        .from(book)
        .innerJoin(author, eq(author.id, book.authorId))
        .orderBy(asc(book.id))
        .all(),
    children: () => countChildren(db.query.author.findMany({ with: { books: true } }).sync()),
    grouped: () => groupedQuery(db).all(),
    insertMany: (books) => insertMany(db, books),
    insert: (values) => db.insert(book).values(values).run(),
    update: (id, pages) => db.update(book).set({ pages }).where(eq(book.id, id)).run(),
    remove: (id) => db.delete(book).where(eq(book.id, id)).run(),
    close,
  };
}

async function openPrepared(file: string): Promise<Session> {
  const { db, close } = connect(file);
  const id = sql.placeholder("id");
  const get = db.select().from(book).where(eq(book.id, id)).prepare();
  const list = db.select().from(book).orderBy(asc(book.id)).prepare();
  const join = db
    .select()
    .from(book)
    .innerJoin(author, eq(author.id, book.authorId))
    .orderBy(asc(book.id))
    .prepare();
  const children = db.query.author.findMany({ with: { books: true } }).prepare();
  const grouped = groupedQuery(db).prepare();
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
    .prepare();
  const update = db
    .update(book)
    .set({ pages: sql`${sql.placeholder("pages")}` })
    .where(eq(book.id, id))
    .prepare();
  const remove = db.delete(book).where(eq(book.id, id)).prepare();
  return {
    get: (key) => get.get({ id: key }),
    list: () => list.all(),
    join: () => join.all(),
    children: () => countChildren(children.execute().sync()),
    grouped: () => grouped.all(),
    insertMany: (books) => insertMany(db, books),
    insert: (values) => insert.run({ ...values }),
    update: (key, pages) => update.run({ id: key, pages }),
    remove: (key) => remove.run({ id: key }),
    close,
  };
}

export const drizzle: FileContestant = { name: "Drizzle", dates: "milliseconds", open: openPlain };

/** The same with every statement prepared beforehand. */
export const drizzlePrepared: FileContestant = {
  name: "Drizzle prepared",
  dates: "milliseconds",
  skips: ["insertMany"],
  open: openPrepared,
};
