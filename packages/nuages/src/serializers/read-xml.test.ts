import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure } from "../conf/index.ts";
import { createTables } from "../db/index.ts";
import { Author, type Book, Genre } from "./fixtures/shop/models.ts";
import { deserialize, type DeserializedObject } from "./index.ts";

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

const around = (text: string): string =>
  `<?xml version="1.0"?><django-objects version="1.0">${text}</django-objects>`;

const inField = (text: string): string =>
  around(`<object model="shop.genre" pk="1"><field name="name">${text}</field></object>`);

function read(text: string): Promise<DeserializedObject[]> {
  return Array.fromAsync(deserialize("xml", text, { source: "shop.xml" }));
}

describe("deserialize() of XML", () => {
  it("reads values, empty values and relations [SER-05]", async () => {
    const [object] = await read(
      around(`
        <object model="shop.book" pk="3">
          <field name="title" type="CharField"> Momo &amp; <![CDATA[<time>]]> </field>
          <field name="author" rel="ManyToOneRel" to="shop.author"><None/></field>
          <field name="signed" type="BooleanField">True</field>
          <field name="extra" type="JSONField">{"a": [1]}</field>
          <field name="genres" rel="ManyToManyRel" to="shop.genre"><object pk="4"></object></field>
        </object>`),
    );
    const book = object?.object as Book;

    expect(book).toMatchObject({ id: 3, title: "Momo & <time>", signed: true, extra: { a: [1] } });
    expect(book.authorId).toBeNull();
    expect([...(object?.m2mData.values() ?? [])]).toEqual([[4]]);
  });

  it("reads natural keys [SER-05, SER-06]", async () => {
    const author = await Author.objects.create({ firstName: "Michael", lastName: "Ende" });
    const genre = await Genre.objects.create({ name: "fantasy" });
    const [object] = await read(
      around(
        `<object model="shop.book"><field name="title">x</field>` +
          `<field name="author"><natural>Michael</natural><natural>Ende</natural></field>` +
          `<field name="genres"><object><natural>fantasy</natural></object></field></object>`,
      ),
    );

    expect(instanceOf<Book>(object).authorId).toBe(author.id);
    expect([...(object?.m2mData.values() ?? [])]).toEqual([[genre.id]]);
  });

  it.each([
    ['<!DOCTYPE x [<!ENTITY e "boom">]>', "DTDForbidden"],
    ['<!DOCTYPE x SYSTEM "file:///etc/passwd">', "DTDForbidden"],
    ['<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1/">]>', "DTDForbidden"],
    ['<?xml-stylesheet href="x"?>', "ProcessingInstructionForbidden"],
  ])("refuses %s [SER-05] [SEC-13]", async (head, name) => {
    await expect(read(`${head}<django-objects></django-objects>`)).rejects.toMatchObject({
      name,
    });
  });

  it.each([
    [inField("&boom;"), "shop.xml is no XML: "],
    [inField("\u0001"), "shop.xml is no XML: "],
    ["<django-objects>", "shop.xml is no XML: "],
    ["", "shop.xml is no XML: "],
    [inField("<b>x</b>"), "shop.xml, line 1: unexpected element <b>"],
    [inField("<natural><natural>x</natural></natural>"), "unexpected element <natural>"],
    [around("<book/>"), "shop.xml, line 1: unexpected element <book>"],
    [around('<object pk="5"></object>'), "<object> node is missing the required 'model' attribute"],
    [
      around('\n<object model="shop.genre"><field>x</field></object>'),
      "shop.xml, line 2: <field> node is missing the 'name' attribute",
    ],
    [
      around('<object model="shop.genre" pk="x"></object>'),
      'shop.xml, object 1 (shop.genre, pk "x"), field "pk": "x" is not possible: ',
    ],
    [
      around('<object model="shop.book"><field name="extra">{bad}</field></object>'),
      "shop.xml is no JSON: ",
    ],
    [
      around('<object model="shop.book"><field name="weight">heavy</field></object>'),
      'shop.xml, object 1 (shop.book, no pk), field "weight": "heavy" is not possible: ',
    ],
  ])("refuses %.60s [SER-05, SER-07]", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("refuses unknown elements before it has read what is in them [ADV-101]", async () => {
    let given = 0;
    async function* nested(): AsyncGenerator<string> {
      yield around("").replace("</django-objects>", "");
      yield '<object model="shop.genre" pk="1"><field name="name">';
      for (let depth = 0; depth < 32_000; depth += 1) {
        given += 1;
        yield "<nested>text";
      }
    }

    await expect(Array.fromAsync(deserialize("xml", nested()))).rejects.toThrow(
      "unexpected element <nested>",
    );
    expect(given).toBe(1);
  });

  it("reads a text of very many pieces [ADV-101]", async () => {
    const size = 200_000;
    const [object] = await read(inField("a&amp;".repeat(size)));

    expect(instanceOf<Genre>(object).name).toBe("a&".repeat(size));
  });
});
