import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { Temporal } from "../utils/temporal.ts";
import { Author, Book, Tag } from "./fixtures/library/models.ts";
import { site } from "./fixtures/library/settings.ts";
import { defineFactory, sequence, setupDatabases, testCase } from "./index.ts";

let databases: AsyncDisposable;

beforeAll(async () => {
  configure(site);
  const { setup } = await import("../apps/index.ts");
  await setup();
  databases = await setupDatabases();
});

afterAll(() => databases[Symbol.asyncDispose]());

const makeAuthors = () => defineFactory(Author, { name: sequence((n) => `Author ${n}`) });

describe("defineFactory()", () => {
  it(
    "gives each object a number of its own, and saves it [TEST-02]",
    testCase(async () => {
      const authors = makeAuthors();

      expect((await authors.create()).name).toBe("Author 1");
      expect((await authors.createBatch(2)).map(String)).toEqual(["Author 2", "Author 3"]);
      expect((await authors.create({ name: "Ende" })).name).toBe("Ende");
      expect(await Author.objects.count()).toBe(4);
    }),
  );

  it(
    "makes what an object belongs to, unless it is given as object or key",
    testCase(async () => {
      const books = defineFactory(Book, { title: "Emma", author: makeAuthors() });
      const ende = await Author.objects.create({ name: "Ende" });

      const author = await (await books.create()).author;
      expect(author.name).toBe("Author 1");
      expect((await books.create({ author: ende })).authorId).toBe(ende.id);
      expect((await books.create({ authorId: ende.id })).authorId).toBe(ende.id);
      expect(await Author.objects.count()).toBe(2);
    }),
  );

  it(
    "calls functions for each object, has traits, and does what needs the saved object",
    testCase(async () => {
      let day = 0;
      const books = defineFactory(
        Book,
        {
          title: "Emma",
          author: makeAuthors(),
          dueBack: async () => Temporal.PlainDate.from({ year: 2026, month: 11, day: (day += 1) }),
        },
        {
          traits: { untitled: { title: "" }, home: { dueBack: null } },
          afterCreate: async (book) => {
            await book.tags.add(await Tag.objects.create({ name: `of-${book.id}` }));
          },
        },
      );

      expect(String((await books.create()).dueBack)).toBe("2026-11-01");
      expect(String((await books.create()).dueBack)).toBe("2026-11-02");
      const plain = await books.with("untitled", "home").create();
      expect([plain.title, plain.dueBack]).toEqual(["", null]);
      expect(await plain.tags.count()).toBe(1);
      expect(() => books.with("hom" as "home")).toThrow(
        'The factory of Book has no trait "hom".\n  Did you mean "home"?',
      );
    }),
  );

  it("makes objects without saving any", async () => {
    const books = defineFactory(Book, { title: "Emma", author: makeAuthors() });
    const book = await books.build({ title: "Momo" });

    expect(book.title).toBe("Momo");
    expect((await book.author).id ?? null).toBeNull();
    expect(await Author.objects.count()).toBe(0);
  });

  it(
    "saves to another database",
    testCase(
      async () => {
        const books = defineFactory(Book, { title: "Emma", author: makeAuthors() });
        await books.using("other").create();
        expect(await Author.objects.using("other").count()).toBe(1);
        expect(await Author.objects.count()).toBe(0);
      },
      { databases: ["default", "other"] },
    ),
  );
});
