import { models, type QuerySet } from "../db/index.ts";
import type { HttpRequest, HttpResponse } from "../http/index.ts";
import { path } from "../urls/index.ts";
import { DetailView, getListOr404, getObjectOr404, ListView, TemplateView, View } from "./index.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assert<_T extends true>(): void {
  return undefined;
}

class Book extends models.Model<Book>()({ title: models.CharField({ maxLength: 100 }) }) {}
class Author extends models.Model<Author>()({ name: models.CharField({ maxLength: 100 }) }) {}

export class BookList extends ListView<Book> {
  override model = Book;
  override paginateBy = 20;

  override getQueryset(): QuerySet<Book> {
    return super.getQueryset().filter({ title__icontains: "swing" });
  }
}

export class WrongModel extends ListView<Book> {
  // @ts-expect-error the view is one of books
  override model = Author;
}

export class WrongPath extends ListView<Book> {
  override model = Book;

  override getQueryset(): QuerySet<Book> {
    // @ts-expect-error books have no such field
    return super.getQueryset().filter({ titel: "swing" });
  }
}

export class BookDetail extends DetailView<Book> {
  override model = Book;

  title(): string {
    return this.object.title;
  }

  name(): string {
    // @ts-expect-error books have no name
    return this.object.name;
  }
}

export async function shortcuts(): Promise<void> {
  const book = await getObjectOr404(Book, { pk: 1 });
  assert<Equal<typeof book.title, string>>();
  const filtered = await getObjectOr404(Book.objects.filter({ pk: 1 }), { title: "x" });
  assert<Equal<typeof filtered.title, string>>();
  const list = await getListOr404(Book.objects.all(), { title__startswith: "x" });
  assert<Equal<(typeof list)[number]["title"], string>>();
  // @ts-expect-error books have no such field
  await getObjectOr404(Book, { titel: "x" });
  // @ts-expect-error a title is text
  await getObjectOr404(Book.objects.all(), { title: 3 });
  // @ts-expect-error books have no such field
  await getListOr404(Book, { titel: "x" });
}

export class Greeting extends View {
  greeting = "Hello";
  get(_request: HttpRequest, { name }: { name: string }): HttpResponse {
    throw new TypeError(name);
  }
}
path("hello/<name>/", Greeting.asView({ greeting: "Salut" }));
path("about/", TemplateView.asView({ templateName: "about.html" }));
// @ts-expect-error the class has no such attribute
Greeting.asView({ greating: "Salut" });
// @ts-expect-error a greeting is text
Greeting.asView({ greeting: 3 });
