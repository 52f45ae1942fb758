import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

import type { BookValues, Session } from "./contestant.ts";
import { countChildren } from "./count-children.ts";
import type { Kind } from "./tasks.ts";

// Not in node_modules: Node strips no types there.
const FOLDER = path.join(import.meta.dirname, "..", "dist", "prisma");

/** How Prisma writes the types of columns that differ between the databases. */
const TYPES: Readonly<Record<Kind, { readonly key: string; readonly date: string }>> = {
  sqlite: { key: "Int", date: "DateTime" },
  postgresql: { key: "BigInt", date: "DateTime @db.Timestamptz(6)" },
};

function schemaOf(kind: Kind): string {
  const { key, date } = TYPES[kind];
  return `
generator client {
  provider            = "prisma-client"
  output              = "./client"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "ts"
}

datasource db {
  provider = "${kind}"
}

model Author {
  id      ${key}  @id @default(autoincrement())
  name    String
  country String
  books   Book[]

  @@map("bench_author")
}

model Book {
  id       ${key}   @id @default(autoincrement())
  title    String
  isbn     String
  pages    Int
  rating   Float
  stock    Int
  genre    String
  inPrint  Boolean  @map("in_print")
  created  ${date}
  author   Author   @relation(fields: [authorId], references: [id])
  authorId ${key}   @map("author_id")

  @@map("bench_book")
}
`;
}

interface Rows {
  findUniqueOrThrow(query: object): Promise<unknown>;
  findMany(query: object): Promise<readonly { readonly books: readonly unknown[] }[]>;
  create(query: object): Promise<unknown>;
  groupBy(query: object): Promise<readonly unknown[]>;
  createMany(query: object): Promise<unknown>;
  update(query: object): Promise<unknown>;
  delete(query: object): Promise<unknown>;
}

/** The part of the generated client that is used here. */
interface Client {
  readonly author: Rows;
  readonly book: Rows;
  $disconnect(): Promise<void>;
  $queryRawUnsafe(sql: string): Promise<unknown>;
}

type ClientClass = new (options: { adapter: unknown }) => Client;

/** Generates the client from the schema, which needs no engine: any program stands in for it. */
async function generate(kind: Kind): Promise<ClientClass> {
  const folder = path.join(FOLDER, kind);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "schema.prisma"), schemaOf(kind));
  const manifest = createRequire(import.meta.url).resolve("prisma/package.json");
  const cli = path.join(path.dirname(manifest), "build", "index.js");
  await promisify(execFile)(process.execPath, [cli, "generate", "--schema", "schema.prisma"], {
    cwd: folder,
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  });
  const client = (await import(path.join(folder, "client", "client.ts"))) as {
    PrismaClient: ClientClass;
  };
  return client.PrismaClient;
}

/** A client of its own for a kind of database, on one of Prisma's adapters. */
export async function openPrisma(kind: Kind, adapter: unknown): Promise<Client> {
  const PrismaClient = await generate(kind);
  return new PrismaClient({ adapter });
}

/**
 * Prisma on a database of whatever kind that has the tables. It puts questions for single rows that
 * come at once into one SELECT; and it reads related rows by a second SELECT, as its joins are a
 * preview feature.
 */
export function prismaSession(db: Client): Session {
  const get = async (id: number): Promise<unknown> =>
    await db.book.findUniqueOrThrow({ where: { id } });
  return {
    get,
    getAtOnce: (ids) => Promise.all(ids.map(get)),
    list: async () => await db.book.findMany({ orderBy: { id: "asc" } }),
    join: async () => await db.book.findMany({ include: { author: true }, orderBy: { id: "asc" } }),
    children: async () => countChildren(await db.author.findMany({ include: { books: true } })),
    grouped: async () =>
      await db.book.groupBy({
        by: ["authorId"],
        _count: { id: true },
        _avg: { pages: true },
        having: { id: { _count: { gt: 3 } } },
        orderBy: { authorId: "asc" },
      }),
    insertMany: async (books) => await db.book.createMany({ data: [...books] as BookValues[] }),
    insert: async (book) => await db.book.create({ data: book }),
    update: async (id, pages) => await db.book.update({ where: { id }, data: { pages } }),
    remove: async (id) => await db.book.delete({ where: { id } }),
    close: async () => await db.$disconnect(),
  };
}
