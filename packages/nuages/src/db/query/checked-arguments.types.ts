import { and, Count, F, Q, or } from "../index.ts";
import { Author, Book, Publisher } from "../testing/library.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

export function conditions(): void {
  Book.objects.filter(or(Q({ title: "a" }), Q({ published__year: 1980 }), Q({ pages: 3 })));
  Book.objects.filter(or(Q({ title: "a" }), and(Q({ pages: 3 }), Q({ author__age: 3 }))));
  // @ts-expect-error a wrong value in the second condition
  Book.objects.filter(or(Q({ title: "a" }), Q({ pages: "a" })));
  // @ts-expect-error a wrong path inside and() inside or()
  Book.objects.filter(or(Q({ title: "a" }), and(Q({ pages: 3 }), Q({ author__agee: 3 }))));

  Book.objects.exclude({ publisher: null }).filter({ published: null });
  // @ts-expect-error the title is never null
  Book.objects.filter({ title: null });
  // @ts-expect-error nor is it in what is excluded
  Book.objects.exclude({ title: null });
}

export function relationPaths(): void {
  Author.objects.prefetchRelated("bookSet__tags", "students__bookSet__publisher");
  Author.objects.prefetchRelated(null);
  // @ts-expect-error no such relation
  Book.objects.prefetchRelated("tagz");
  // @ts-expect-error no such relation of the books
  Author.objects.prefetchRelated("bookSet__tagz");
  // @ts-expect-error a field is no relation
  Book.objects.prefetchRelated("title");
  // @ts-expect-error the attribute is bookSet
  Author.objects.prefetchRelated("book");
}

export async function misspeltChanges(): Promise<void> {
  await Book.objects.update({ title: "a", pages: F("pages").plus(1) });
  // @ts-expect-error no such field, whatever stands beside it
  await Book.objects.update({ title: "a", pagez: 3 });
  // @ts-expect-error no such field
  await Book.objects.updateReturning({ title: "a", pagez: 3 });
  // @ts-expect-error no such path in the expression
  await Book.objects.update({ title: "a", pages: F("pagez") });
}

export function singleRelationPaths(): void {
  Book.objects.selectRelated("author", "publisher__owner", "publisher__best__author");
  Book.objects.selectRelated(null).selectRelated();
  // @ts-expect-error one row cannot hold many tags
  Book.objects.selectRelated("tags");
  // @ts-expect-error nor many books of an author
  Book.objects.selectRelated("author__bookSet");
  // @ts-expect-error nor what lies behind them
  Author.objects.selectRelated("bookSet__publisher");
  // @ts-expect-error a field is no relation
  Book.objects.selectRelated("title");
  // @ts-expect-error no such relation
  Book.objects.selectRelated("publisher__ownr");
}

export async function fieldPaths(): Promise<void> {
  Book.objects.only("title", "author__firstName").defer("pages").distinct("title");
  Book.objects.defer(null);
  // @ts-expect-error no such field
  Book.objects.only("titel");
  // @ts-expect-error no such field
  Book.objects.defer("titel");
  // @ts-expect-error no such field
  Book.objects.distinct("titel");

  await Book.objects.latest("-published", "title");
  await Publisher.objects.annotate({ n: Count("book") }).earliest("n");
  // @ts-expect-error no such field
  await Book.objects.latest("-publishd");
  // @ts-expect-error no such field
  await Book.objects.earliest("publishd");

  await Book.objects.bulkUpdate([], ["title", "pages"]);
  // @ts-expect-error no such field
  await Book.objects.bulkUpdate([], ["title", "pagez"]);
}

export async function inBulk(): Promise<void> {
  const byKey = await Book.objects.inBulk([1, 2]);
  is<typeof byKey, Map<number, Book>>(true);
  const byTitle = await Book.objects.inBulk(["Rose"], { fieldName: "title" });
  is<typeof byTitle, Map<string, Book>>(true);
  // @ts-expect-error keys are numbers
  await Book.objects.inBulk(["1"]);
  // @ts-expect-error titles are texts
  await Book.objects.inBulk([1], { fieldName: "title" });
  // @ts-expect-error no such field
  await Book.objects.inBulk(null, { fieldName: "titel" });
}

export async function changes(book: Book): Promise<void> {
  await Book.objects.update({ title: F("author__firstName"), level: "U09", publisher: null });
  await Book.objects.update({ author: 3, publisherId: 4 });
  await Book.objects.update({ author: book.author });
  // @ts-expect-error no such field
  await Book.objects.update({ titel: "a" });
  // @ts-expect-error no such field beside one that is there
  await Book.objects.update({ title: "a", titel: "a" });
  // @ts-expect-error no such field beside one that is there
  await Book.objects.updateReturning({ title: "a", titel: F("title") });
  // @ts-expect-error a text
  await Book.objects.update({ title: 3 });
  // @ts-expect-error no such choice
  await Book.objects.update({ level: "U99" });
  // @ts-expect-error every book has an author
  await Book.objects.update({ author: null });
  // @ts-expect-error many-valued relations have no column
  await Book.objects.update({ tags: [] });
}

export async function getOrCreate(author: Author): Promise<void> {
  await Book.objects.getOrCreate(
    { title__iexact: "a", author },
    { defaults: { title: "a", pages: () => 3 } },
  );
  await Book.objects.updateOrCreate(
    { title: "a" },
    { defaults: { pages: 3 }, createDefaults: { pages: 4, authorId: 1 } },
  );
  // @ts-expect-error no such field
  await Book.objects.getOrCreate({ titel: "a" });
  // @ts-expect-error no such lookup
  await Book.objects.updateOrCreate({ title__iexactly: "a" });
  // @ts-expect-error no such field
  await Book.objects.getOrCreate({ title: "a" }, { defaults: { pagez: 3 } });
  // @ts-expect-error a number
  await Book.objects.updateOrCreate({ title: "a" }, { createDefaults: { pages: "3" } });
}

export async function creation(author: Author, book: Book): Promise<void> {
  await Book.objects.create({ title: "x", pages: 3, author });
  await Book.objects.create({ title: "x", pages: 3, authorId: 1 });
  await Book.objects.create({ title: "x", pages: 3, author: book.author });
  await author.bookSet.create({ title: "x", pages: 3 });
  // @ts-expect-error the author is missing
  await Book.objects.create({ title: "x", pages: 3 });
  // @ts-expect-error a book of nobody
  await Book.objects.create({ title: "x", pages: 3, author: null });
  // @ts-expect-error no such field
  await Book.objects.create({ title: "x", pages: 3, author, pagez: 4 });
}

export function orderings(): void {
  Book.objects.orderBy("-author__firstName", F("pages").desc(), "?");
  // @ts-expect-error no such field
  Book.objects.orderBy("titel", F("pages").desc());
  Book.objects.values("title", "author__firstName");
  // @ts-expect-error no such field
  Book.objects.values("title", "autor");
  Book.objects.valuesList("title", "pages");
  // @ts-expect-error no such field
  Book.objects.valuesList("title", "pagez");
  // @ts-expect-error no such field
  Book.objects.valuesList("titel", { flat: true });
}
