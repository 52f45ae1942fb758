import { models } from "nuages/db";
import { reverse } from "nuages/urls";

/** Something to tell the visitors. */
export class Article extends models.Model<Article>()(
  {
    title: models.CharField({ maxLength: 200 }),
    slug: models.SlugField({ unique: true }),
    text: models.TextField(),
    published: models.DateTimeField({ autoNowAdd: true }),
  },
  { ordering: ["-published"] },
) {
  getAbsoluteUrl(): string {
    return reverse("news:article", { slug: this.slug });
  }

  override toString(): string {
    return this.title;
  }
}
