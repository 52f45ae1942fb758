import { Count, CTE, F, Sum, Value, type RelatedManager } from "../index.ts";
import { Author, Book } from "../testing/library.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

const totals = CTE("totals", Book.objects.values("author").annotate({ pages: Sum("pages") }));
const chain = CTE.recursive(
  "chain",
  Author.objects.filter({ mentor: null }).annotate({ depth: Value(0) }),
  (above) =>
    Author.objects.with(above.on({ id: "mentor" })).annotate({ depth: F("chain__depth").plus(1) }),
);

export async function rows(): Promise<void> {
  const [total] = await totals.rows().filter({ pages__gt: 3 }).orderBy("-pages");
  total?.author.toFixed();
  total?.pages?.toFixed();
  // @ts-expect-error the sum may be null
  total?.pages.toFixed();
  // @ts-expect-error no such column
  totals.rows().filter({ page: 3 });
  // @ts-expect-error no such column
  totals.rows().orderBy("title");
  // @ts-expect-error a number
  totals.rows().filter({ pages: "many" });

  const [author] = await chain.rows().filter({ depth__lt: 3, mentor__age: 4 }).orderBy("depth");
  author?.depth.toFixed();
  author?.shout.trim();
  // @ts-expect-error no such field or annotation
  chain.rows().filter({ depht: 3 });
}

export async function joins(): Promise<void> {
  const joined = Author.objects.with(totals.on({ author: "id" }));
  const [row] = await joined.values("firstName", "totals__pages", "totals__author");
  is<
    typeof row,
    { firstName: string; totals__pages: number | null; totals__author: number } | undefined
  >(true);
  joined.filter({ totals__pages__gt: 3 }).orderBy("-totals__pages");
  joined.annotate({ half: F("totals__pages").dividedBy(2) });
  // @ts-expect-error no such column of the table
  joined.filter({ totals__page: 3 });
  // @ts-expect-error no such column of the table
  joined.annotate({ half: F("totals__page") });
  // @ts-expect-error no such column of the table
  totals.on({ auther: "id" });
  // @ts-expect-error no such path of the model
  Author.objects.with(totals.on({ author: "idd" }));
  // @ts-expect-error no such path in the expression
  Author.objects.with(totals.on({ author: F("idd") }));
  Book.objects.with(totals.on({ author: "author__mentor" }));

  const outer = Author.objects.with(totals.on({ author: "id" }, { outer: true, as: "sums" }));
  const [maybe] = await outer.values("sums__author");
  is<typeof maybe, { sums__author: number | null } | undefined>(true);
  // @ts-expect-error it has another name here
  outer.filter({ totals__pages: 3 });

  const [deep] = await Book.objects
    .with(chain.on({ id: "author" }))
    .values("chain__depth", "chain__firstName");
  is<typeof deep, { chain__depth: number; chain__firstName: string } | undefined>(true);
}

export function steps(authors: RelatedManager<Author>): void {
  CTE.recursive(
    "bad",
    Author.objects.values("id"),
    // @ts-expect-error other columns than the base
    () => Author.objects.values("age"),
  );
  CTE("students", authors.all().annotate({ books: Count("book") }))
    .rows()
    .filter({ books: 3 });
  // @ts-expect-error a list has no names
  CTE("list", Author.objects.valuesList("id", { flat: true }));
}
