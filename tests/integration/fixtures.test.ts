import path from "node:path";

import { defineApp, setup } from "nuages/apps";
import { overrideSettings } from "nuages/conf";
import { connections, IntegrityError } from "nuages/db";
import { loadFixtures, serialize } from "nuages/serializers";
import { setupDatabases, transactionTestCase } from "nuages/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Author, Book, Genre } from "../../packages/nuages/src/serializers/fixtures/shop/models.ts";
import { servers } from "./lib/servers.ts";

const root = path.join(import.meta.dirname, "../../packages/nuages/src/serializers/fixtures/shop");

function data(...items: object[]): { data: string; format: string; source: string } {
  return { data: JSON.stringify(items), format: "json", source: "data" };
}

const author = {
  model: "shop.author",
  pk: 40,
  fields: { first_name: "Michael", last_name: "Ende" },
};
const book = (pk: number, fields: object = {}) => ({
  model: "shop.book",
  pk,
  fields: {
    title: "Momo",
    author: 40,
    weight: 1.5,
    added: "2026-11-20T14:30:45.123456Z",
    ...fields,
  },
});

for (const { label, admin, isThere } of servers) {
  describe.skipIf(!isThere)(`fixtures on ${label}`, () => {
    let settings: Disposable;
    let databases: AsyncDisposable;

    beforeAll(async () => {
      settings = overrideSettings({
        installedApps: [defineApp({ label: "shop", root })],
        timeZone: "UTC",
        databases: { default: admin ?? { engine: "sqlite", name: ":memory:" } },
      });
      await setup();
      databases = await setupDatabases();
    });

    afterAll(async () => {
      await databases[Symbol.asyncDispose]();
      settings[Symbol.dispose]();
    });

    it(
      "may name rows that come later; new rows get keys above [SER-12]",
      transactionTestCase(async () => {
        const genre = { model: "shop.genre", pk: 9, fields: { name: "fantasy" } };
        await loadFixtures([data(book(70, { genres: [9] }), author, genre)]);

        const momo = await Book.objects.selectRelated("author").get({ pk: 70 });
        expect(momo.author?.lastName).toBe("Ende");
        expect(await momo.genres.count()).toBe(1);
        expect((await Author.objects.create({ firstName: "a", lastName: "b" })).id).toBe(41);
        expect((await Book.objects.create({ title: "x" })).id).toBe(71);
        expect((await Genre.objects.create({ name: "y" })).id).toBe(10);
      }),
    );

    it(
      "must not name rows that are missing; nothing is loaded then [SER-12]",
      transactionTestCase(async () => {
        await expect(loadFixtures([data(book(70))])).rejects.toThrow(IntegrityError);

        expect(await Book.objects.count()).toBe(0);
        // The checks work again.
        await expect(Book.objects.create({ title: "x", authorId: 40 })).rejects.toThrow(
          IntegrityError,
        );
      }),
    );

    it(
      "come back as they were written [SER-01, SER-03]",
      transactionTestCase(async () => {
        await loadFixtures([data(author, book(70, { extra: { a: [1, "é"] }, signed: true }))]);
        const text = await serialize("json", Book.objects.all());
        await Book.objects.all().delete();
        await loadFixtures([{ data: text, format: "json", source: "text" }]);

        expect(await serialize("json", Book.objects.all())).toBe(text);
        expect(connections.get().dialect.displayName).not.toBe("");
      }),
    );
  });
}
