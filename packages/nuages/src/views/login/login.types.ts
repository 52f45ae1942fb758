import { models, type QuerySet } from "../../db/index.ts";
import type { HttpRequest, HttpResponse, RequestUser } from "../../http/index.ts";
import { path } from "../../urls/index.ts";
import { ListView, LoginRequired, loginNotRequired, loginRequired } from "../index.ts";

class Book extends models.Model<Book>()({ title: models.CharField({ maxLength: 100 }) }) {}
class Author extends models.Model<Author>()({ name: models.CharField({ maxLength: 100 }) }) {}

export class Books extends LoginRequired(ListView<Book>) {
  override model = Book;
  override loginUrl = "/staff/";

  override getQueryset(): QuerySet<Book> {
    return super.getQueryset().filter({ title__icontains: "swing" });
  }
}
path("books/", Books.asView({ redirectFieldName: "back" }));
path("open/", loginNotRequired(Books.asView()));
// @ts-expect-error the field is a name
Books.asView({ redirectFieldName: 3 });

export class WrongModel extends LoginRequired(ListView<Book>) {
  // @ts-expect-error the view is one of books
  override model = Author;
}

export class WrongUrl extends LoginRequired(ListView<Book>) {
  // @ts-expect-error a login page is no number
  override loginUrl = 3;
}

// @ts-expect-error it takes class views
LoginRequired(Date);

declare const book: (request: HttpRequest, params: { id: number }) => Promise<HttpResponse>;
path("<int:id>/", loginRequired(book));
path("<int:id>/", loginNotRequired(loginRequired(book, { loginUrl: "login" })));
// @ts-expect-error the view takes a number
path("<slug:id>/", loginRequired(book));
// @ts-expect-error there is no such option
loginRequired(book, { loginURL: "login" });

export async function whoIsIt(request: HttpRequest): Promise<boolean> {
  const user: RequestUser | undefined = await request.user;
  // @ts-expect-error there may be no user
  const known: boolean = user.isAuthenticated;
  return user?.isAuthenticated ?? known;
}
