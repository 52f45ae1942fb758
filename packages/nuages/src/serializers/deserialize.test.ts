import { join } from "node:path";

import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure } from "../conf/index.ts";
import { createTables } from "../db/index.ts";
import { Author, Book, Tag } from "../cli/fixtures/library/shelf/models.ts";
import { deserialize, deserializeObjects, type DeserializedObject } from "./index.ts";

const shelf = join(import.meta.dirname, "../cli/fixtures/library/shelf");

beforeAll(async () => {
  configure({
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    installedApps: [defineApp({ label: "shelf", root: shelf })],
  });
  await setup();
  await createTables();
});

beforeEach(async () => {
  await Book.objects.all().delete();
  await Author.objects.all().delete();
  await Tag.objects.all().delete();
});

function read(item: object): DeserializedObject[] {
  return [...deserializeObjects([item], { source: "books.json" })];
}

describe("deserialize()", () => {
  it("makes objects of JSON: snake_case fields, keys of any kind [SER-03]", async () => {
    const text = JSON.stringify([
      { model: "shelf.author", pk: 7, fields: { last_name: "Ende" } },
      { model: "shelf.tag", pk: "time", fields: {} },
      {
        model: "shelf.book",
        pk: 1,
        fields: { title: "Momo", author: 7, due_back: "2026-12-24", tags: ["time"] },
      },
    ]);

    for (const object of deserialize("json", text)) await object.save();

    const book = await Book.objects.selectRelated("author").get({ pk: 1 });
    expect(book.author.lastName).toBe("Ende");
    expect(String(book.dueBack)).toBe("2026-12-24");
    expect(await book.tags.all()).toHaveLength(1);
  });

  it("reads a line as an object in jsonl [SER-01]", () => {
    const text =
      '{"model":"shelf.tag","pk":"a","fields":{}}\n\n{"model":"shelf.tag","pk":"b","fields":{}}\n';

    expect([...deserialize("jsonl", text)].map(({ model }) => model)).toEqual([
      "shelf.tag",
      "shelf.tag",
    ]);
  });

  it("writes over a row with the same key [SER-12]", async () => {
    await Author.objects.create({ id: 7, lastName: "Old" });

    for (const object of read({ model: "shelf.author", pk: 7, fields: { last_name: "New" } })) {
      await object.save();
    }

    expect((await Author.objects.get({ pk: 7 })).lastName).toBe("New");
    expect(await Author.objects.count()).toBe(1);
  });

  it("gives an object without key a new one", async () => {
    for (const object of read({ model: "shelf.author", fields: { last_name: "New" } })) {
      await object.save();
    }

    expect(await Author.objects.count()).toBe(1);
  });

  it.each([
    [
      { model: "shelf.book", pk: 12, fields: { due_bck: null } },
      'books.json, object 1 (shelf.book, pk 12): there is no field "due_bck".\n' +
        '  Did you mean "due_back"? Fields: id, title, author, due_back, tags.',
    ],
    [
      { model: "shelf.book", pk: 12, fields: { due_back: "2026-13-01" } },
      'books.json, object 1 (shelf.book, pk 12), field "due_back": "2026-13-01" is not possible: ',
    ],
    [
      { model: "shelf.book", pk: "x", fields: {} },
      'books.json, object 1 (shelf.book, pk "x"), field "pk": "x" is not possible: ',
    ],
    [
      { model: "shelf.book", pk: 12, fields: { tags: "time" } },
      'books.json, object 1 (shelf.book, pk 12), field "tags": "time" is not possible: a list of keys is expected',
    ],
    [
      { model: "shelf.bok", pk: 1, fields: {} },
      "books.json, object 1 (shelf.bok, pk 1): App 'shelf' doesn't have a 'bok' model.\n" +
        '  Did you mean "Book"? Models: Author, Tag, Book.',
    ],
    [{ pk: 1, fields: {} }, 'books.json, object 1: the key "model" is missing.'],
    [
      { model: "shelf.book", pk: 1 },
      'books.json, object 1 (shelf.book, pk 1): the key "fields" is missing.',
    ],
  ])("names source, object and field of %j [SER-07]", (item, message) => {
    expect(() => read(item)).toThrow(message);
  });

  it("leaves out models and fields that do not exist, when told [SER-07]", () => {
    const items = [
      { model: "shelf.bok", pk: 1, fields: {} },
      { model: "shelf.author", pk: 7, fields: { last_name: "Ende", age: 66 } },
    ];

    expect([...deserializeObjects(items, { ignoreNonexistent: true })]).toHaveLength(1);
  });

  it("says what the database refuses", async () => {
    const [object] = read({ model: "shelf.author", pk: 7, fields: { last_name: null } });

    await expect(object?.save()).rejects.toThrow(
      "books.json, object 1 (shelf.author, pk 7) cannot be saved: ",
    );
  });

  it("refuses what is no JSON, or no list, or of no known format [SER-07]", () => {
    const all = (format: string, text: string) => () => [...deserialize(format, text)];

    expect(all("json", "[{]")).toThrow("data is no JSON: ");
    expect(all("json", "{}")).toThrow("data, object 1: the data is no list of objects.");
    expect(all("jsn", "[]")).toThrow(
      'There is no serialization format "jsn".\n  Did you mean "json"? Formats: json, jsonl.',
    );
  });

  it("keeps large whole numbers exact", () => {
    const text = '[{"model":"shelf.author","pk":9007199254740993,"fields":{}}]';

    const [author] = [...deserialize("json", text)].map(({ object }) => object as Author);

    expect(author?.id).toBe(9_007_199_254_740_993n);
  });
});
