import { Count, F, Max, Q, Sum, type QuerySet } from "../index.ts";
import { Author, Book, Tag, type Publisher } from "../testing/library.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

export async function values(): Promise<void> {
  const [row] = await Book.objects.values("title", "publisher__name", "authorId");
  is<typeof row, { title: string; publisher__name: string | null; authorId: number } | undefined>(
    true,
  );
  const [computed] = await Book.objects.values("title", { half: F("pages").times(2) });
  computed?.title.trim();
  computed?.half.toFixed();
  // @ts-expect-error the title was not asked for
  (await Book.objects.values("pages"))[0]?.title.trim();
  // @ts-expect-error a path that ends nowhere
  Book.objects.values("author__nmae");
  // @ts-expect-error a computed value has a type of its own
  computed?.half.trim();
}

export async function valuesList(): Promise<void> {
  is<Awaited<ReturnType<typeof pairs>>, [string, number | null][]>(true);
  const pages: number[] = await Book.objects.valuesList("pages", { flat: true });
  pages[0]?.toFixed();
  // @ts-expect-error the list holds numbers
  const texts: string[] = await Book.objects.valuesList("pages", { flat: true });
  void texts;
  // @ts-expect-error a path that is not there
  Book.objects.valuesList("pagse", { flat: true });
}
async function pairs() {
  return Book.objects.valuesList("title", "author__age");
}

export async function selectRelated(): Promise<void> {
  const book = await Book.objects.selectRelated("author", "publisher__owner").get({ pk: 1 });
  book.author.firstName.trim();
  book.publisher?.owner.firstName.trim();
  // @ts-expect-error the owner's mentor was not loaded
  book.publisher?.owner.mentor?.firstName.trim();
  // @ts-expect-error the publisher may be null
  book.publisher.name.trim();
  // @ts-expect-error a misspelt relation
  Book.objects.selectRelated("auther");
}

export async function annotate(): Promise<void> {
  const authors = await Author.objects
    .annotate({ books: Count("book"), longest: Max("book__pages") })
    .filter({ books__gt: 1 })
    .orderBy("-books");
  authors[0]?.books.toFixed();
  authors[0]?.longest?.toFixed();
  authors[0]?.shout.trim();
  // @ts-expect-error the maximum of no rows is null
  authors[0]?.longest.toFixed();
  // @ts-expect-error a path that is not there
  Author.objects.annotate({ books: Count("boks") });
  // @ts-expect-error counts are numbers
  Author.objects.annotate({ books: Count("book") }).filter({ books: "one" });
}

export async function aggregate(): Promise<void> {
  const { total, n } = await Book.objects.aggregate({ total: Sum("pages"), n: Count("id") });
  total?.toFixed();
  n.toFixed();
  // @ts-expect-error only what was asked for is there
  (await Book.objects.aggregate({ n: Count("id") })).total.toFixed();
  // @ts-expect-error a path that is not there
  await Book.objects.aggregate({ n: Sum("pagse") });
}

export function conditions(): void {
  Book.objects.filter(Q({ title: "a" }).and(Q({ author__age__gt: 3 })));
  Book.objects.exclude(Q({ tags__name: "a" }).not());
  Book.objects.filter({ pages__gt: F("author__age") });
  // @ts-expect-error another model's condition
  Tag.objects.filter(Q({ pages: 3 }));
  // @ts-expect-error only conditions join conditions
  Q({ title: "a" }).or({ title: "b" });
}

export async function chain(rows: QuerySet<Book>): Promise<void> {
  const all: Book[] = await rows.all().reverse().distinct().none();
  const first: Book | null = await rows.orderBy("title").first();
  const one: Book | undefined = await rows.at(3);
  const count: number = await rows.count();
  void [all, first, one, count];
  // @ts-expect-error there may be no row
  (await rows.first()).title.trim();
  // @ts-expect-error a queryset is no array
  rows.length.toFixed();
  for await (const book of rows.iterator()) book.shelf();
}

export async function relatedManagers(author: Author, book: Book, tag: Tag): Promise<void> {
  const books: Book[] = await author.bookSet.filter({ pages__gt: 3 }).orderBy("-title");
  books[0]?.shelf();
  await author.bookSet.create({ title: "x", pages: 3 });
  await author.bookSet.add(book, { bulk: false });
  await book.tags.add(tag, tag.id);
  await book.tags.set([tag], { clear: true });
  await tag.bookSet.remove(book);
  // @ts-expect-error a tag is no book
  await author.bookSet.add(tag);
  // @ts-expect-error a misspelt path
  author.bookSet.filter({ titel: "x" });
  // @ts-expect-error a relation is set with set()
  book.tags = [tag];
}

export async function publishers(publisher: Publisher): Promise<void> {
  const best = await publisher.best;
  best?.shelf();
  // @ts-expect-error it may be null
  best.shelf();
}
