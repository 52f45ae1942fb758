import { Author, Book, Tag } from "./testing/library.ts";
import { Publisher } from "./testing/library.ts";
import { Avg, Count, F, Q, models, type QuerySet, type SaveOptions } from "./index.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

export async function instances(): Promise<void> {
  const book = await Book.objects
    .filter({ author__firstName__icontains: "x", pages__gte: 3 })
    .filter({
      publisher__owner__mentor__age: 3,
      published__year__gte: 2020,
      level: "U09",
      created__year: 2024,
    })
    .first();
  if (book === null) return;
  book.shelf();
  book.age();
  const author = await book.author;
  author.shout.toLowerCase();
  book.authorId.toFixed();
  (await book.publisher)?.name.toLowerCase();
  is<typeof book.level, "U09" | "U11">(true);
  is<ReturnType<typeof book.getLevelDisplay>, string>(true);
  // @ts-expect-error the relation is not loaded
  book.author.firstName.trim();
  book.author = author;
  book.publisher = null;
  book.level = "U09";
  await book.save();
  // @ts-expect-error wrong type for the attribute
  book.title = 3;
  const copy: number = book.pk;
  copy.toFixed();
  // A copy: the next save makes a new row.
  book.pk = null;
  book.id = null;
}

export async function lookups(): Promise<void> {
  await Author.objects
    .filter({ book__tags__name__in: ["a", "b"], students__isnull: true, book__isnull: false })
    .all();
  await Tag.objects
    .filter({ book__publisher__best__author__mentor__students__firstName__startswith: "a" })
    .all();
  Book.objects.filter({ pages: F("author__age") });
  Book.objects.filter({ author: Author.objects.filter({ age: 3 }).first() });
  // @ts-expect-error unknown field
  Book.objects.filter({ titel: "x" });
  // @ts-expect-error wrong value type
  Book.objects.filter({ title__gte: 3 });
  // @ts-expect-error typo across a relation
  Book.objects.filter({ author__firstNam__icontains: "x" });
  // @ts-expect-error the field has no such lookup
  Book.objects.filter({ pages__year: 3 });
  Book.objects.filter(Q({ title: "a" }).or(Q({ author__firstName: "b", pages__gte: 3 }).not()));
  // @ts-expect-error a typo inside a condition
  Book.objects.filter(Q({ title: "a" }).or(Q({ author__firstNam: "b" })));
  // @ts-expect-error a wrong value inside a condition
  Book.objects.filter(Q({ pages__gte: "a" }));
}

export async function rows(): Promise<void> {
  const values = await Book.objects.values(
    "title",
    "author__firstName",
    "publisher__owner__age",
    "published__year",
  );
  is<(typeof values)[0]["author__firstName"], string>(true);
  is<(typeof values)[0]["publisher__owner__age"], number | null>(true);
  const names = await Book.objects.valuesList("author__firstName", { flat: true });
  is<typeof names, string[]>(true);
  const pairs = await Book.objects.valuesList("title", "pages");
  is<typeof pairs, [string, number][]>(true);
  const loaded = await Book.objects.selectRelated("author__mentor").first();
  loaded?.author.mentor?.firstName.toLowerCase();
  loaded?.shelf();
  const annotated = await Publisher.objects
    .annotate({ n: Count("book"), avgPages: Avg("book__pages") })
    .filter({ n__gt: 3 })
    .orderBy("-n", "name");
  annotated[0]?.n.toFixed();
  annotated[0]?.avgPages?.toFixed();
  for await (const publisher of Publisher.objects.all()) publisher.name.toLowerCase();
  // @ts-expect-error a bad path
  Book.objects.values("author__nope");
  // @ts-expect-error a bad path in an ordering
  Book.objects.orderBy("-auther__firstName");
  // @ts-expect-error a bad path in an aggregate
  Publisher.objects.annotate({ n: Count("boook") });
}

export async function creation(): Promise<void> {
  const author = await Author.objects.get({ pk: 1 });
  await Book.objects.create({ title: "x", pages: 3, author });
  await Book.objects.create({ title: "x", pages: 3, authorId: 1, level: "U09" });
  // @ts-expect-error the title is missing
  await Book.objects.create({ pages: 3 });
  // @ts-expect-error no such choice
  await Book.objects.create({ title: "x", pages: 3, level: "U99" });
}

class PostQuerySet extends models.QuerySet<Post> {
  published() {
    return this.filter({ open: true });
  }

  byAuthor(name: string) {
    return this.filter({ author__firstName: name });
  }
}

export class Post extends models.Model<Post>()({
  title: models.TextField(),
  open: models.BooleanField(),
  author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
}) {
  static override readonly objects = models.managerOf(PostQuerySet);
}

export async function ownQuerysets(): Promise<void> {
  const post = await Post.objects.published().byAuthor("Eco").orderBy("-title").published().first();
  post?.title.toLowerCase();
  const posts = await Post.objects.published().selectRelated("author").byAuthor("Eco");
  posts[0]?.author.firstName.toLowerCase();
  const annotated = await Post.objects
    .annotate({ n: Count("author") })
    .published()
    .filter({ n__gt: 3 })
    .selectRelated("author__mentor");
  annotated[0]?.n.toFixed();
  annotated[0]?.author.mentor?.firstName.toLowerCase();
  // @ts-expect-error not loaded
  (await Post.objects.published())[0]?.author.firstName.trim();
  // @ts-expect-error m is no annotation
  Post.objects.annotate({ n: Count("author") }).filter({ m: 3 });
}

export class SoftDeletable extends models.Model<SoftDeletable>()(
  { gone: models.BooleanField({ default: false }) },
  { abstract: true },
) {
  restore() {
    return this.gone;
  }

  static helper() {
    return 1;
  }
}

export class Keyed extends models.Model<Keyed>()({
  id: models.UUIDField({ primaryKey: true }),
  up: models.ForeignKey(() => Keyed, { onDelete: models.CASCADE, null: true }),
}) {}

export class ToKeyed extends models.Model<ToKeyed>()({
  target: models.ForeignKey(() => Keyed, { onDelete: models.CASCADE }),
}) {}

export async function otherKeys(): Promise<void> {
  await ToKeyed.objects.create({ targetId: "abc" });
  ToKeyed.objects.filter({ target: "abc", target__up__pk__in: ["a"] });
  // @ts-expect-error the key is a text
  ToKeyed.objects.filter({ target: 3 });
}

export class Slugged extends models.Model<Slugged>()({
  slug: models.SlugField({ unique: true }),
}) {}
export class ToSlug extends models.Model<ToSlug>()({
  series: models.ForeignKey(() => Slugged, { onDelete: models.CASCADE, toField: "slug" }),
}) {}

export function otherUniqueFields(row: ToSlug): void {
  is<typeof row.seriesId, string>(true);
}

export const anyRows = (rows: QuerySet<Book>): QuerySet<Book> => rows.filter({ title: "x" });

export class Slugging extends models.Model<Slugging>()({ title: models.TextField() }) {
  override async save(options?: SaveOptions): Promise<void> {
    await super.save({ ...options, forceInsert: true });
  }
}

export class WrongSave extends models.Model<WrongSave>()({ title: models.TextField() }) {
  // @ts-expect-error save() takes options, not a text
  override async save(options: string): Promise<void> {
    await super.save({ using: options });
  }
}
