import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import {
  connections,
  createTables,
  models,
  type QuerySet,
  registerModels,
} from "../../db/index.ts";
import { Http404, HttpRequest } from "../../http/index.ts";
import {
  type ClassView,
  DetailView,
  getListOr404,
  getObjectOr404,
  ListView,
  Paginator,
  type TemplateResponse,
  type ViewContext,
} from "../index.ts";

class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 100 }),
    slug: models.SlugField({}),
    page: models.CharField({ maxLength: 100, default: "" }),
  },
  { ordering: ["id"], appLabel: "catalog" },
) {}

const folder = mkdtempSync(join(tmpdir(), "nuages-model-views-"));

beforeAll(async () => {
  mkdirSync(join(folder, "catalog"));
  writeFileSync(
    join(folder, "catalog/book_list.html"),
    "{% for book in book_list %}{{ book.title }};{% endfor %}{{ is_paginated }} {{ page_obj.number }}/{{ paginator.num_pages }}",
  );
  writeFileSync(join(folder, "catalog/book_detail.html"), "{{ book.title }} {{ object.slug }}");
  writeFileSync(join(folder, "own.html"), "own {{ book.title }}");
  configure({
    secretKey: "k".repeat(50),
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    templates: [{ dirs: [folder] }],
  });
  registerModels(Book);
  await createTables({ models: [Book] });
  for (const title of ["Nuages", "Minor Swing", "Djangology", "Daphne", "Belleville"]) {
    await Book.objects.create({ title, slug: title.toLowerCase().replace(" ", "-") });
  }
});
afterAll(async () => {
  await connections.closeAll();
  rmSync(folder, { recursive: true });
});

async function show(view: ClassView, params: object = {}, target = "/"): Promise<string> {
  const response = (await view(new HttpRequest({ target }), params)) as TemplateResponse;
  return (await response.render()).text;
}

class BookList extends ListView<Book> {
  override model = Book;
}
class BookDetail extends DetailView<Book> {
  override model = Book;
}

describe("ListView", () => {
  it("shows all rows in the template of its model [VIEW-16, VIEW-17, VIEW-24]", async () => {
    expect(await show(BookList.asView())).toBe(
      "Nuages;Minor Swing;Djangology;Daphne;Belleville;False /",
    );
  });

  it("shows a page of the query or of the route, and the last [VIEW-16]", async () => {
    const view = BookList.asView({ paginateBy: 2 });

    expect(await show(view, {}, "/?page=2")).toBe("Djangology;Daphne;True 2/3");
    expect(await show(view, { page: 2 })).toBe("Djangology;Daphne;True 2/3");
    expect(await show(view, {}, "/?page=last")).toBe("Belleville;True 3/3");
    expect(await show(view, {}, "/?page=")).toMatch(/ 1\/3$/u);
  });

  it.each(["0", "4", "x", "1e0", "0x1"])("has no page %j [VIEW-16, ADV-116]", async (page) => {
    const view = BookList.asView({ paginateBy: 2 });

    await expect(show(view, {}, `/?page=${page}`)).rejects.toThrow(Http404);
  });

  it("orders, keeps orphans, and takes another name, template, paginator [VIEW-16]", async () => {
    class OwnPaginator<Row> extends Paginator<Row> {}
    class Sorted extends BookList {
      override ordering = "-title";
      override paginateBy = 4;
      override paginateOrphans = 1;
      override paginatorClass = OwnPaginator;
      override contextObjectName = "hits";
      override async getContextData(values?: ViewContext): Promise<ViewContext> {
        const context = await super.getContextData(values);
        expect(context["paginator"]).toBeInstanceOf(OwnPaginator);
        return { ...context, book_list: context["hits"] };
      }
    }

    expect(await show(Sorted.asView())).toBe(
      "Nuages;Minor Swing;Djangology;Daphne;Belleville;False 1/1",
    );
  });

  it("takes a queryset, fresh for each request [VIEW-16]", async () => {
    const view = BookList.asView({ queryset: Book.objects.filter({ title__startswith: "D" }) });

    expect(await show(view)).toBe("Djangology;Daphne;False /");
    await Book.objects.create({ title: "Dinah", slug: "dinah" });
    expect(await show(view)).toBe("Djangology;Daphne;Dinah;False /");
    await Book.objects.filter({ title: "Dinah" }).delete();
  });

  it("may refuse an empty list [VIEW-16]", async () => {
    const none = Book.objects.filter({ title: "none" });

    expect(await show(BookList.asView({ queryset: none }))).toBe("False /");
    await expect(show(BookList.asView({ queryset: none, allowEmpty: false }))).rejects.toThrow(
      Http404,
    );
    await expect(
      show(BookList.asView({ queryset: none, allowEmpty: false, paginateBy: 2 })),
    ).rejects.toThrow(Http404);
  });

  it("says what is missing, or async, in getQueryset() [VIEW-16]", async () => {
    class Nothing extends ListView<Book> {}
    class Later extends BookList {
      override getQueryset(): QuerySet<Book> {
        return Promise.resolve(super.getQueryset()) as unknown as QuerySet<Book>;
      }
    }

    await expect(show(Nothing.asView())).rejects.toThrow("Define Nothing.model, Nothing.queryset");
    await expect(show((() => class extends ListView<Book> {})().asView())).rejects.toThrow(
      /^nameless ListView is missing a queryset\.\n.*Define model, queryset/,
    );
    await expect(show(Later.asView())).rejects.toThrow("Later.getQueryset() is async");
  });
});

describe("DetailView", () => {
  it("finds a row by key or slug [VIEW-15, VIEW-17, VIEW-24]", async () => {
    expect(await show(BookDetail.asView(), { pk: 2 })).toBe("Minor Swing minor-swing");
    expect(await show(BookDetail.asView(), { slug: "nuages" })).toBe("Nuages nuages");
    expect(await show(BookDetail.asView({ pkUrlKwarg: "id" }), { id: 1 })).toBe("Nuages nuages");
    expect(
      await show(BookDetail.asView({ slugField: "title", slugUrlKwarg: "name" }), {
        name: "Daphne",
      }),
    ).toBe("Daphne daphne");
  });

  it("wants both when it is told to [VIEW-15]", async () => {
    const view = BookDetail.asView({ queryPkAndSlug: true });

    expect(await show(view, { pk: 1, slug: "nuages" })).toBe("Nuages nuages");
    await expect(show(view, { pk: 1, slug: "daphne" })).rejects.toThrow(Http404);
    expect(await show(BookDetail.asView(), { pk: 1, slug: "daphne" })).toBe("Nuages nuages");
  });

  it("is 404 without a row [VIEW-15]", async () => {
    await expect(show(BookDetail.asView(), { pk: 99 })).rejects.toThrow(
      "No book found matching the query",
    );
  });

  it("says that the route names no row [VIEW-15]", async () => {
    await expect(show(BookDetail.asView())).rejects.toThrow("either an object pk or a slug");
  });

  it("takes the template that the row names [VIEW-17]", async () => {
    await Book.objects.filter({ pk: 1 }).update({ page: "own.html" });

    const view = BookDetail.asView({ templateNameField: "page" });

    expect(await show(view, { pk: 1 })).toBe("own Nuages");
    expect(await show(view, { pk: 2 })).toBe("Minor Swing minor-swing");
  });
});

describe("getObjectOr404() and getListOr404()", () => {
  it("look in models, managers and querysets [VIEW-04]", async () => {
    expect((await getObjectOr404(Book, { pk: 1 })).title).toBe("Nuages");
    expect((await getObjectOr404(Book.objects.filter({ pk: 2 }), { slug: "minor-swing" })).pk).toBe(
      2,
    );
    expect(await getListOr404(Book.objects.all(), { title__startswith: "D" })).toHaveLength(2);
    await expect(getObjectOr404(Book, { pk: 99 })).rejects.toThrow(
      "No Book matches the given query.",
    );
    await expect(getListOr404(Book, { pk: 99 })).rejects.toThrow(Http404);
  });

  it("leave other mistakes alone [VIEW-04]", async () => {
    await expect(getObjectOr404(Book.objects.all(), {})).rejects.toThrow("more than one");
  });
});
