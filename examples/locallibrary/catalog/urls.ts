import { path } from "nuages/urls";

import * as views from "./views.ts";

export const urlpatterns = [
  path("", views.HomeView.asView(), { name: "index" }),
  path("books/", views.BookListView.asView(), { name: "books" }),
  path("book/<int:id>/", views.BookDetailView.asView(), { name: "book" }),
  path("authors/", views.AuthorListView.asView(), { name: "authors" }),
  path("author/<int:id>/", views.AuthorDetailView.asView(), { name: "author" }),
] as const;
