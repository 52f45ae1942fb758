import { configure, type DatabaseSettings } from "nuages/conf";
import { Avg, connections, Count, models, registerModels, type RelatedManager } from "nuages/db";

import type { Session } from "./contestant.ts";

class Author extends models.Model<Author>()(
  {
    name: models.CharField({ maxLength: 100 }),
    country: models.CharField({ maxLength: 2 }),
  },
  { appLabel: "bench" },
) {
  declare books: RelatedManager<Book>;
}

class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 200 }),
    isbn: models.CharField({ maxLength: 20 }),
    pages: models.IntegerField(),
    rating: models.FloatField(),
    stock: models.IntegerField(),
    genre: models.CharField({ maxLength: 20 }),
    inPrint: models.BooleanField(),
    created: models.DateTimeField(),
    author: models.ForeignKey(() => Author, { onDelete: models.CASCADE, relatedName: "books" }),
  },
  { appLabel: "bench" },
) {}

/** Nuages on a database of whatever kind that has the tables. */
export function nuagesSession(database: DatabaseSettings): Session {
  configure({
    databases: { default: database },
    useTz: true,
    timeZone: "UTC",
  });
  registerModels(Author, Book);
  return {
    get: async (id) => await Book.objects.get({ pk: id }),
    getAtOnce: (ids) => Promise.all(ids.map((id) => Book.objects.get({ pk: id }))),
    list: async () => await Book.objects.orderBy("pk"),
    join: async () => await Book.objects.selectRelated("author").orderBy("pk"),
    children: async () => {
      const authors = await Author.objects.prefetchRelated("books");
      let children = 0;
      for (const { books } of authors) children += (await books.all()).length;
      return { parents: authors.length, children };
    },
    grouped: async () =>
      await Book.objects
        .values("authorId")
        .annotate({ count: Count("id"), averagePages: Avg("pages") })
        .filter({ count__gt: 3 })
        .orderBy("authorId"),
    insertMany: async (books) =>
      await Book.objects.bulkCreate(books.map((values) => new Book(values))),
    insert: async (values) => await Book.objects.create(values),
    update: async (id, pages) => await Book.objects.filter({ pk: id }).update({ pages }),
    remove: async (id) => await Book.objects.filter({ pk: id }).delete(),
    close: async () => await connections.closeAll(),
  };
}
