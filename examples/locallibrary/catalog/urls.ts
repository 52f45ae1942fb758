import { path } from "nuages/urls";

import * as views from "./views.ts";

export const urlpatterns = [
  path("", views.index, { name: "index" }),
  path("books/", views.BookListView.asView(), { name: "books" }),
  path("book/<int:id>/", views.bookDetail, { name: "book" }),
  path("authors/", views.AuthorListView.asView(), { name: "authors" }),
  path("author/<int:id>/", views.authorDetail, { name: "author" }),
] as const;
