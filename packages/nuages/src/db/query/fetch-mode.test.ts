import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { FieldFetchBlocked, models, type Lazy } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, libraryModels, Publisher } from "../testing/library.ts";

class Reader extends models.Model<Reader>()(
  { name: models.CharField({ maxLength: 9 }) },
  { appLabel: "library", ordering: ["id"] },
) {
  declare card: Lazy<Card>;
}

class Card extends models.Model<Card>()(
  {
    reader: models.OneToOneField(() => Reader, { onDelete: models.CASCADE }),
    number: models.CharField({ maxLength: 9 }),
  },
  { appLabel: "library", ordering: ["id"] },
) {}

if (!isConfigured()) configure({});
let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels, Reader, Card);
  const mia = await Author.objects.create({ firstName: "Mia" });
  const press = await Publisher.objects.create({ name: "Press", owner: mia });
  for (const firstName of ["Ann", "Bob", "Cid"]) {
    const author = await Author.objects.create({ firstName, mentor: mia });
    await Book.objects.create({ title: firstName, pages: 9, author, publisher: press });
  }
  await Book.objects.create({ title: "Zoe", pages: 9, author: mia });
  for (const name of ["r1", "r2", "r3"]) {
    const reader = await Reader.objects.create({ name });
    if (name !== "r3") await Card.objects.create({ reader, number: `card ${name}` });
  }
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

describe('fetchMode("peers")', () => {
  it("loads a missing relation for all rows of the result at once", async () => {
    const books = await Book.objects.fetchPeers().orderBy("title");

    const names: string[] = [];
    const statements = await statementsOf(async () => {
      for (const book of books) names.push((await book.author).firstName);
    });

    expect(names).toEqual(["Ann", "Bob", "Cid", "Mia"]);
    expect(statements).toHaveLength(1);
  });

  it("asks once when all rows ask at the same time", async () => {
    const books = await Book.objects.fetchPeers().orderBy("title");

    const statements = await statementsOf(() =>
      Promise.all(books.map(async (book) => (await book.author).firstName)),
    );

    expect(statements).toHaveLength(1);
  });

  it("goes on with the objects that it loaded, and with joined and prefetched ones", async () => {
    const statements = await statementsOf(async () => {
      for (const book of await Book.objects.fetchPeers()) await (await book.author).mentor;
    });
    expect(statements).toHaveLength(3);

    const joined = await statementsOf(async () => {
      for (const book of await Book.objects.fetchPeers().selectRelated("author"))
        await book.author.mentor;
    });
    expect(joined).toHaveLength(2);

    const prefetched = await statementsOf(async () => {
      for (const author of await Author.objects.fetchPeers().prefetchRelated("bookSet"))
        for (const book of await author.bookSet.all()) await book.publisher;
    });
    expect(prefetched).toHaveLength(3);
  });

  it("leaves null, assigned and changed relations as they are", async () => {
    const [ann, bob, cid, zoe] = await Book.objects.fetchPeers().orderBy("title");
    const mia = await Author.objects.get({ firstName: "Mia" });
    if (bob === undefined || cid === undefined) throw new Error("no books");
    bob.author = mia;

    const statements = await statementsOf(async () => {
      expect((await ann?.author)?.firstName).toBe("Ann");
      expect(await bob.author).toBe(mia);
      cid.authorId = mia.id;
      expect((await cid.author).firstName).toBe("Mia");
      expect((await ann?.publisher)?.name).toBe("Press");
      expect(await zoe?.publisher).toBeNull();
    });

    expect(statements).toHaveLength(3);
  });

  it("loads the other side of a one-to-one relation, also where there is none", async () => {
    const readers = await Reader.objects.fetchPeers();

    const statements = await statementsOf(async () => {
      expect((await readers[0]?.card)?.number).toBe("card r1");
      expect((await readers[1]?.card)?.number).toBe("card r2");
      await expect(readers[2]?.card).rejects.toThrow("library.Reader has no card.");
    });

    expect(statements).toHaveLength(1);
  });

  it("loads a field that was left out for all rows", async () => {
    const books = await Book.objects.fetchPeers().defer("pages", "author").orderBy("title");
    if (books[1] !== undefined) books[1].pages = 77;

    const pages: unknown[] = [];
    const statements = await statementsOf(async () => {
      for (const book of books) pages.push(await Promise.resolve(book.pages));
      for (const book of books) pages.push((await book.author).firstName);
    });

    expect(pages).toEqual([9, 77, 9, 9, "Ann", "Bob", "Cid", "Mia"]);
    expect(statements).toHaveLength(3);
  });

  it("loads rows of a chunk, and of a statement of one's own", async () => {
    const chunks = await statementsOf(async () => {
      for await (const book of Book.objects.fetchPeers().iterator({ chunkSize: 2 }))
        await book.author;
    });
    expect(chunks).toHaveLength(3);

    const raw = await statementsOf(async () => {
      const books = Book.objects.fetchPeers().raw("SELECT * FROM library_book");
      for (const book of await books) await book.author;
    });
    expect(raw).toHaveLength(2);
  });

  it("says when the related row is gone", async () => {
    const [book] = await Book.objects.fetchPeers().filter({ title: "Ann" });
    if (book === undefined) throw new Error("no book");
    book.authorId = 9_999;

    await expect(book.author).rejects.toThrow("library.Author matching query does not exist");
  });
});

describe('fetchMode("raise")', () => {
  it("refuses to load what the query left out, and names it", async () => {
    const [book] = await Book.objects
      .filter({ title: "Ann" })
      .fetchMode("raise")
      .defer("pages")
      .selectRelated("publisher");
    const [reader] = await Reader.objects.fetchMode("raise");

    await expect(book?.author).rejects.toThrow(FieldFetchBlocked);
    await expect(book?.author).rejects.toThrow("library.Book.author is not loaded");
    await expect(book?.pages).rejects.toThrow("library.Book.pages is not loaded");
    await expect(reader?.card).rejects.toThrow("library.Reader.card is not loaded");
    await expect(book?.publisher?.owner).rejects.toThrow("library.Publisher.owner is not loaded");
  });

  it("takes what is there", async () => {
    const books = await Book.objects.fetchMode("raise").selectRelated("author");

    expect(books[0]?.author.firstName).toBe("Mia");
    expect(await books[0]?.publisher).toBeNull();
  });
});

describe("the setting fetchMode", () => {
  it("is what querysets do that say nothing", async () => {
    using _peers = overrideSettings({ fetchMode: "peers" });

    const peers = await statementsOf(async () => {
      for (const book of await Book.objects.all()) await book.author;
    });
    const one = await statementsOf(async () => {
      for (const book of await Book.objects.fetchMode("one")) await book.author;
    });

    expect([peers.length, one.length]).toEqual([2, 5]);
  });

  it("is one of three words, as is the argument of fetchMode()", async () => {
    using _wrong = overrideSettings({ fetchMode: "all" as "one" });

    await expect(Book.objects.all()).rejects.toThrow('The setting fetchMode is "all".');
    // @ts-expect-error no such mode
    expect(() => Book.objects.fetchMode("all")).toThrow('fetchMode() does not know "all".');
  });
});
