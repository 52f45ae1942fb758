import {
  AnyValue,
  Avg,
  Case,
  Coalesce,
  Count,
  F,
  Lower,
  FilteredRelation,
  Q,
  Rank,
  StringAgg,
  Sum,
  TruncYear,
  Value,
  When,
  Window,
} from "../index.ts";
import { Author, Book } from "../testing/library.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

export async function conditionsInside(): Promise<void> {
  const [book] = await Book.objects.annotate({
    size: Case(
      When({ pages__gte: 400 }, "long"),
      When(Q({ pages__lt: 50 }).or(Q({ author__age__lt: 12 })), "short"),
      When(Q({ tags__name: "novella" }).not(), F("author__firstName")),
      { default: Value("middle") },
    ),
  });
  is<string | undefined, NonNullable<typeof book>["size"] | undefined>(true);
  // @ts-expect-error no such field in a branch
  Book.objects.annotate({ size: Case(When({ pagse__gte: 400 }, "long")) });
  // @ts-expect-error no such lookup in a branch
  Book.objects.annotate({ size: Case(When({ pages__gtee: 400 }, "long")) });
  // @ts-expect-error no such field in the second condition of a branch
  Book.objects.annotate({ size: Case(When(Q({ pages: 4 }).or(Q({ autor: 4 })), "long")) });
  // @ts-expect-error no such field in what a condition compares with
  Book.objects.annotate({ size: Case(When({ pages__gt: F("author__agee") }, "long")) });
  // @ts-expect-error no such field inside an aggregate
  await Book.objects.aggregate({ long: Sum(Case(When({ pagse__gte: 400 }, 1), { default: 0 })) });

  Book.objects.annotate({ isLong: Q({ pages__gt: 400 }) });
  // @ts-expect-error no such field in a condition as a value
  Book.objects.annotate({ isLong: Q({ pagse__gt: 400 }) });
}

export async function filtersOfAggregates(): Promise<void> {
  const [author] = await Author.objects.annotate({
    long: Count("book", { filter: { book__pages__gt: 400 } }),
    mean: Avg("book__pages", { filter: Q({ book__level: "U11" }) }),
    pages: Sum("book__pages", { filter: Q({ book__pages__gt: 9 }), default: 0 }),
  });
  author?.long.toFixed();
  author?.pages.toFixed();
  // @ts-expect-error the mean of no rows is null
  author?.mean.toFixed();
  // @ts-expect-error no such field of the books
  Author.objects.annotate({ n: Count("book", { filter: { book__pagse__gt: 400 } }) });
  // @ts-expect-error no such field of the books
  Author.objects.annotate({ n: Count("*", { filter: Q({ book__pagse: 400 }) }) });
  // @ts-expect-error no such field of the books
  Author.objects.annotate({ n: Avg("book__pages", { filter: Q({ book__titel: "a" }) }) });
  // @ts-expect-error no such field in the default
  Author.objects.annotate({ n: Sum("book__pages", { default: F("agee") }) });
  // @ts-expect-error no such field in the filter
  Author.objects.annotate({ n: AnyValue("book__pages", { filter: { book__titel: "a" } }) });
  Author.objects.annotate({ titles: StringAgg("book__title", { orderBy: "-book__pages" }) });
  // @ts-expect-error no such field in the order
  Author.objects.annotate({ titles: StringAgg("book__title", { orderBy: "-book__pagse" }) });
}

export function windows(): void {
  Book.objects.annotate({
    place: Window(Rank(), { partitionBy: "author", orderBy: ["-pages", F("title").asc()] }),
  });
  // @ts-expect-error no such field in the order
  Book.objects.annotate({ place: Window(Rank(), { orderBy: "-pagse" }) });
  // @ts-expect-error no such field in an ordering
  Book.objects.annotate({ place: Window(Rank(), { orderBy: [F("pagse").desc()] }) });
  // @ts-expect-error no such field in the partition
  Book.objects.annotate({ place: Window(Rank(), { partitionBy: [F("autor")] }) });
}

export function ordersAndValues(): void {
  Book.objects.orderBy("title", F("author__age").desc({ nullsLast: true }), Lower("title"));
  // @ts-expect-error no such field in an expression
  Book.objects.orderBy(F("author__agee").desc());
  // @ts-expect-error no such field in a function
  Book.objects.orderBy("title", Lower("titel"));

  Book.objects.filter({ pages__gt: F("author__age").times(2), title: "a" });
  Book.objects.exclude(Q({ title: Coalesce("level", Value("")) }));
  // @ts-expect-error no such field in what a filter compares with
  Book.objects.filter({ pages__gt: F("author__agee").times(2), title: "a" });
  // @ts-expect-error no such field in what a filter compares with
  Book.objects.exclude({ title: Coalesce("levle", Value("")) });
  // @ts-expect-error no such field in what a condition compares with
  Book.objects.filter(Q({ title: "a" }).or(Q({ pages: F("pagse") })));
  Book.objects.annotate({ n: Count("tags") }).filter({ pages__gt: F("n") });
  // @ts-expect-error no such annotation
  Book.objects.annotate({ n: Count("tags") }).filter({ pages__gt: F("m") });
}

export async function changes(): Promise<void> {
  await Book.objects.update({ pages: F("pages").plus(1), title: Lower("title") });
  await Book.objects.annotate({ n: Count("tags") }).update({ pages: F("n") });
  // @ts-expect-error no such field in the value
  await Book.objects.update({ pages: F("pagse").plus(1) });
  // @ts-expect-error no such field in the value
  await Book.objects.updateReturning({ title: Lower("titel") });
}

export function others(): void {
  Book.objects.dates("published", "year");
  // @ts-expect-error no such field
  Book.objects.dates("publishd", "year");
  // @ts-expect-error no such field
  Book.objects.datetimes("publishd", "hour");
  // @ts-expect-error no such field
  Book.objects.values({ year: TruncYear("publishd") });
  Author.objects.alias({ long: FilteredRelation("book", { condition: { book__pages__gt: 3 } }) });
  // @ts-expect-error no such relation
  Author.objects.alias({ long: FilteredRelation("bok", { condition: {} }) });
  // @ts-expect-error no such field in the condition
  Author.objects.alias({ long: FilteredRelation("book", { condition: { book__pagse: 3 } }) });
}
