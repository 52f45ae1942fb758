import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { assertQuerySetEqual, setUpTestData } from "nuages/testing";

import { Author, Book, BookInstance, Genre, Language } from "../models.ts";
import { useSite } from "./site.ts";

useSite();

describe("the fixture of the demo", () => {
  const library = setUpTestData({ before, after }, () => undefined, { fixtures: ["library"] });

  it(
    "loads every row",
    library.test(async () => {
      assert.equal(await Genre.objects.count(), 28);
      assert.equal(await Language.objects.count(), 45);
      assert.equal(await Author.objects.count(), 484);
      assert.equal(await Book.objects.count(), 633);
      assert.equal(await BookInstance.objects.count(), 1364);
    }),
  );

  it(
    "keeps dates, relations and choices",
    library.test(async () => {
      const book = await Book.objects.selectRelated("author").get({ title: "A Christmas Carol" });

      assert.equal(String(book.author), "Charles Dickens");
      assert.equal(String(book.author.dateOfBirth), "1812-02-07");
      await assertQuerySetEqual(book.genre.all(), ["Fantasy", "Fiction"], { transform: String });
      assert.ok(await book.bookInstanceSet.filter({ status: "a" }).exists());
    }),
  );

  it(
    "has a genre, an author and a copy for every book",
    library.test(async () => {
      assert.equal(await Book.objects.filter({ genre__isnull: true }).count(), 0);
      assert.equal(await Author.objects.filter({ book__isnull: true }).count(), 0);
      assert.equal(await Book.objects.filter({ bookInstance__isnull: true }).count(), 0);
    }),
  );

  it(
    "gives a date to bring it back to every copy that is on loan, and to no other",
    library.test(async () => {
      const loans = BookInstance.objects.filter({ status: "o" });
      const others = BookInstance.objects.exclude({ status: "o" });

      assert.equal(await loans.filter({ dueBack__isnull: true }).count(), 0);
      assert.equal(await others.filter({ dueBack__isnull: false }).count(), 0);
    }),
  );

  it(
    "has valid values only",
    library.test(async () => {
      const rows = [...(await Book.objects.all()), ...(await Author.objects.all())];

      for (const row of rows) await row.cleanFields();
    }),
  );
});
