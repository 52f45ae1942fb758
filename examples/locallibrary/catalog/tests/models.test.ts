import { IntegrityError, RestrictedError } from "nuages/db";
import { testCase } from "nuages/testing";
import { Temporal } from "nuages/utils/temporal";
import { ValidationError } from "nuages/validation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Author, Book, BookInstance, Genre, Language } from "../models.ts";
import { emptyLibrary } from "./site.ts";

let site: AsyncDisposable;

beforeAll(async () => {
  site = await emptyLibrary();
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** A book with what it needs, saved. */
async function addBook({
  title = "Emma",
  isbn = "9780141439587",
  year = 1815,
} = {}): Promise<Book> {
  const author = await Author.objects.create({ firstName: "Jane", lastName: "Austen" });
  return Book.objects.create({ title, isbn, year, author, summary: "A match-maker errs." });
}

describe("Author", () => {
  it("is shown by first and last name, or the only one", () => {
    expect(String(new Author({ firstName: "Jane", lastName: "Austen" }))).toBe("Jane Austen");
    expect(String(new Author({ lastName: "Homer" }))).toBe("Homer");
  });

  it.each([
    ["1775-12-16", "1817-07-18", "1775–1817"],
    [null, "1817-07-18", "?–1817"],
    ["1775-12-16", null, "1775–?"],
    [null, null, ""],
  ])("born %s, died %s, has the lifespan %s", (born, died, lifespan) => {
    const author = new Author({
      lastName: "Austen",
      dateOfBirth: born === null ? null : Temporal.PlainDate.from(born),
      dateOfDeath: died === null ? null : Temporal.PlainDate.from(died),
    });

    expect(author.lifespan).toBe(lifespan);
  });

  it(
    "has an address",
    testCase(async () => {
      const author = await Author.objects.create({ lastName: "Homer" });

      expect(author.getAbsoluteUrl()).toBe(`/catalog/author/${author.id}/`);
    }),
  );

  it(
    "comes in the order of last, then first names",
    testCase(async () => {
      await Author.objects.create({ firstName: "Emily", lastName: "Brontë" });
      await Author.objects.create({ firstName: "Jane", lastName: "Austen" });
      await Author.objects.create({ firstName: "Anne", lastName: "Brontë" });

      expect((await Author.objects.all()).map(String)).toEqual([
        "Jane Austen",
        "Anne Brontë",
        "Emily Brontë",
      ]);
    }),
  );

  it(
    "cannot be deleted while there are books",
    testCase(async () => {
      const book = await addBook();
      const author = await book.author;

      await expect(author.delete()).rejects.toThrow(RestrictedError);
      expect(await author.bookSet.count()).toBe(1);
    }),
  );
});

describe("Book", () => {
  it.each([
    [1815, "1815"],
    [-800, "800 BC"],
  ])("of the year %i was published in %s", (year, published) => {
    expect(new Book({ title: "Emma", isbn: "1", year }).published).toBe(published);
  });

  it(
    "is shown by its title, and has an address",
    testCase(async () => {
      const book = await addBook({ title: "Emma" });

      expect(String(book)).toBe("Emma");
      expect(book.getAbsoluteUrl()).toBe(`/catalog/book/${book.id}/`);
    }),
  );

  it(
    "has its own catalogue number",
    testCase(async () => {
      const book = await addBook({ isbn: "9780141439587" });
      const other = new Book({
        title: "Copy",
        isbn: book.isbn,
        year: 1815,
        authorId: book.authorId,
      });

      await expect(other.validateUnique()).rejects.toThrow(ValidationError);
      await expect(other.save()).rejects.toThrow(IntegrityError);
    }),
  );

  it(
    "stays when its language goes",
    testCase(async () => {
      const book = await addBook();
      book.language = await Language.objects.create({ name: "English" });
      await book.save();

      await Language.objects.all().delete();
      await book.refreshFromDb();

      expect(book.languageId).toBeNull();
      expect(book.language).toBeNull();
    }),
  );

  it(
    "belongs to genres, and they know their books",
    testCase(async () => {
      const book = await addBook();
      const romance = await Genre.objects.create({ name: "Romance" });
      await book.genre.add(romance);

      const [found] = await romance.bookSet.all();

      expect(found?.equals(book)).toBe(true);
    }),
  );
});

describe("BookInstance", () => {
  it(
    "gets a number of its own and waits for maintenance",
    testCase(async () => {
      const book = await addBook();
      const copy = await book.bookInstanceSet.create({ imprint: "Penguin, 1996" });

      expect(copy.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(copy.status).toBe("m");
      expect(copy.getStatusDisplay()).toBe("Maintenance");
      expect(String(copy)).toBe(`${copy.id} (Penguin, 1996)`);
    }),
  );

  it("refuses a status that is no choice", async () => {
    const copy = new BookInstance({ imprint: "Penguin, 1996" });
    Object.assign(copy, { status: "x" });

    await expect(copy.cleanFields({ exclude: ["book"] })).rejects.toThrow(
      "Value 'x' is not a valid choice.",
    );
  });
});
