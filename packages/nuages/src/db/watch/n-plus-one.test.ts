import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  Count,
  Prefetch,
  RepeatedQueries,
  connections,
  models,
  prefetchRelatedObjects,
  type Lazy,
  type RelatedManager,
} from "../index.ts";
import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { getLogger, Handler, type LogRecord } from "../../logging/index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, Publisher, Tag, libraryModels } from "../testing/library.ts";
import { watchRepetitions, type Repetition } from "./n-plus-one.ts";

class Reader extends models.Model<Reader>()(
  { name: models.CharField({ maxLength: 9 }) },
  { appLabel: "library" },
) {
  declare card: Lazy<Card>;
}

class Card extends models.Model<Card>()(
  { reader: models.OneToOneField(() => Reader, { onDelete: models.CASCADE }) },
  { appLabel: "library" },
) {
  declare stampSet: RelatedManager<Stamp>;
}

class Stamp extends models.Model<Stamp>()(
  { card: models.ForeignKey(() => Card, { onDelete: models.CASCADE }) },
  { appLabel: "library" },
) {}

if (!isConfigured()) configure({});
let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels, Reader, Card, Stamp);
  const mentor = await Author.objects.create({ firstName: "Mia" });
  const press = await Publisher.objects.create({ name: "Press", owner: mentor });
  const tags = [await Tag.objects.create({ name: "a" }), await Tag.objects.create({ name: "b" })];
  for (const firstName of ["Ann", "Bob", "Cid"]) {
    const author = await Author.objects.create({ firstName, mentor });
    const reader = await Reader.objects.create({ name: firstName });
    const card = await Card.objects.create({ reader });
    await Stamp.objects.create({ card });
    for (const title of ["x", "y"]) {
      const book = await Book.objects.create({
        title: `${firstName} ${title}`,
        pages: 9,
        author,
        publisher: press,
      });
      await book.tags.add(...tags);
    }
  }
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

async function repetitionsOf(work: () => Promise<unknown>): Promise<Repetition[]> {
  const found: Repetition[] = [];
  const stop = watchRepetitions((repetition) => {
    found.push(repetition);
    return undefined;
  });
  try {
    await work();
  } finally {
    stop();
  }
  return found;
}

/** What must be found: the relation, the way to it, and a part of the remedy. */
type Hit = readonly [relation: string, path: string, remedy: string];

type Work = () => Promise<unknown>;

const HITS: readonly (readonly [name: string, work: Work, hits: readonly Hit[]])[] = [
  [
    "an author for each book",
    async () => {
      for (const book of await Book.objects.all()) await book.author;
    },
    [["library.Book.author", "author", '.selectRelated("author")']],
  ],
  [
    "authors of all books at once",
    async () => Promise.all((await Book.objects.all()).map(async (book) => book.author)),
    [["library.Book.author", "author", '.selectRelated("author")']],
  ],
  [
    "two relations of the same rows",
    async () => {
      for (const book of await Book.objects.filter({ pages: 9 })) {
        await book.author;
        await book.publisher;
      }
    },
    [
      ["library.Book.author", "author", '.selectRelated("author")'],
      ["library.Book.publisher", "publisher", '.selectRelated("publisher")'],
    ],
  ],
  [
    "a relation behind a joined one",
    async () => {
      for (const book of await Book.objects.selectRelated("author"))
        await (
          await book.author
        ).mentor;
    },
    [["library.Author.mentor", "author__mentor", '.selectRelated("author__mentor")']],
  ],
  [
    "a relation behind one that is loaded row by row itself",
    async () => {
      for (const book of await Book.objects.all()) await (await book.author).mentor;
    },
    [
      ["library.Book.author", "author", '.selectRelated("author")'],
      ["library.Author.mentor", "author__mentor", '.selectRelated("author__mentor")'],
    ],
  ],
  [
    "the books of each author",
    async () => {
      for (const author of await Author.objects.all()) await author.bookSet.all();
    },
    [["library.Author.bookSet", "bookSet", '.prefetchRelated("bookSet")']],
  ],
  [
    "some books of each author",
    async () => {
      for (const author of await Author.objects.prefetchRelated("bookSet"))
        await author.bookSet.filter({ title__contains: "x" });
    },
    [["library.Author.bookSet", "bookSet", 'new Prefetch("bookSet", { queryset, toAttr })']],
  ],
  [
    "the number of books of each author",
    async () => {
      for (const author of await Author.objects.all()) await author.bookSet.count();
    },
    [["library.Author.bookSet", "bookSet", 'annotate({ number: Count("book") })']],
  ],
  [
    "whether each author has books",
    async () => {
      for (const author of await Author.objects.all()) await author.bookSet.exists();
    },
    [["library.Author.bookSet", "bookSet", 'Count("book")']],
  ],
  [
    "the tags of each book",
    async () => {
      for (const book of await Book.objects.all()) await book.tags.all();
    },
    [["library.Book.tags", "tags", '.prefetchRelated("tags")']],
  ],
  [
    "the books of each tag",
    async () => {
      for (const tag of await Tag.objects.all()) await tag.bookSet.valuesList("title");
    },
    [["library.Tag.bookSet", "bookSet", '.prefetchRelated("bookSet")']],
  ],
  [
    "the publishers of prefetched books",
    async () => {
      for (const author of await Author.objects.prefetchRelated("bookSet"))
        for (const book of await author.bookSet.all()) await book.publisher;
    },
    [["library.Book.publisher", "bookSet__publisher", '.prefetchRelated("bookSet__publisher")']],
  ],
  [
    "the publishers of the prefetched books of one author",
    async () => {
      const author = await Author.objects.prefetchRelated("bookSet").get({ firstName: "Ann" });
      for (const book of await author.bookSet.all()) await book.publisher;
    },
    [["library.Book.publisher", "publisher", '.selectRelated("publisher")']],
  ],
  [
    "the other side of a relation of one to one",
    async () => {
      for (const reader of await Reader.objects.all()) await reader.card;
    },
    [["library.Reader.card", "card", '.selectRelated("card")']],
  ],
  [
    "rows behind the other side of a joined relation",
    async () => {
      for (const reader of await Reader.objects.selectRelated("card"))
        await (await reader.card).stampSet.all();
    },
    [["library.Card.stampSet", "card__stampSet", '.prefetchRelated("card__stampSet")']],
  ],
  [
    "a field that was left out",
    async () => {
      for (const book of await Book.objects.only("title")) await (book.pages as unknown);
    },
    [["library.Book.pages", "pages", "add it to .only()"]],
  ],
  [
    "rows of iterator()",
    async () => {
      for await (const book of Book.objects.iterator()) await book.author;
    },
    [["library.Book.author", "author", '.selectRelated("author")']],
  ],
  [
    "rows of raw()",
    async () => {
      for (const book of await Book.objects.raw("SELECT * FROM library_book")) await book.author;
    },
    [["library.Book.author", "author", '.selectRelated("author")']],
  ],
];

const QUIET: readonly (readonly [name: string, work: Work])[] = [
  [
    "joined authors",
    async () => {
      for (const book of await Book.objects.selectRelated("author__mentor"))
        await (
          await book.author
        ).mentor;
    },
  ],
  [
    "prefetched authors, with their own",
    async () => {
      for (const book of await Book.objects.prefetchRelated("author__mentor", "tags")) {
        await (
          await book.author
        ).mentor;
        await book.tags.all();
      }
    },
  ],
  [
    "a prefetched list under a name of its own",
    async () => {
      const books = new Prefetch("bookSet", {
        queryset: Book.objects.selectRelated("publisher"),
        toAttr: "shown",
      });
      for (const author of await Author.objects.prefetchRelated(books))
        for (const book of (author as unknown as { shown: Book[] }).shown) await book.publisher;
    },
  ],
  [
    "relations that were loaded for a list",
    async () => {
      const books = await Book.objects.all();
      await prefetchRelatedObjects(books, "author");
      for (const book of books) await book.author;
    },
  ],
  [
    "relations that are loaded for all rows of a result at once",
    async () => {
      for (const book of await Book.objects.fetchPeers()) await book.author;
      await Promise.all((await Book.objects.fetchPeers()).map(async (book) => book.publisher));
      for (const book of await Book.objects.only("title").fetchPeers())
        await (book.pages as unknown);
    },
  ],
  [
    "a page about one object",
    async () => {
      const book = await Book.objects.get({ title: "Ann x" });
      await (
        await book.author
      ).mentor;
      await book.publisher;
      await book.tags.all();
      await (await book.author).bookSet.count();
    },
  ],
  [
    "several pages about one object each",
    async () => {
      for (const title of ["Ann x", "Bob x", "Cid y"]) {
        const book = await Book.objects.get({ title });
        await book.author;
      }
    },
  ],
  [
    "one row of many",
    async () => {
      const books = await Book.objects.all();
      await books[0]?.author;
      await books[0]?.author;
      await books[0]?.tags.all();
      await books[0]?.tags.filter({ name: "a" });
    },
  ],
  ["the first row", async () => await (await Book.objects.first())?.author],
  [
    "keys in place of objects",
    async () => {
      for (const book of await Book.objects.all()) String(book.authorId);
    },
  ],
  [
    "relations without an object",
    async () => {
      await Book.objects.update({ publisher: null });
      for (const book of await Book.objects.all()) await book.publisher;
    },
  ],
  [
    "numbers that come with the rows",
    async () => {
      for (const author of await Author.objects.annotate({ books: Count("book") }))
        String(author.books);
    },
  ],
  [
    "a list of one row whose relation is read twice",
    async () => {
      for (const author of await Author.objects.filter({ firstName: "Ann" })) {
        await author.bookSet.all();
        await author.bookSet.all();
      }
    },
  ],
  [
    "changes of relations in a loop",
    async () => {
      const tag = await Tag.objects.get({ name: "a" });
      for (const book of await Book.objects.all()) await book.tags.set([tag]);
      for (const author of await Author.objects.all()) await author.students.set([]);
      for (const book of await Book.objects.all()) await book.tags.add(tag);
      for (const book of await Book.objects.all()) await book.tags.getOrCreate({ name: "c" });
    },
  ],
  [
    "two querysets of a row each",
    async () => {
      await (
        await Book.objects.filter({ title: "Ann x" })
      )[0]?.author;
      await (
        await Book.objects.filter({ title: "Ann y" })
      )[0]?.author;
    },
  ],
  [
    "saved and deleted rows",
    async () => {
      for (const book of await Book.objects.all()) await book.save();
      for (const book of await Book.objects.all()) await book.delete();
    },
  ],
];

describe("watchRepetitions()", () => {
  it.each(HITS)("finds %s", async (_name, work, hits) => {
    const found = await repetitionsOf(work);

    expect(found.map(({ model, relation, path }) => [`${model}.${relation}`, path])).toEqual(
      hits.map(([relation, path]) => [relation, path]),
    );
    for (const [index, [, , remedy]] of hits.entries())
      expect(found[index]?.remedy).toContain(remedy);
  });

  it.each(QUIET)("says nothing about %s", async (_name, work) => {
    expect(await repetitionsOf(work)).toEqual([]);
  });

  it("names the lines that read the rows and load the relation", async () => {
    const [found] = await repetitionsOf(async () => {
      for (const book of await Book.objects.all()) await book.author;
    });

    expect(found?.readAt).toMatch(/n-plus-one\.test\.ts:\d+:\d+$/);
    expect(found?.loadedAt).toMatch(/n-plus-one\.test\.ts:\d+:\d+$/);
    expect(found).toMatchObject({ root: "library.Book", rows: 6 });
  });

  it("loads what it finds: the answers stay the same", async () => {
    const names: string[] = [];
    await repetitionsOf(async () => {
      for (const book of await Book.objects.orderBy("id"))
        names.push((await book.author).firstName);
    });

    expect(names).toEqual(["Ann", "Ann", "Bob", "Bob", "Cid", "Cid"]);
  });
});

describe("the setting repeatedQueries", () => {
  const loadAll = async () => {
    for (const book of await Book.objects.all()) await book.author;
  };

  it("raises an error that names model, relation, lines and remedy", async () => {
    using _ = overrideSettings({ repeatedQueries: "raise" });

    const error = await loadAll().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RepeatedQueries);
    expect((error as Error).message).toMatch(
      /^library\.Book\.author is loaded row by row by \S+n-plus-one\.test\.ts:\d+:\d+, for 6 rows of library\.Book that were read together at \S+\.\n {2}Add \.selectRelated\("author"\)/,
    );
  });

  it.each([{ debug: true }, { repeatedQueries: "warn" as const }])(
    "logs one warning for rows that were read together, with %o",
    async (settings) => {
      using _ = overrideSettings(settings);
      const records: LogRecord[] = [];
      class Kept extends Handler {
        override emit(record: LogRecord): void {
          records.push(record);
        }
      }
      const logger = getLogger("nuages.db");
      const kept = new Kept();
      logger.handlers.push(kept);
      logger.propagate = false;

      await loadAll();
      await loadAll();

      logger.handlers.splice(logger.handlers.indexOf(kept), 1);
      logger.propagate = true;
      expect(records.map(({ levelName }) => levelName)).toEqual(["WARNING", "WARNING"]);
      expect(records[0]?.message).toMatch(/library\.Book\.author is loaded row by row/);
      expect(records[0]?.extra).toMatchObject({ repetition: { path: "author", rows: 6 } });
    },
  );

  it("is off outside of debug and tests, and says nothing then", async () => {
    using _ = overrideSettings({ repeatedQueries: null, debug: false });

    await loadAll();
    expect(connections.aliases).toContain("default");
  });

  it("refuses other values", () => {
    expect(() => overrideSettings({ repeatedQueries: "rais" as "raise" })).toThrow(
      /repeatedQueries is "rais"/,
    );
  });
});
