import { DetailView, ListView } from "nuages/views";

import { Article } from "./models.ts";

/** The articles, newest first: `news/article_list.html`. */
export class ArticleListView extends ListView<Article> {
  override model = Article;
  override paginateBy = 10;
}

/** One article: `news/article_detail.html`. */
export class ArticleDetailView extends DetailView<Article> {
  override model = Article;
}
