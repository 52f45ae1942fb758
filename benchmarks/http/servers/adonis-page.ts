import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { announce } from "../announce.ts";
import { file } from "../page/database.ts";

// Its query builder asks for the package by the name that it has in the registry.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === "better-sqlite3" ? "better-sqlite3-prebuilt" : specifier, context),
});
process.env["NODE_ENV"] = "production";
process.env["HOST"] = "127.0.0.1";
process.env["PORT"] = "0";

const { IgnitorFactory } = await import("@adonisjs/core/factories");
const { default: edge } = await import("edge.js");
const { BaseModel } = await import("@adonisjs/lucid/orm");

class Author extends BaseModel {
  static override table = "catalog_author";
  declare id: number;
  declare firstName: string;
  declare lastName: string;

  get fullName(): string {
    return this.firstName ? `${this.firstName} ${this.lastName}` : this.lastName;
  }
}
Author.boot();
Author.$addColumn("id", { isPrimary: true });
Author.$addColumn("firstName", {});
Author.$addColumn("lastName", {});

class Book extends BaseModel {
  static override table = "catalog_book";
  declare id: number;
  declare title: string;
  declare year: number;
  declare authorId: number;
  declare author: Author;

  get published(): string {
    return this.year < 0 ? `${-this.year} BC` : String(this.year);
  }
}
Book.boot();
Book.$addColumn("id", { isPrimary: true });
for (const name of ["title", "summary", "isbn", "year", "authorId", "languageId"]) {
  Book.$addColumn(name, {});
}
Book.$addRelation("author", "belongsTo", () => Author, { foreignKey: "authorId" });

const root = pathToFileURL(`${path.join(import.meta.dirname, "..")}/`);
edge.global("staticUrl", (name: string) => `/static/${name}`);

const ignitor = new IgnitorFactory()
  .withCoreConfig()
  .withCoreProviders()
  .merge({
    config: {
      logger: {
        default: "app",
        loggers: { app: { enabled: false } },
      },
      database: {
        connection: "sqlite",
        connections: {
          sqlite: {
            client: "better-sqlite3",
            connection: { filename: file },
            useNullAsDefault: true,
          },
        },
      },
    },
    rcFileContents: {
      providers: [
        () => import("@adonisjs/core/providers/edge_provider"),
        () => import("@adonisjs/lucid/database_provider"),
      ],
    },
  })
  .preload(async (app) => {
    edge.mount(path.join(import.meta.dirname, "../page/templates/edge"));
    const router = await app.container.make("router");
    router
      .get("/books/", async ({ view }) => {
        const books = await Book.query()
          .preload("author" as never)
          .orderBy("id", "desc")
          .limit(20);
        return view.render("book_list", { section: "books", books });
      })
      .as("books");
    router.get("/authors/", () => "").as("authors");
    router.get("/book/:id/", () => "").as("book");
  })
  .create(root);

await ignitor.httpServer().start();
const app = ignitor.getApp();
const server = await app?.container.make("server");
announce(server?.getNodeServer()?.address() ?? null);
