import { Writable } from "node:stream";
import { join } from "node:path";

import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure, overrideSettings } from "../conf/index.ts";
import { createTables } from "../db/index.ts";
import { Author, Book, Cover, Genre, Novel } from "./fixtures/shop/models.ts";
import {
  deserialize,
  type DeserializedObject,
  registerSerializer,
  type SerializationFormat,
  serialize,
  serializeChunks,
  serializerFormats,
  sortDependencies,
  unregisterSerializer,
} from "./index.ts";
import { Temporal } from "../utils/temporal.ts";
import { DateTime } from "../utils/datetime.ts";

function instanceOf<T>(object: DeserializedObject | undefined): T {
  // Each test knows the model of its data.
  return object?.object as T;
}

beforeAll(async () => {
  configure({
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    timeZone: "UTC",
    installedApps: [defineApp({ label: "shop", root: join(import.meta.dirname, "fixtures/shop") })],
  });
  await setup();
  await createTables();
});

beforeEach(async () => {
  for (const model of [Cover, Novel, Book, Author, Genre]) await model.objects.all().delete();
});

async function momo(): Promise<Book> {
  const author = await Author.objects.create({ id: 7, firstName: "Michael", lastName: "Ende" });
  const book = await Book.objects.create({
    id: 1,
    title: 'Momo & <"time">',
    author,
    weight: 1,
    published: Temporal.PlainDate.from("1973-01-01"),
    added: DateTime.from("2026-11-20T14:30:45.123456Z"),
    opens: Temporal.PlainTime.from("09:00:00.5"),
    reading: Temporal.Duration.from({ hours: 26 }),
    extra: { tags: ["é", 1.5, null], empty: {} },
    picture: new Uint8Array([0, 255]),
    secret: "hidden",
  });
  await book.genres.add(
    await Genre.objects.create({ id: 3, name: "fantasy" }),
    await Genre.objects.create({ id: 2, name: "children" }),
  );
  return Book.objects.get({ pk: book.id });
}

describe("serialize()", () => {
  it("writes JSON: key, columns, then keys of many-to-many relations, in order [SER-01, SER-02, SER-04]", async () => {
    expect(await serialize("json", [await momo()], { indent: 1 })).toBe(
      `[
{
 "model": "shop.book",
 "pk": 1,
 "fields": {
  "title": "Momo & <\\"time\\">",
  "author": 7,
  "price": "9.90",
  "weight": 1.0,
  "signed": false,
  "published": "1973-01-01",
  "added": "2026-11-20T14:30:45.123Z",
  "opens": "09:00:00.500",
  "reading": "1 02:00:00",
  "extra": {
   "tags": [
    "é",
    1.5,
    null
   ],
   "empty": {}
  },
  "picture": "AP8=",
  "genres": [
   2,
   3
  ]
 }
}
]
`,
    );
  });

  it("writes an object a line [SER-10]", async () => {
    await momo();

    expect(await serialize("jsonl", Genre.objects.all())).toBe(
      '{"model": "shop.genre","pk": 2,"fields": {"name": "children"}}\n' +
        '{"model": "shop.genre","pk": 3,"fields": {"name": "fantasy"}}\n',
    );
  });

  it("writes XML with types, relations and empty values [SER-05]", async () => {
    const book = await momo();
    const fields = ["title", "author", "weight", "signed", "extra", "published", "genres"];

    expect(await serialize("xml", [book], { indent: 1, fields })).toBe(
      `<?xml version="1.0" encoding="utf-8"?>
<django-objects version="1.0">
 <object model="shop.book" pk="1">
  <field name="title" type="CharField">Momo &amp; &lt;"time"&gt;</field>
  <field name="author" rel="ManyToOneRel" to="shop.author">7</field>
  <field name="weight" type="FloatField">1.0</field>
  <field name="signed" type="BooleanField">False</field>
  <field name="published" type="DateField">1973-01-01</field>
  <field name="extra" type="JSONField">{"tags": ["\\u00e9", 1.5, null], "empty": {}}</field>
  <field name="genres" rel="ManyToManyRel" to="shop.genre"><object pk="2"></object><object pk="3"></object></field>
 </object>
</django-objects>`,
    );
  });

  it("writes YAML [SER-01]", async () => {
    const book = await momo();

    expect(await serialize("yaml", [book])).toBe(
      `- model: shop.book
  pk: 1
  fields:
    title: Momo & <"time">
    author: 7
    price: '9.90'
    weight: 1.0
    signed: false
    published: 1973-01-01
    added: 2026-11-20 14:30:45.123456+00:00
    opens: '09:00:00.500000'
    reading: 1 02:00:00
    extra:
      tags:
      - é
      - 1.5
      - null
      empty: {}
    picture: AP8=
    genres:
    - 2
    - 3
`,
    );
    expect(await serialize("yaml", [])).toBe("[]\n");
    for (const name of ["1973-01-01", "12:30", "yes", "null", "1.5", "~", "a: b", "two\nlines"]) {
      const text = await serialize("yaml", [new Genre({ id: 1, name })]);
      const [object] = await Array.fromAsync(deserialize("yaml", text));
      expect(instanceOf<Genre>(object).name).toBe(name);
    }
  });

  it("gives plain objects [SER-01, SER-02]", async () => {
    const book = await momo();
    const fields = ["title", "author", "published"];

    expect(await serialize("object", [book], { fields })).toEqual([
      {
        model: "shop.book",
        pk: 1,
        fields: {
          title: 'Momo & <"time">',
          author: 7,
          published: Temporal.PlainDate.from("1973-01-01"),
        },
      },
    ]);
  });

  it("takes fields by name, relations among them [SER-09]", async () => {
    const book = await momo();

    expect(await serialize("json", [book], { fields: ["genres", "author"] })).toBe(
      '[{"model": "shop.book", "pk": 1, "fields": {"author": 7, "genres": [2, 3]}}]',
    );
  });

  it("takes the columns of a model's own table only [SER-02]", async () => {
    const novel = await Novel.objects.create({ title: "Momo", pages: 300 });

    expect(await serialize("json", [novel])).toBe(
      `[{"model": "shop.novel", "pk": ${novel.id}, "fields": {"pages": 300}}]`,
    );
    expect(
      await serialize("json", [novel], { fields: ["pages"], useNaturalPrimaryKeys: true }),
    ).toBe(`[{"model": "shop.novel", "pk": ${novel.id}, "fields": {"pages": 300}}]`);
  });

  it("writes natural keys in place of keys [SER-06]", async () => {
    const book = await momo();
    const natural = { useNaturalForeignKeys: true, useNaturalPrimaryKeys: true };

    expect(await serialize("json", [book], { fields: ["author", "genres"], ...natural })).toBe(
      '[{"model": "shop.book", "pk": 1, "fields": {"author": ["Michael", "Ende"], "genres": [["children"], ["fantasy"]]}}]',
    );
    expect(await serialize("jsonl", Author.objects.all(), natural)).toBe(
      '{"model": "shop.author","fields": {"first_name": "Michael","last_name": "Ende","mentor": null}}\n',
    );
    expect(await serialize("xml", [book], { fields: ["author", "genres"], ...natural })).toContain(
      '<field name="author" rel="ManyToOneRel" to="shop.author"><natural>Michael</natural><natural>Ende</natural></field>' +
        '<field name="genres" rel="ManyToManyRel" to="shop.genre"><object><natural>children</natural></object>' +
        "<object><natural>fantasy</natural></object></field>",
    );
  });

  it("writes to a stream piece by piece, at its pace, and tells progress [SER-01, SER-09]", async () => {
    for (let id = 1; id <= 30; id += 1) await Genre.objects.create({ id, name: `genre ${id}` });
    const counts: number[] = [];
    let text = "";
    let waiting = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        waiting += 1;
        expect(waiting).toBe(1);
        text += String(chunk);
        setImmediate(() => {
          waiting -= 1;
          done();
        });
      },
    });

    await serialize("jsonl", Genre.objects.iterator({ chunkSize: 7 }), {
      stream: slow,
      progress: (count) => counts.push(count),
    });

    expect(text.split("\n")).toHaveLength(31);
    expect(counts).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it("asks for no more rows than are read [SER-09]", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Genre> {
      for (;;) yield new Genre({ id: (asked += 1), name: "x" });
    }

    const chunks = serializeChunks("jsonl", endless());
    await chunks.next();
    await chunks.return(undefined);

    expect(asked).toBe(1);
  });

  it("refuses what XML cannot hold [SER-05]", async () => {
    const genre = new Genre({ id: 1, name: "a\u0001b" });

    await expect(serialize("xml", [genre])).rejects.toThrow(
      "Genre.name (pk: 1) contains characters that XML cannot hold.",
    );
    expect(await serialize("json", [genre])).toContain('"a\\u0001b"');
  });

  it("refuses what is no instance, and values that are nested too deep [ADV-129]", async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5_000; level += 1) deep = [deep];

    await expect(serialize("json", [{}])).rejects.toThrow("Object is no instance of a model.");
    await expect(serialize("json", [new Book({ id: 1, title: "x", extra: deep })])).rejects.toThrow(
      "nested more than 1000 levels deep",
    );
  });

  it("names the formats there are for one that is not there [SER-08]", async () => {
    await expect(serialize("jsno", [])).rejects.toThrow(
      'There is no serialization format "jsno".\n  Did you mean "json"?',
    );
  });
});

describe("serialized data", () => {
  it.each(["json", "jsonl", "xml", "yaml"])(
    "comes back from %s as it was [SER-01, SER-03, SER-05]",
    async (format) => {
      const book = await momo();
      await Cover.objects.create({ book, colour: "red" });
      const rows = [
        ...(await Author.objects.all()),
        ...(await Genre.objects.all()),
        ...(await Book.objects.all()),
        ...(await Cover.objects.all()),
      ];
      const text = await serialize(format, rows);
      for (const model of [Cover, Book, Author, Genre]) await model.objects.all().delete();

      const objects = await Array.fromAsync(deserialize(format, text));
      for (const object of objects) await object.save();

      const same = [
        ...(await Author.objects.all()),
        ...(await Genre.objects.all()),
        ...(await Book.objects.all()),
        ...(await Cover.objects.all()),
      ];
      expect(await serialize(format, same)).toBe(text);
    },
  );

  it("keeps floats that are no numbers, and integers beyond what is exact [SER-04]", async () => {
    const book = new Book({ id: 1, title: "x", weight: Infinity });

    expect(await serialize("json", [book], { fields: ["weight"] })).toContain('"weight": Infinity');
    expect(await serialize("yaml", [book], { fields: ["weight"] })).toContain("weight: .inf");
    expect(
      await serialize("json", [new Book({ id: 1, title: "x", extra: 2n ** 70n })], {
        fields: ["extra"],
      }),
    ).toContain("1180591620717411303424");
  });
});

describe("sortDependencies()", () => {
  it("puts models first whose rows others name [SER-06, SER-14]", () => {
    const sorted = sortDependencies([Book.meta, Genre.meta, Author.meta]);

    expect(sorted.map(({ name }) => name)).toEqual(["Genre", "Author", "Book"]);
  });

  it("says which models depend on each other, unless that is allowed [SER-06]", () => {
    class Hen {
      static readonly naturalKeyDependencies = [Book];
    }
    Reflect.set(Author, "naturalKeyDependencies", Hen.naturalKeyDependencies);
    try {
      expect(() => sortDependencies([Book.meta, Author.meta])).toThrow(
        "The natural keys of shop.Book, shop.Author depend on each other",
      );
      expect(
        sortDependencies([Book.meta, Author.meta], { allowCycles: true }).map(({ name }) => name),
      ).toEqual(["Author", "Book"]);
    } finally {
      Reflect.deleteProperty(Author, "naturalKeyDependencies");
    }
  });
});

describe("formats of one's own", () => {
  const names: SerializationFormat = {
    async *write(records) {
      for await (const record of records) yield `${record.model}|${String(record.pk)}\n`;
    },
    async *read(chunks) {
      for await (const chunk of chunks) {
        for (const line of chunk.trim().split("\n")) {
          const [model, pk] = line.split("|");
          yield { model, pk, fields: { name: "read" } };
        }
      }
    },
  };

  it("are registered for the process [SER-08]", async () => {
    registerSerializer("names", names);
    const genre = new Genre({ id: 4, name: "x" });

    expect(serializerFormats()).toEqual(["json", "jsonl", "xml", "yaml", "names"]);
    expect(await serialize("names", [genre])).toBe("shop.genre|4\n");
    const [object] = await Array.fromAsync(deserialize("names", "shop.genre|4\n"));
    expect(instanceOf<Genre>(object).name).toBe("read");

    unregisterSerializer("names");
    await expect(serialize("names", [])).rejects.toThrow('no serialization format "names"');
  });

  it("stand in the settings, where they win [SER-08]", async () => {
    using _ = overrideSettings({
      serializationModules: { json: names, out: { write: names.write } },
    });
    const genre = new Genre({ id: 4, name: "x" });

    expect(await serialize("json", [genre])).toBe("shop.genre|4\n");
    await expect(Array.fromAsync(deserialize("out", ""))).rejects.toThrow(
      'The format "out" cannot be read.',
    );
  });
});
