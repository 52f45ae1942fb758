import { Count, models } from "../index.ts";
import { Author } from "../testing/library.ts";

class PostQuerySet extends models.QuerySet<Post> {
  published() {
    return this.filter({ open: true });
  }

  byAuthor(name: string) {
    return this.filter({ author__firstName: name });
  }
}

class Post extends models.Model<Post>()({
  title: models.TextField(),
  open: models.BooleanField(),
  author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
}) {
  static override readonly objects = models.managerOf(PostQuerySet);
}

export async function ownMethodsStayAlongTheChain(): Promise<void> {
  const post = await Post.objects.published().byAuthor("Eco").orderBy("-title").published().first();
  post?.title.trim();

  const [related] = await Post.objects.published().selectRelated("author").byAuthor("Eco");
  related?.author.firstName.trim();
  related?.title.trim();

  const [counted] = await Post.objects
    .annotate({ n: Count("author") })
    .published()
    .filter({ n__gt: 3 })
    .selectRelated("author__mentor");
  counted?.n.toFixed();
  counted?.author.mentor?.firstName.trim();

  const [plain] = await Post.objects.published();
  // @ts-expect-error the author is not loaded
  plain?.author.firstName.trim();
  // @ts-expect-error the annotation is called n
  Post.objects.annotate({ n: Count("author") }).filter({ m: 3 });
  // @ts-expect-error no such method on the queryset
  Post.objects.published().unpublished();
}
