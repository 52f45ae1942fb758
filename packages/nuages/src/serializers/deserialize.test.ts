import { join } from "node:path";

import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure } from "../conf/index.ts";
import { createTables } from "../db/index.ts";
import { Author, Book, Tag } from "../cli/fixtures/library/shelf/models.ts";
import { deserialize, type DeserializedObject } from "./index.ts";

const shelf = join(import.meta.dirname, "../cli/fixtures/library/shelf");

function instanceOf<T>(object: DeserializedObject | undefined): T {
  // Each test knows the model of its data.
  return object?.object as T;
}

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

function read(item: object): Promise<DeserializedObject[]> {
  return Array.fromAsync(deserialize("object", [item], { source: "books.json" }));
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

    for await (const object of deserialize("json", text)) await object.save();

    const book = await Book.objects.selectRelated("author").get({ pk: 1 });
    expect(book.author.lastName).toBe("Ende");
    expect(String(book.dueBack)).toBe("2026-12-24");
    expect(await book.tags.all()).toHaveLength(1);
  });

  it("reads a line as an object in jsonl [SER-01]", async () => {
    const text =
      '{"model":"shelf.tag","pk":"a","fields":{}}\n\n{"model":"shelf.tag","pk":"b","fields":{}}\n';

    const objects = await Array.fromAsync(deserialize("jsonl", text));

    expect(objects.map(({ model }) => model)).toEqual(["shelf.tag", "shelf.tag"]);
  });

  it("writes over a row with the same key [SER-12]", async () => {
    await Author.objects.create({ id: 7, lastName: "Old" });

    for (const object of await read({
      model: "shelf.author",
      pk: 7,
      fields: { last_name: "New" },
    })) {
      await object.save();
    }

    expect((await Author.objects.get({ pk: 7 })).lastName).toBe("New");
    expect(await Author.objects.count()).toBe(1);
  });

  it("gives an object without key a new one", async () => {
    for (const object of await read({ model: "shelf.author", fields: { last_name: "New" } })) {
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
  ])("names source, object and field of %j [SER-07]", async (item, message) => {
    await expect(read(item)).rejects.toThrow(message);
  });

  it("leaves out models and fields that do not exist, when told [SER-07]", async () => {
    const items = [
      { model: "shelf.bok", pk: 1, fields: {} },
      { model: "shelf.author", pk: 7, fields: { last_name: "Ende", age: 66 } },
    ];

    const objects = await Array.fromAsync(
      deserialize("object", items, { ignoreNonexistent: true }),
    );

    expect(objects).toHaveLength(1);
  });

  it("says what the database refuses", async () => {
    const [object] = await read({ model: "shelf.author", pk: 7, fields: { last_name: null } });

    await expect(object?.save()).rejects.toThrow(
      "books.json, object 1 (shelf.author, pk 7) cannot be saved: ",
    );
  });

  it.each([
    ["json", "[{]", "data is no JSON: "],
    ["json", "{}", "data, object 1: the data is no list of objects."],
    ["json", "", "data is no JSON: "],
    ["json", "[", "data is no JSON: Unexpected end of JSON input"],
    ["json", '[{"a": "]', "data is no JSON: "],
    ["json", '[{"a": 1}', "data is no JSON: "],
    ["json", "[{},]", "data, object 1"],
    ["json", "[,{}]", "data is no JSON: Unexpected token ','"],
    ["json", "[]]", "data is no JSON: Unexpected text after the list"],
    ["json", "[1]", 'data, object 1: the key "model" is missing'],
    ["json", `[${"[".repeat(100_000)}`, "data is no JSON: "],
    ["json", `[${"[".repeat(100_000)}${"]".repeat(100_000)}]`, "data is no JSON: "],
    ["jsonl", "{bad}\n", "data is no JSON: "],
    [
      "jsn",
      "[]",
      'There is no serialization format "jsn".\n  Did you mean "json"? Formats: json, jsonl, xml, yaml.',
    ],
  ])("refuses %s %.20j [SER-07] [ADV-129]", async (format, text, message) => {
    await expect(Array.fromAsync(deserialize(format, text))).rejects.toThrow(message);
  });

  it.each([
    "!!js/function 'function () { globalThis.hacked = 1 }'",
    "!!js/regexp /a/",
    '!!python/object/apply:os.system ["id"]',
    "!!js/undefined ''",
  ])("makes no code of %s in YAML [SEC-13]", async (value) => {
    const text = `- model: shelf.tag\n  pk: a\n  fields: {}\n  extra: ${value}\n`;

    const objects = await Array.fromAsync(deserialize("yaml", text)).catch(() => []);

    expect(globalThis).not.toHaveProperty("hacked");
    for (const { object } of objects) expect(object).toBeInstanceOf(Tag);
  });

  it("does not unfold YAML that grows without end [SEC-13] [ADV-129]", async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const below = level === 0 ? "x" : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 10 }, () => below).join(", ")}]`;
    });

    const read = Array.fromAsync(deserialize("yaml", levels.join("\n")));

    await expect(read).rejects.toThrow(/is no YAML: /);
  });

  it("reads data in any pieces, an object at a time [SER-09]", async () => {
    const slug = (text: string) => ({ model: "shelf.tag", pk: text, fields: {} });
    const keys = ['a"b', "c\\", '\\"]}', "[{", "é😀", "f"];
    const text = ` ${JSON.stringify(keys.map(slug), null, 1)}\n`;
    const bytes = Buffer.from(text);

    for (const size of [1, 2, 3, 7, 1_000]) {
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const objects = await Array.fromAsync(deserialize("json", pieces()));
      expect(objects.map(({ object }) => (object as Tag).slug)).toEqual(keys);
    }
  });

  it("gives an object before the text has ended [SER-09]", async () => {
    async function* endless(): AsyncGenerator<string> {
      yield '[{"model":"shelf.tag","pk":"a","fields":{}}, {"mo';
      throw new Error("more was asked for");
    }

    const objects = deserialize("json", endless());

    expect((await objects.next()).value?.model).toBe("shelf.tag");
    await expect(objects.next()).rejects.toThrow("more was asked for");
  });

  it("refuses bytes that are no UTF-8", async () => {
    const bytes = new Uint8Array([0x5b, 0xff, 0x5d]);

    await expect(Array.fromAsync(deserialize("json", bytes))).rejects.toThrow("data is no UTF-8");
  });

  it("keeps large whole numbers exact", async () => {
    const text = '[{"model":"shelf.author","pk":9007199254740993,"fields":{}}]';

    const [author] = await Array.fromAsync(deserialize("json", text));

    expect(instanceOf<Author>(author).id).toBe(9_007_199_254_740_993n);
  });

  it("takes no more than a model's fields [ADV-112]", async () => {
    const item = JSON.parse(
      '{"model":"shelf.tag","pk":"a","fields":{"__proto__":{"slug":"x"},"save":1}}',
    ) as object;

    await expect(read(item)).rejects.toThrow('there is no field "__proto__"');
    const [kept] = await Array.fromAsync(
      deserialize("object", [item], { ignoreNonexistent: true }),
    );
    expect(instanceOf<Tag>(kept).slug).toBe("a");
    expect(typeof instanceOf<Tag>(kept).save).toBe("function");
  });
});
