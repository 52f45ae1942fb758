import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { IntegrityError, RestrictedError } from "nuages/db";
import { assertQuerySetEqual, assertRaisesMessage, simpleTestCase, testCase } from "nuages/testing";
import { Temporal } from "nuages/utils/temporal";
import { ValidationError } from "nuages/validation";

import { Author, Book, BookInstance, Language } from "../models.ts";
import { authors, books, copies, genres, languages } from "./factories.ts";
import { useSite } from "./site.ts";

useSite();

describe("an author", () => {
  it(
    "is shown by first and last name, or the only one",
    simpleTestCase(() => {
      assert.equal(String(new Author({ firstName: "Jane", lastName: "Austen" })), "Jane Austen");
      assert.equal(String(new Author({ lastName: "Homer" })), "Homer");
    }),
  );

  const lives = [
    { born: "1775-12-16", died: "1817-07-18", lifespan: "1775–1817" },
    { born: null, died: "1817-07-18", lifespan: "?–1817" },
    { born: "1775-12-16", died: null, lifespan: "1775–?" },
    { born: null, died: null, lifespan: "" },
  ];
  for (const { born, died, lifespan } of lives) {
    it(
      `born ${born}, died ${died}, has the lifespan "${lifespan}"`,
      simpleTestCase(() => {
        const author = new Author({
          lastName: "Austen",
          dateOfBirth: born === null ? null : Temporal.PlainDate.from(born),
          dateOfDeath: died === null ? null : Temporal.PlainDate.from(died),
        });

        assert.equal(author.lifespan, lifespan);
      }),
    );
  }

  it(
    "has an address",
    testCase(async () => {
      const author = await authors.create();

      assert.equal(author.getAbsoluteUrl(), `/catalog/author/${author.id}/`);
    }),
  );

  it(
    "comes in the order of last, then first names",
    testCase(async () => {
      await authors.create({ firstName: "Emily", lastName: "Brontë" });
      await authors.create({ firstName: "Jane", lastName: "Austen" });
      await authors.create({ firstName: "Anne", lastName: "Brontë" });

      await assertQuerySetEqual(
        Author.objects.all(),
        ["Jane Austen", "Anne Brontë", "Emily Brontë"],
        { transform: String },
      );
    }),
  );

  it(
    "cannot be deleted while there are books",
    testCase(async () => {
      const author = await (await books.create()).author;

      await assert.rejects(author.delete(), RestrictedError);
      assert.equal(await author.bookSet.count(), 1);
    }),
  );
});

describe("a book", () => {
  it(
    "was published in a year, maybe before Christ",
    simpleTestCase(async () => {
      assert.equal((await books.build({ year: 1815 })).published, "1815");
      assert.equal((await books.build({ year: -800 })).published, "800 BC");
    }),
  );

  it(
    "is shown by its title, and has an address",
    testCase(async () => {
      const book = await books.create({ title: "Emma" });

      assert.equal(String(book), "Emma");
      assert.equal(book.getAbsoluteUrl(), `/catalog/book/${book.id}/`);
    }),
  );

  it(
    "has its own catalogue number",
    testCase(async () => {
      const { isbn, authorId } = await books.create();
      const other = new Book({ title: "Copy", isbn, year: 1815, authorId });

      await assert.rejects(other.validateUnique(), ValidationError);
      await assert.rejects(other.save(), IntegrityError);
    }),
  );

  it(
    "stays when its language goes",
    testCase(async () => {
      const book = await books.create({ language: await languages.create() });

      await Language.objects.all().delete();
      await book.refreshFromDb();

      assert.equal(book.languageId, null);
      assert.equal(book.language, null);
    }),
  );

  it(
    "belongs to genres, and they know their books",
    testCase(async () => {
      const book = await books.create();
      const romance = await genres.create({ name: "Romance" });
      await book.genre.add(romance);

      await assertQuerySetEqual(romance.bookSet.all(), [book]);
    }),
  );
});

describe("a copy", () => {
  it(
    "gets a number of its own and waits for maintenance",
    testCase(async () => {
      const copy = await copies.create();

      assert.match(copy.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(copy.status, "m");
      assert.equal(copy.getStatusDisplay(), "Maintenance");
      assert.equal(String(copy), `${copy.id} (Penguin, 1996)`);
    }),
  );

  it(
    "refuses a status that is no choice",
    simpleTestCase(async () => {
      const copy = new BookInstance({ imprint: "Penguin, 1996" });
      Object.assign(copy, { status: "x" });

      await assertRaisesMessage(ValidationError, "Value 'x' is not a valid choice.", () =>
        copy.cleanFields({ exclude: ["book"] }),
      );
    }),
  );
});
