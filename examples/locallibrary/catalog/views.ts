import { Q, type QuerySet } from "nuages/db";
import { DetailView, ListView, TemplateView } from "nuages/views";

import { Author, Book, BookInstance, Genre, Language } from "./models.ts";

const PICKS = 12;

/** The home page: how much there is, and a shelf that changes every day. */
export class HomeView extends TemplateView {
  override templateName = "catalog/index.html";

  override async getContextData(): Promise<Record<string, unknown>> {
    const books = await Book.objects.count();
    const start = (Math.floor(Date.now() / 86_400_000) * PICKS) % Math.max(1, books - PICKS);
    return {
      ...(await super.getContextData()),
      books,
      authors: await Author.objects.count(),
      languages: await Language.objects.count(),
      copies: await BookInstance.objects.count(),
      available: await BookInstance.objects.filter({ status: "a" }).count(),
      genres: await Genre.objects.all(),
      picks: Book.objects
        .selectRelated("author")
        .orderBy("isbn")
        .slice(start, start + PICKS),
    };
  }
}

/** All books, those of one genre (`?genre=3`), or those whose title or author has a text (`?q=…`). */
export class BookListView extends ListView<Book> {
  override model = Book;
  override paginateBy = 24;
  override contextObjectName = "books";

  get query(): string {
    return (this.request.GET.get("q") ?? "").trim();
  }

  async genre(): Promise<Genre | null> {
    const id = Number(this.request.GET.get("genre") ?? NaN);
    return Number.isSafeInteger(id) ? await Genre.objects.filter({ pk: id }).first() : null;
  }

  override getQueryset(): QuerySet<Book> {
    let books = Book.objects.selectRelated("author");
    const genre = Number(this.request.GET.get("genre") ?? NaN);
    if (Number.isSafeInteger(genre)) books = books.filter({ genre });
    for (const word of this.query.split(/\s+/).filter(Boolean))
      books = books.filter(
        Q({ title__icontains: word })
          .or(Q({ author__lastName__icontains: word }))
          .or(Q({ author__firstName__icontains: word })),
      );
    return books;
  }

  override async getContextData(): Promise<Record<string, unknown>> {
    return {
      ...(await super.getContextData()),
      section: "books",
      query: this.query,
      genre: await this.genre(),
    };
  }
}

export class BookDetailView extends DetailView<Book> {
  override model = Book;
  override pkUrlKwarg = "id";

  override getQueryset(): QuerySet<Book> {
    return super.getQueryset().selectRelated("author", "language");
  }

  override async getContextData(): Promise<Record<string, unknown>> {
    return {
      ...(await super.getContextData()),
      section: "books",
      copies: this.object.bookInstanceSet.orderBy("status", "dueBack"),
    };
  }
}

export class AuthorListView extends ListView<Author> {
  override model = Author;
  override paginateBy = 60;
  override contextObjectName = "authors";
  override extraContext = { section: "authors" };
}

export class AuthorDetailView extends DetailView<Author> {
  override model = Author;
  override pkUrlKwarg = "id";

  override async getContextData(): Promise<Record<string, unknown>> {
    return {
      ...(await super.getContextData()),
      section: "authors",
      books: this.object.bookSet.orderBy("year", "title"),
    };
  }
}
