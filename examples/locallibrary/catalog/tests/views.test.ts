import { assertNumQueries, captureQueries, Client, testCase } from "nuages/testing";
import { reverse } from "nuages/urls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Author, Book, BookInstance, Genre } from "../models.ts";
import { demoLibrary } from "./site.ts";

const client = new Client();
let site: AsyncDisposable;

beforeAll(async () => {
  site = await demoLibrary();
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** The titles on the covers of a page. */
function titles(page: string): string[] {
  return [...page.matchAll(/<span class="title">(.*?)<\/span>/g)].map(([, title = ""]) => title);
}

describe("the home page", () => {
  it("counts what the library has", async () => {
    const { text, statusCode } = await client.get("/catalog/");

    expect(statusCode).toBe(200);
    expect(text).toContain("633 works by 484 authors in 45 languages");
    expect(text).toContain("<dt>Copies</dt><dd>1364</dd>");
    const available = await BookInstance.objects.filter({ status: "a" }).count();
    expect(text).toContain(`<dt>Available</dt><dd>${available}</dd>`);
  });

  it("shows twelve books, and every genre with a link to its books", async () => {
    const { text } = await client.get("/catalog/");
    const poetry = await Genre.objects.get({ name: "Poetry" });

    expect(titles(text)).toHaveLength(12);
    expect(text).toContain(`<a href="/catalog/books/?genre=${poetry.pk}">Poetry</a>`);
    expect(text.match(/\?genre=/g)).toHaveLength(28);
  });

  it("stands at the root of the site, too", async () => {
    const response = await client.get("/");

    expect(response.statusCode).toBe(200);
    expect(response.text).toContain("What would you like to read?");
  });

  it(
    "asks as often for many books as for few",
    testCase(async () => {
      const before = await captureQueries(() => client.get("/catalog/"));

      const author = await Author.objects.create({ lastName: "Anonymous" });
      const more = Array.from(
        { length: 100 },
        (_, n) => new Book({ title: `Scroll ${n}`, author, isbn: `${n}`, year: -n }),
      );
      await Book.objects.bulkCreate(more);

      const { statusCode } = await assertNumQueries(before.length, () => client.get("/catalog/"));
      expect(statusCode).toBe(200);
    }),
  );
});

describe("the list of books", () => {
  it("finds titles and authors by every word, whatever the case", async () => {
    const { text } = await client.get("/catalog/books/", { query: { q: "PRIDE austen" } });

    expect(titles(text)).toEqual(["Pride and Prejudice"]);
    expect(text).toContain("1 book for “PRIDE austen”");
  });

  it("says so when nothing is found", async () => {
    const { text, statusCode } = await client.get("/catalog/books/", { query: { q: "qqqq" } });

    expect(statusCode).toBe(200);
    expect(text).toContain("Nothing found.");
    expect(text).toContain("0 books for “qqqq”");
  });

  it("does not read % and _ as wildcards", async () => {
    const { text } = await client.get("/catalog/books/", { query: { q: "%_" } });

    expect(titles(text)).toEqual([]);
  });

  it("shows the books of a genre", async () => {
    const genre = await Genre.objects.get({ name: "Gothic fiction" });
    const expected = await genre.bookSet.count();

    const { text } = await client.get("/catalog/books/", { query: { genre: genre.pk } });

    expect(text).toContain("<h1>Gothic fiction</h1>");
    expect(text).toContain(`${expected} books of this genre`);
    expect(titles(text)).toContain("Dracula");
    expect(titles(text)).not.toContain("Emma");
  });

  it.each(["x", "", "1e99", "-1", "__proto__"])("bears ?genre=%s", async (genre) => {
    const { statusCode } = await client.get("/catalog/books/", { query: { genre } });

    expect(statusCode).toBe(200);
  });

  it("has 24 books on a page, in the order of their titles", async () => {
    const { text } = await client.get("/catalog/books/");
    const first = await Book.objects.valuesList("title", { flat: true }).slice(0, 2);

    expect(titles(text)).toHaveLength(24);
    expect(text).toContain("Page 1 of 27");
    expect(text).not.toContain('rel="prev"');
    expect(text).toContain(first[1]);
  });

  it("has the rest on the last page", async () => {
    const { text } = await client.get("/catalog/books/", { query: { page: "last" } });

    expect(titles(text)).toHaveLength(633 - 26 * 24);
    expect(text).toContain("Page 27 of 27");
    expect(text).not.toContain('rel="next"');
  });

  it("keeps the search when pages are turned", async () => {
    const { text } = await client.get("/catalog/books/", { query: { q: "the", page: 2 } });

    expect(text).toMatch(/rel="prev" href="\?q=the&amp;page=1"/);
    expect(text).toMatch(/rel="next" href="\?q=the&amp;page=3"/);
  });

  it.each(["0", "28", "x"])("has no page %s", async (page) => {
    const { statusCode } = await client.get("/catalog/books/", { query: { page } });

    expect(statusCode).toBe(404);
  });
});

describe("the page of a book", () => {
  it("tells of author, language, genres and copies", async () => {
    const book = await Book.objects.selectRelated("author").get({ title: "A Christmas Carol" });

    const { text } = await client.get(book.getAbsoluteUrl());

    expect(text).toContain("<h1>A Christmas Carol</h1>");
    expect(text).toContain(`<a href="${book.author.getAbsoluteUrl()}">Charles Dickens</a>`);
    expect(text).toContain("<dd>1843</dd>");
    expect(text).toContain("<dd>English</dd>");
    expect(text).toContain("<dd>Fantasy, Fiction</dd>");
    expect(text.match(/<span class="status/g)).toHaveLength(await book.bookInstanceSet.count());
  });

  it("says when a copy on loan is due back", async () => {
    const copy = await BookInstance.objects.filter({ status: "o" }).selectRelated("book").first();

    const { text } = await client.get(copy!.book.getAbsoluteUrl());

    const { day, year } = copy!.dueBack!;
    expect(text).toMatch(new RegExp(`due back ${day} \\w+ ${year}`));
    expect(text).toContain('<span class="status o">On loan</span>');
  });

  it(
    "says when there is no copy, and when the language is not known",
    testCase(async () => {
      const author = await Author.objects.create({ lastName: "Anonymous" });
      const book = await Book.objects.create({ title: "Scroll", author, isbn: "0", year: -1200 });

      const { text } = await client.get(book.getAbsoluteUrl());

      expect(text).toContain("The library has no copy at the moment.");
      expect(text).toContain("<dd>unknown</dd>");
      expect(text).toContain("<dd>1200 BC</dd>");
    }),
  );

  it(
    "escapes what the catalogue says",
    testCase(async () => {
      const author = await Author.objects.create({ lastName: "O'Hara & <b>Sons</b>" });
      const title = '<script>alert("x")</script>';
      const book = await Book.objects.create({ title, author, isbn: "0", year: 1900 });

      const { text } = await client.get(book.getAbsoluteUrl());

      expect(text).not.toContain("<script>");
      expect(text).toContain("<h1>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</h1>");
      expect(text).toContain("O&#x27;Hara &amp; &lt;b&gt;Sons&lt;/b&gt;");
    }),
  );

  it("is not there for a number that no book has", async () => {
    const { statusCode, text } = await client.get("/catalog/book/999999/");

    expect(statusCode).toBe(404);
    expect(text).toContain("This page is not on our shelves");
  });
});

describe("the pages of authors", () => {
  it("are listed in order, with their years", async () => {
    const { text } = await client.get(reverse("catalog:authors"));

    expect(text).toContain('Edwin Abbott Abbott</a> <span class="life">1838–1926</span>');
    expect(text.match(/class="life"/g)).toHaveLength(60);
    expect(text).toContain("Page 1 of 9");
  });

  it("show the books in the order of their years", async () => {
    const author = await Author.objects.get({ lastName: "Austen" });
    const expected = await author.bookSet
      .orderBy("year", "title")
      .valuesList("title", { flat: true });

    const { text } = await client.get(author.getAbsoluteUrl());

    const shown = [...text.matchAll(/<h3><a [^>]*>(.*?)<\/a>/g)].map(([, title]) => title);
    expect(text).toContain("<h1>Jane Austen</h1>");
    expect(text).toContain("1775–1817");
    expect(shown).toEqual(expected);
  });

  it("are not there for a number that no author has", async () => {
    expect((await client.get(reverse("catalog:author", { id: 999_999 }))).statusCode).toBe(404);
  });
});

describe("what the visitor sends", () => {
  it("is escaped where it is shown again", async () => {
    const { text } = await client.get("/catalog/books/", { query: { q: '"><script>x' } });

    expect(text).not.toContain("<script>");
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;x"');
  });

  it.each([
    "/nowhere/",
    "/catalog/book/x/",
    "/catalog/book/-1/",
    "/catalog/book/9".padEnd(60, "9") + "/",
  ])("leads nowhere at %s", async (path) => {
    expect((await client.get(path)).statusCode).toBe(404);
  });

  it("is led to the address with its slash", async () => {
    const response = await client.get("/catalog/books");

    expect(response.statusCode).toBe(301);
    expect(response.url).toBe("/catalog/books/");
  });

  it.each(["post", "put", "delete"] as const)("is refused by %s to a list", async (method) => {
    expect((await client[method]("/catalog/books/")).statusCode).toBe(405);
  });
});
