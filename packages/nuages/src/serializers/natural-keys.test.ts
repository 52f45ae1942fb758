import { join } from "node:path";

import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { defineApp, setup } from "../apps/index.ts";
import { configure } from "../conf/index.ts";
import { createTables, postSave, preSave } from "../db/index.ts";
import { Author, Book, Genre, Novel } from "./fixtures/shop/models.ts";
import { deserialize, type DeserializedObject } from "./index.ts";

beforeAll(async () => {
  configure({
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    installedApps: [defineApp({ label: "shop", root: join(import.meta.dirname, "fixtures/shop") })],
  });
  await setup();
  await createTables();
});

beforeEach(async () => {
  for (const model of [Novel, Book, Author, Genre]) await model.objects.all().delete();
});

function instanceOf<T>(object: DeserializedObject | undefined): T {
  // Each test knows the model of its data.
  return object?.object as T;
}

function read(
  items: readonly object[],
  options: { handleForwardReferences?: boolean } = {},
): Promise<DeserializedObject[]> {
  return Array.fromAsync(deserialize("object", items, options));
}

const ende = { model: "shop.author", fields: { first_name: "Michael", last_name: "Ende" } };
const momo = (fields: object) => ({
  model: "shop.book",
  pk: 1,
  fields: { title: "Momo", ...fields },
});

describe("natural keys", () => {
  it("name objects that are there [SER-06]", async () => {
    const author = await Author.objects.create({ firstName: "Michael", lastName: "Ende" });
    const [object] = await read([momo({ author: ["Michael", "Ende"] })]);

    expect(instanceOf<Book>(object).authorId).toBe(author.id);
  });

  it("give an object without key that of the row with its natural key [SER-06]", async () => {
    const author = await Author.objects.create({ firstName: "Michael", lastName: "Ende" });
    const [object] = await read([ende]);
    await object?.save();

    expect(instanceOf<Author>(object).id).toBe(author.id);
    expect(await Author.objects.count()).toBe(1);
  });

  it("say which object is not there [SER-06, SER-07]", async () => {
    await expect(read([momo({ author: ["Michael", "Ende"] })])).rejects.toThrow(
      'data, object 1 (shop.book, pk 1), field "author": ["Michael","Ende"] is not possible: ',
    );
    await expect(read([momo({ genres: [["fantasy"]] })])).rejects.toThrow(
      'field "genres": ["fantasy"] is not possible: ',
    );
  });

  it("may name objects that come later, when told [SER-06]", async () => {
    const objects = await read(
      [
        momo({ author: ["Michael", "Ende"], genres: [["fantasy"]] }),
        ende,
        { model: "shop.genre", fields: { name: "fantasy" } },
      ],
      { handleForwardReferences: true },
    );
    expect(objects[0]?.deferredFields.size).toBe(2);

    for (const object of objects) await object.save();
    for (const object of objects) await object.saveDeferredFields();

    const book = await Book.objects.selectRelated("author").get({ pk: 1 });
    expect(book.author?.lastName).toBe("Ende");
    expect(await book.genres.all()).toHaveLength(1);
  });

  it("must be there in the end [SER-06, SER-07]", async () => {
    const [object] = await read([momo({ author: ["Michael", "Ende"] })], {
      handleForwardReferences: true,
    });
    await object?.save();

    await expect(object?.saveDeferredFields()).rejects.toThrow(
      'object 1 (shop.book, pk 1), field "author": ["Michael","Ende"] is not possible: ',
    );
  });
});

describe("DeserializedObject.save()", () => {
  it("writes raw: no save() of the model, signals say so [SER-03, SER-12]", async () => {
    const raws: boolean[] = [];
    const before = preSave.connect(({ raw }) => void raws.push(raw), { sender: Genre });
    const after = postSave.connect(({ raw }) => void raws.push(raw), { sender: Genre });
    const save = vi.spyOn(Genre.prototype, "save");

    const [object] = await read([{ model: "shop.genre", pk: 5, fields: { name: "x" } }]);
    await object?.save();

    preSave.disconnect(before);
    postSave.disconnect(after);
    expect(raws).toEqual([true, true]);
    expect(save).not.toHaveBeenCalled();
    save.mockRestore();
  });

  it("leaves many-to-many relations alone when told [SER-03]", async () => {
    const genre = await Genre.objects.create({ name: "fantasy" });
    const [object] = await read([momo({ genres: [genre.id] })]);
    await object?.save({ saveM2m: false });

    expect(await instanceOf<Book>(object).genres.count()).toBe(0);
  });

  it("writes the row of a child without that of its parent [SER-02]", async () => {
    const items = [
      { model: "shop.novel", pk: 8, fields: { pages: 300 } },
      { model: "shop.book", pk: 8, fields: { title: "Momo" } },
    ];
    const { atomic } = await import("../db/index.ts");

    await atomic(async () => {
      for (const object of await read(items)) await object.save();
    });

    expect((await Novel.objects.get({ pk: 8 })).title).toBe("Momo");
  });
});
