import path from "node:path";

import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import csrfProtection from "@fastify/csrf-protection";
import helmet from "@fastify/helmet";
import view from "@fastify/view";
import { Eta } from "eta";
import fastify from "fastify";

import { announce } from "../announce.ts";
import { Database, file } from "../page/database.ts";

const app = fastify();
await app.register(helmet);
await app.register(cookie, { secret: "only for this benchmark, which has no secrets at all" });
await app.register(csrfProtection);
await app.register(compress);
await app.register(view, {
  engine: { eta: new Eta({ views: path.join(import.meta.dirname, "../page/templates/eta") }) },
  production: true,
  templates: path.join(import.meta.dirname, "../page/templates/eta"),
});

const database = new Database(file);
database.pragma("journal_mode = WAL");
// The columns of both tables, as the models of the others have them.
const list = database.prepare(
  `SELECT book.*, author.first_name AS firstName, author.last_name AS lastName,
     author.date_of_birth AS dateOfBirth, author.date_of_death AS dateOfDeath
   FROM catalog_book book JOIN catalog_author author ON author.id = book.author_id
   ORDER BY book.id DESC LIMIT 20`,
);
const links = { static: (name: string) => `/static/${name}` };

app.get("/books/", async (_request, reply) =>
  reply.view("book_list.eta", { ...links, section: "books", books: list.all() }),
);
await app.listen({ port: 0, host: "127.0.0.1" });
announce(app.server.address());
