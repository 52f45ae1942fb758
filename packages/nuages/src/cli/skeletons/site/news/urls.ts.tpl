import { path } from "nuages/urls";

import { ArticleDetailView, ArticleListView } from "./views.ts";

export const urlpatterns = [
  path("", ArticleListView.asView(), { name: "articles" }),
  path("<slug:slug>/", ArticleDetailView.asView(), { name: "article" }),
] as const;
