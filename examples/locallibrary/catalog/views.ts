import { Q, type QuerySet } from "nuages/db";
import { type HttpRequest, type HttpResponse } from "nuages/http";
import { getObjectOr404, ListView, render } from "nuages/views";

import { Author, Book, BookInstance, Genre, Language } from "./models.ts";

const PICKS = 12;

/** The home page: how much there is, and a shelf that changes every day. */
export async function index(request: HttpRequest): Promise<HttpResponse> {
  const books = await Book.objects.count();
  const start = (Math.floor(Date.now() / 86_400_000) * PICKS) % Math.max(1, books - PICKS);
  return render(request, "catalog/index.html", {
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
  });
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

export async function bookDetail(
  request: HttpRequest,
  { id }: { id: number },
): Promise<HttpResponse> {
  const book = await getObjectOr404(Book.objects.selectRelated("author", "language"), { pk: id });
  return render(request, "catalog/book_detail.html", {
    book,
    section: "books",
    copies: book.bookInstanceSet.orderBy("status", "dueBack"),
  });
}

export class AuthorListView extends ListView<Author> {
  override model = Author;
  override paginateBy = 60;
  override contextObjectName = "authors";
  override extraContext = { section: "authors" };
}

export async function authorDetail(
  request: HttpRequest,
  { id }: { id: number },
): Promise<HttpResponse> {
  const author = await getObjectOr404(Author.objects, { pk: id });
  return render(request, "catalog/author_detail.html", {
    author,
    section: "authors",
    books: author.bookSet.orderBy("year", "title"),
  });
}
