import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  Count,
  InvalidUse,
  InvalidValue,
  models,
  registerModels,
  type RelatedManager,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "atlas" };

class Page extends models.Model<Page>()(
  {
    pk: models.CompositePrimaryKey("book", "number"),
    book: models.IntegerField(),
    number: models.IntegerField(),
    slug: models.CharField({ maxLength: 20, default: "" }),
    lang: models.CharField({ maxLength: 2, default: "en" }),
    title: models.CharField({ maxLength: 20, default: "" }),
  },
  { ...label, uniqueTogether: ["slug", "lang"] },
) {
  declare notes: RelatedManager<Note>;
  declare links: RelatedManager<Link>;
}

class Note extends models.Model<Note>()(
  {
    pageBook: models.IntegerField({ null: true }),
    pageNumber: models.IntegerField({ null: true }),
    page: models.ForeignObject(() => Page, {
      onDelete: models.CASCADE,
      fromFields: ["pageBook", "pageNumber"],
      toFields: ["book", "number"],
      relatedName: "notes",
    }),
    text: models.CharField({ maxLength: 20 }),
  },
  label,
) {}

class Link extends models.Model<Link>()(
  {
    toSlug: models.CharField({ maxLength: 20, default: "" }),
    toLang: models.CharField({ maxLength: 2, default: "en" }),
    to: models.ForeignObject(() => Page, {
      onDelete: models.PROTECT,
      fromFields: ["toSlug", "toLang"],
      toFields: ["slug", "lang"],
      relatedName: "links",
    }),
  },
  label,
) {}

let database: AsyncDisposable;
let first: Page;
let second: Page;

beforeEach(async () => {
  database = await memoryDatabase(Page, Note, Link);
  first = await Page.objects.create({ book: 1, number: 1, title: "a", slug: "a" });
  second = await Page.objects.create({ book: 1, number: 2, title: "b", slug: "b" });
});

afterEach(() => database[Symbol.asyncDispose]());

describe("ForeignObject", () => {
  it("has no column, and fills those of its fields when it is assigned [MOD-25]", async () => {
    const note = await Note.objects.create({ page: second, text: "x" });

    expect([note.pageBook, note.pageNumber]).toEqual([1, 2]);
    expect(Note.meta.concreteFields.map(({ name }) => name)).toEqual([
      "id",
      "pageBook",
      "pageNumber",
      "text",
    ]);
    note.page = null as unknown as Page;
    expect([note.pageBook, note.pageNumber, note.page]).toEqual([null, null, null]);
  });

  it("loads the object by its columns, once, and another when they change [MOD-25]", async () => {
    const { pk } = await Note.objects.create({ page: first, text: "x" });
    const note = await Note.objects.get({ pk });

    const sent = await statementsOf(async () => {
      expect((await note.page).title).toBe("a");
      expect((await note.page).title).toBe("a");
    });
    expect(sent).toHaveLength(1);

    note.pageNumber = 2;
    expect((await note.page).title).toBe("b");
    note.pageNumber = 9;
    await expect(Promise.resolve(note.page)).rejects.toThrow(Page.DoesNotExist);
    note.pageNumber = null;
    expect(note.page).toBeNull();
  });

  it("refuses objects of another model, assigned and in filters [MOD-25]", async () => {
    const note = await Note.objects.create({ page: first, text: "x" });

    expect(() => {
      note.page = note as unknown as Page;
    }).toThrow(InvalidValue);
    expect(() => Page.objects.filter({ notes: first as unknown as Note })).toThrow(InvalidValue);
  });

  it("joins over all its columns, both ways [MOD-25]", async () => {
    const a = await Note.objects.create({ page: first, text: "x" });
    const b = await Note.objects.create({ page: second, text: "y" });

    expect(await Note.objects.filter({ page__title: "b" }).get()).toMatchObject({ id: b.id });
    expect(await Page.objects.filter({ notes__text: "x" }).valuesList("title")).toEqual([["a"]]);
    expect(await Note.objects.orderBy("-page__title").valuesList("text", { flat: true })).toEqual([
      "y",
      "x",
    ]);
    const counted = await Page.objects.annotate({ n: Count("notes") }).orderBy("number");
    expect(counted.map(({ n }) => n)).toEqual([1, 1]);
    expect(await Note.objects.filter({ page: first }).get()).toMatchObject({ id: a.id });
    expect(await Note.objects.filter({ page__in: [second] }).get()).toMatchObject({ id: b.id });
    expect(await Note.objects.exclude({ page: first }).get()).toMatchObject({ id: b.id });
  });

  it("compares with the columns that it names, whatever the key is [MOD-25]", async () => {
    const link = await Link.objects.create({ to: second });

    expect(await Link.objects.filter({ to: second }).get()).toMatchObject({ id: link.id });
    expect(await Link.objects.filter({ to: first }).exists()).toBe(false);
    expect(await Link.objects.filter({ to__in: Page.objects.filter({ title: "b" }) }).count()).toBe(
      1,
    );
    expect((await Link.objects.get({ pk: link.pk }).then(({ to }) => to)).title).toBe("b");
  });

  it("is loaded with the rows by selectRelated() and prefetchRelated() [MOD-25]", async () => {
    await Note.objects.create({ page: first, text: "x" });
    await Note.objects.create({ page: second, text: "y" });
    await Note.objects.create({ text: "none" });

    const selected = await statementsOf(async () => {
      const rows = await Note.objects.selectRelated("page").orderBy("pk");
      expect(rows.map(({ page }) => (page === null ? null : page.title))).toEqual(["a", "b", null]);
    });
    const prefetched = await statementsOf(async () => {
      const rows = await Note.objects.prefetchRelated("page").orderBy("pk");
      expect(rows.map((row) => (row.page as unknown as Page | null)?.title)).toEqual([
        "a",
        "b",
        undefined,
      ]);
    });
    const backwards = await statementsOf(async () => {
      const [page] = await Page.objects.prefetchRelated("notes").orderBy("number");
      const notes = await page?.notes.all();
      expect(notes?.map(({ text }) => text)).toEqual(["x"]);
      expect(notes?.[0]?.page).toMatchObject({ title: "a" });
    });

    expect([selected.length, prefetched.length, backwards.length]).toEqual([1, 2, 2]);
  });

  it("has a manager on the other side, whose objects know where they were reached from [MOD-25]", async () => {
    await first.notes.create({ text: "x" });

    const sent = await statementsOf(async () => {
      const [note] = await first.notes.all();
      expect(note?.page).toBe(first);
    });

    expect(sent).toHaveLength(1);
  });

  it("is followed by deletions [MOD-25] [MOD-27]", async () => {
    await Note.objects.create({ page: first, text: "x" });
    await Note.objects.create({ page: second, text: "y" });
    const link = await Link.objects.create({ to: second });

    expect(await first.delete()).toEqual([2, { "atlas.Page": 1, "atlas.Note": 1 }]);
    await expect(second.delete()).rejects.toThrow("protected foreign keys: atlas.Link.to");
    await link.delete();
    expect(await Page.objects.all().delete()).toEqual([2, { "atlas.Page": 1, "atlas.Note": 1 }]);
  });

  it("lets rows be updated and deleted by conditions over it [MOD-22] [MOD-25]", async () => {
    await Note.objects.create({ page: first, text: "x" });

    expect(await Page.objects.filter({ notes__text: "x" }).update({ title: "new" })).toBe(1);
    expect(await Page.objects.orderBy("number").valuesList("title", { flat: true })).toEqual([
      "new",
      "b",
    ]);
    expect(await Page.objects.filter({ notes__text: "x" }).delete()).toEqual([
      2,
      { "atlas.Page": 1, "atlas.Note": 1 },
    ]);
  });

  it("must name as many fields on one side as on the other, and what deletions do [MOD-25]", () => {
    const options = { fromFields: ["a"], toFields: ["b", "c"], onDelete: models.CASCADE } as const;

    expect(() => models.ForeignObject(() => Page, options)).toThrow(InvalidUse);
    expect(() =>
      // @ts-expect-error onDelete is missing
      models.ForeignObject(() => Page, { fromFields: ["a"], toFields: ["b"] }),
    ).toThrow("A ForeignObject needs the option onDelete.");
  });

  it.each([
    [
      ["book", "title"],
      "fields.E310: No subset of the fields 'book', 'title' on model 'Page' is unique.",
    ],
    [
      ["title"],
      "fields.E311: 'Page.title' must be unique because it is referenced by a foreign key.",
    ],
    [
      ["book", "nmber"],
      "fields.E312: The toField 'nmber' doesn't exist on the related model 'atlas.Page'.",
    ],
  ])("is checked: %j [SET-42]", (toFields, message) => {
    class Wrong extends models.Model<Wrong>()(
      {
        a: models.IntegerField(),
        b: models.IntegerField(),
        page: models.ForeignObject(() => Page, {
          onDelete: models.CASCADE,
          fromFields: ["a", "b"].slice(0, toFields.length),
          toFields,
          relatedName: "+",
        }),
      },
      label,
    ) {}
    registerModels(Wrong);

    const found = Wrong.meta.getField("page").check();

    expect(found.map(({ id, msg }) => `${id}: ${msg}`)).toEqual([message]);
    expect(Link.check()).toEqual([]);
  });
});
