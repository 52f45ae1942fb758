import { models, type QuerySet } from "../db/index.ts";
import type { HttpRequest, HttpResponse } from "../http/index.ts";
import { path } from "../urls/index.ts";
import {
  CreateView,
  DeleteView,
  DetailView,
  FormView,
  getListOr404,
  getObjectOr404,
  ListView,
  type ModelFormOptions,
  TemplateView,
  View,
  type ViewFormOptions,
} from "./index.ts";

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

class ContactForm {
  readonly options: ViewFormOptions;
  readonly cleaned = { mail: "" };
  constructor(options: ViewFormOptions) {
    this.options = options;
  }
  isValid(): boolean {
    return true;
  }
}
class BookForm {
  readonly book: Book | null;
  constructor({ instance }: ModelFormOptions<Book>) {
    this.book = instance;
  }
  isValid(): boolean {
    return true;
  }
  async save(): Promise<Book> {
    return this.book ?? new Book();
  }
}

export class Contact extends FormView<ContactForm> {
  override formClass = ContactForm;
  override async formValid(form: ContactForm): Promise<HttpResponse> {
    throw new TypeError(form.cleaned.mail);
  }
}
export class AddBook extends CreateView<Book, BookForm> {
  override model = Book;
  override formClass = BookForm;
}
export class WrongForm extends CreateView<Book, BookForm> {
  // @ts-expect-error the form saves no book
  override formClass = ContactForm;
}
export class RemoveBook extends DeleteView<Book> {
  override model = Book;
  title(): string | undefined {
    return this.object?.title;
  }
}
