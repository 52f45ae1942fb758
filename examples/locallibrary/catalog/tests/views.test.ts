import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import {
  assertContains,
  assertNotContains,
  assertNumQueries,
  assertRedirects,
  assertTemplateUsed,
  captureQueries,
  Client,
  freezeTime,
  setUpTestData,
  testCase,
  type TestResponse,
} from "nuages/testing";
import { reverse } from "nuages/urls";

import { Author, Book, BookInstance, Genre } from "../models.ts";
import { authors, books, copies, genres } from "./factories.ts";
import { useSite } from "./site.ts";

useSite();

const client = new Client();

/** The titles on the covers of a page. */
function titles({ text }: TestResponse): string[] {
  return [...text.matchAll(/<span class="title">(.*?)<\/span>/g)].map(([, title = ""]) => title);
}

describe("with the books of the demo", () => {
  const library = setUpTestData({ before, after }, () => undefined, { fixtures: ["library"] });

  it(
    "the home page counts what the library has",
    library.test(async () => {
      const response = await client.get("/catalog/");
      const available = await BookInstance.objects.filter({ status: "a" }).count();

      assertContains(response, "633 works by 484 authors in 45 languages");
      assertContains(response, "<dt>Copies</dt><dd>1364</dd>", { html: true });
      assertContains(response, `<dt>Available</dt><dd>${available}</dd>`, { html: true });
      await assertTemplateUsed(response, "catalog/index.html");
    }),
  );

  it(
    "the home page shows twelve books, others every day, and every genre",
    library.test(async () => {
      using clock = freezeTime("2026-11-20T12:00:00Z");
      const today = await client.get("/catalog/");
      clock.tick({ days: 1 });
      const tomorrow = await client.get("/catalog/");
      const poetry = await Genre.objects.get({ name: "Poetry" });

      assert.equal(titles(today).length, 12);
      assert.notDeepEqual(titles(today), titles(tomorrow));
      assertContains(today, "?genre=", { count: 28 });
      assertContains(today, `<a href="/catalog/books/?genre=${poetry.pk}">Poetry</a>`, {
        html: true,
      });
    }),
  );

  it(
    "the list finds titles and authors by every word, whatever the case",
    library.test(async () => {
      const response = await client.get("/catalog/books/", { query: { q: "PRIDE austen" } });

      assert.deepEqual(titles(response), ["Pride and Prejudice"]);
      assertContains(response, "1 book for “PRIDE austen”");
    }),
  );

  it(
    "the list shows the books of a genre",
    library.test(async () => {
      const genre = await Genre.objects.get({ name: "Gothic fiction" });
      const response = await client.get("/catalog/books/", { query: { genre: genre.pk } });

      assertContains(response, "<h1>Gothic fiction</h1>", { html: true });
      assertContains(response, `${await genre.bookSet.count()} books of this genre`);
      assert.ok(titles(response).includes("Dracula"));
      assert.ok(!titles(response).includes("Emma"));
    }),
  );

  it(
    "the list has 24 books on a page, the rest on the last",
    library.test(async () => {
      const first = await client.get("/catalog/books/");
      const last = await client.get("/catalog/books/", { query: { page: "last" } });

      assert.equal(titles(first).length, 24);
      assertContains(first, "Page 1 of 27");
      assertNotContains(first, 'rel="prev"');
      assert.equal(titles(last).length, 633 - 26 * 24);
      assertContains(last, "Page 27 of 27");
      assertNotContains(last, 'rel="next"');
    }),
  );

  it(
    "the list keeps the search when pages are turned",
    library.test(async () => {
      const { text } = await client.get("/catalog/books/", { query: { q: "the", page: 2 } });

      assert.match(text, /rel="prev" href="\?q=the&amp;page=1"/);
      assert.match(text, /rel="next" href="\?q=the&amp;page=3"/);
    }),
  );

  for (const page of ["0", "28", "x"]) {
    it(
      `the list has no page ${page}`,
      library.test(async () => {
        const response = await client.get("/catalog/books/", { query: { page } });

        assert.equal(response.statusCode, 404);
      }),
    );
  }

  it(
    "the page of a book tells of author, language, genres and copies",
    library.test(async () => {
      const book = await Book.objects.selectRelated("author").get({ title: "A Christmas Carol" });
      const response = await client.get(book.getAbsoluteUrl());

      assertContains(response, "<h1>A Christmas Carol</h1>", { html: true });
      assertContains(response, `<a href="${book.author.getAbsoluteUrl()}">Charles Dickens</a>`, {
        html: true,
      });
      for (const fact of ["1843", "English", "Fantasy, Fiction"]) {
        assertContains(response, `<dd>${fact}</dd>`, { html: true });
      }
      const count = await book.bookInstanceSet.count();
      assertContains(response, '<span class="status', { count });
    }),
  );

  it(
    "authors are listed in order, with their years",
    library.test(async () => {
      const response = await client.get(reverse("catalog:authors"));

      assertContains(response, 'Edwin Abbott Abbott</a> <span class="life">1838–1926</span>');
      assertContains(response, 'class="life"', { count: 60 });
      assertContains(response, "Page 1 of 9");
    }),
  );

  it(
    "the page of an author shows the books in the order of their years",
    library.test(async () => {
      const author = await Author.objects.get({ lastName: "Austen" });
      const expected = await author.bookSet
        .orderBy("year", "title")
        .valuesList("title", { flat: true });
      const response = await client.get(author.getAbsoluteUrl());
      const shown = [...response.text.matchAll(/<h3><a [^>]*>(.*?)<\/a>/g)].map(([, t]) => t);

      assertContains(response, "<h1>Jane Austen</h1>", { html: true });
      assertContains(response, "1775–1817");
      assert.deepEqual(shown, expected);
    }),
  );
});

describe("the home page", () => {
  it(
    "stands at the root of the site, too",
    testCase(async () => {
      assertContains(await client.get("/"), "What would you like to read?");
    }),
  );

  it(
    "asks as often for many books as for few",
    testCase(async () => {
      await books.createBatch(2);
      const { length } = await captureQueries(() => client.get("/catalog/"));
      await books.createBatch(30);

      const response = await assertNumQueries(length, () => client.get("/catalog/"));

      assert.equal(response.statusCode, 200);
    }),
  );
});

describe("the list of books", () => {
  it(
    "says so when nothing is found",
    testCase(async () => {
      await books.create();
      const response = await client.get("/catalog/books/", { query: { q: "qqqq" } });

      assertContains(response, "Nothing found.");
      assertContains(response, "0 books for “qqqq”");
      assert.equal(response.context.get("query"), "qqqq");
    }),
  );

  it(
    "does not read % and _ as wildcards",
    testCase(async () => {
      await books.create({ title: "100 %_ sure" });
      await books.create({ title: "Emma" });

      const response = await client.get("/catalog/books/", { query: { q: "%_" } });

      assert.deepEqual(titles(response), ["100 %_ sure"]);
    }),
  );

  for (const genre of ["x", "", "1e99", "-1", "__proto__"]) {
    it(
      `bears ?genre=${genre}`,
      testCase(async () => {
        await genres.create();
        const response = await client.get("/catalog/books/", { query: { genre } });

        assert.equal(response.statusCode, 200);
      }),
    );
  }
});

describe("the page of a book", () => {
  it(
    "says when a copy on loan is due back",
    testCase(async () => {
      const copy = await copies.with("lent").create();
      const book = await copy.book;

      const response = await client.get(book.getAbsoluteUrl());

      assertContains(response, "due back 24 December 2026");
      assertContains(response, '<span class="status o">On loan</span>', { html: true });
    }),
  );

  it(
    "says when there is no copy, and when the language is not known",
    testCase(async () => {
      const book = await books.with("ancient").create();

      const response = await client.get(book.getAbsoluteUrl());

      assertContains(response, "The library has no copy at the moment.");
      assertContains(response, "<dd>unknown</dd>", { html: true });
      assertContains(response, "<dd>1200 BC</dd>", { html: true });
    }),
  );

  it(
    "escapes what the catalogue says",
    testCase(async () => {
      const author = await authors.create({ firstName: "", lastName: "O'Hara & <b>Sons</b>" });
      const book = await books.create({ title: '<script>alert("x")</script>', author });

      const response = await client.get(book.getAbsoluteUrl());

      assertNotContains(response, "<script>");
      assertContains(response, "<h1>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</h1>");
      assertContains(response, "O&#x27;Hara &amp; &lt;b&gt;Sons&lt;/b&gt;");
    }),
  );

  it(
    "is not there for a number that no book has",
    testCase(async () => {
      const response = await client.get(reverse("catalog:book", { id: 999_999 }));

      assertContains(response, "This page is not on our shelves", { statusCode: 404 });
    }),
  );
});

describe("what the visitor sends", () => {
  it(
    "is escaped where it is shown again",
    testCase(async () => {
      const response = await client.get("/catalog/books/", { query: { q: '"><script>x' } });

      assertNotContains(response, "<script>");
      assertContains(response, 'value="&quot;&gt;&lt;script&gt;x"');
    }),
  );

  const nowhere = ["/nowhere/", "/catalog/book/x/", "/catalog/book/-1/", "/catalog/author/9/"];
  for (const path of [...nowhere, `/catalog/book/${"9".repeat(50)}/`]) {
    it(
      `leads nowhere at ${path}`,
      testCase(async () => {
        assert.equal((await client.get(path)).statusCode, 404);
      }),
    );
  }

  it(
    "is led to the address with its slash",
    testCase(async () => {
      await assertRedirects(await client.get("/catalog/books"), "/catalog/books/", {
        statusCode: 301,
      });
    }),
  );

  for (const method of ["post", "put", "delete"] as const) {
    it(
      `is refused by ${method} to a list`,
      testCase(async () => {
        assert.equal((await client[method]("/catalog/books/")).statusCode, 405);
      }),
    );
  }
});
