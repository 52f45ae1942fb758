import type { Temporal } from "../../../utils/temporal.ts";
import type { Decimal } from "../../../utils/decimal.ts";
import {
  Avg,
  Cast,
  Coalesce,
  Case,
  Concat,
  Count,
  Exists,
  ExpressionWrapper,
  Extract,
  ExtractYear,
  F,
  GreaterThan,
  Greatest,
  IsNull,
  JSONObject,
  Lag,
  Left,
  Length,
  Lower,
  Max,
  Now,
  NullIf,
  Q,
  Rank,
  RawSQL,
  Replace,
  Sqrt,
  Subquery,
  Sum,
  TruncDate,
  TruncMonth,
  Value,
  When,
  Window,
  models,
} from "../../index.ts";
import { Author, Book, Publisher } from "../../testing/library.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(same: Equal<A, B>): void {
  void same;
}

export class Invoice extends models.Model<Invoice>()({
  total: models.DecimalField({ maxDigits: 10, decimalPlaces: 2 }),
  discount: models.DecimalField({ maxDigits: 10, decimalPlaces: 2, null: true }),
  units: models.IntegerField(),
  due: models.DateField(),
  sent: models.DateTimeField(),
  paid: models.DateTimeField({ null: true }),
  note: models.TextField({ null: true }),
}) {}

export async function resultTypes(): Promise<void> {
  const [row] = await Invoice.objects.annotate({
    same: F("units"),
    long: Length("note"),
    upper: Lower("note"),
    text: Concat("note", Value("!"), "units", { outputField: models.TextField() }),
    three: Coalesce("note", "note", Value("x"), { outputField: models.TextField() }),
    first: Coalesce("note", Value("none")),
    maybe: Coalesce("note", "note"),
    most: Greatest("units", Value(3)),
    odd: NullIf("units", Value(1)),
    root: Sqrt("units"),
    year: ExtractYear("paid"),
    month: TruncMonth("sent"),
    day: TruncDate("paid"),
    price: Cast("units", models.DecimalField({ maxDigits: 5, decimalPlaces: 1 })),
    now: Now(),
    cut: Left("note", 3),
    changed: Replace("note", Value("a"), Value("b")),
    doubled: F("units").times(2),
    perUnit: F("total").dividedBy(F("units")),
    waited: F("paid").minus(F("sent")),
    later: F("sent").plus(F("paid").minus(F("sent"))),
    json: JSONObject({ units: "units" }),
    raw: RawSQL<number>("1"),
    big: GreaterThan(F("units"), 3),
    empty: IsNull(F("note"), true),
    rank: Window(Rank(), { orderBy: "-units" }),
    before: Window(Lag("due"), { orderBy: "due" }),
  });
  if (row === undefined) return;
  is<typeof row.same, number>(true);
  is<typeof row.long, number | null>(true);
  is<typeof row.upper, string | null>(true);
  is<typeof row.text, string>(true);
  is<typeof row.three, string>(true);
  is<typeof row.first, string>(true);
  is<typeof row.maybe, string | null>(true);
  is<typeof row.most, number>(true);
  is<typeof row.odd, number | null>(true);
  is<typeof row.root, number | null>(true);
  is<typeof row.year, number | null>(true);
  is<typeof row.month, Date>(true);
  is<typeof row.day, Temporal.PlainDate | null>(true);
  is<typeof row.price, Decimal>(true);
  is<typeof row.now, Date>(true);
  is<typeof row.cut, string | null>(true);
  is<typeof row.changed, string | null>(true);
  is<typeof row.doubled, number>(true);
  is<typeof row.perUnit, Decimal>(true);
  is<typeof row.waited, Temporal.Duration | null>(true);
  is<typeof row.later, Date | null>(true);
  is<typeof row.big, boolean>(true);
  is<typeof row.empty, boolean>(true);
  is<typeof row.rank, number>(true);
  is<typeof row.before, Temporal.PlainDate | null>(true);
  is<typeof row.raw, number>(true);
}

export async function conditionalTypes(): Promise<void> {
  const [row] = await Book.objects.annotate({
    size: Case(When({ pages__gt: 500 }, "long"), When({ pages__gt: 100 }, "middle"), {
      default: "short",
    }),
    open: Case(When({ pages__gt: 500 }, F("pages"))),
    told: Case(When({ pages: 1 }, 1), { default: 0, outputField: models.FloatField() }),
    namesake: Subquery(Author.objects.filter({ age: 3 }).values("firstName").slice(0, 1)),
    key: Subquery(Author.objects.all().slice(0, 1)),
    wrapped: ExpressionWrapper(F("pages").times(1.5), { outputField: models.FloatField() }),
  });
  if (row === undefined) return;
  is<typeof row.size, "long" | "middle" | "short">(true);
  is<typeof row.open, number | null>(true);
  is<typeof row.told, number>(true);
  is<typeof row.namesake, string | null>(true);
  is<typeof row.key, number | null>(true);
  is<typeof row.wrapped, number>(true);
  // @ts-expect-error the result of a branch names no field
  Book.objects.annotate({ open: Case(When({ pages__gt: 500 }, F("pags"))) });
}

export async function aggregateTypes(): Promise<void> {
  const totals = await Invoice.objects.aggregate({
    n: Count("*"),
    units: Sum("units"),
    total: Sum("total"),
    known: Sum("total", { default: 0 }),
    mean: Avg("total"),
    last: Max("paid"),
    computed: Sum(F("units").times(F("total"))),
  });
  is<typeof totals.n, number>(true);
  is<typeof totals.units, number | null>(true);
  is<typeof totals.total, Decimal | null>(true);
  is<typeof totals.known, Decimal>(true);
  is<typeof totals.mean, Decimal | null>(true);
  is<typeof totals.last, Date | null>(true);
  is<typeof totals.computed, Decimal | null>(true);
}

export async function paths(): Promise<void> {
  Book.objects.annotate({ name: Lower("author__firstName") });
  // @ts-expect-error a path that is not there, across a relation
  Book.objects.annotate({ name: Lower("author__firstNam") });
  Book.objects.annotate({ sum: F("pages").plus(F("author__age")) });
  // @ts-expect-error the second operand names no field
  Book.objects.annotate({ sum: F("pages").plus(F("author__agee")) });
  Book.objects.annotate({ long: Length(Lower("title")) });
  // @ts-expect-error a wrong path deep inside
  Book.objects.annotate({ long: Length(Lower("titel")) });
  Book.objects.annotate({ place: Window(Rank(), { partitionBy: "author", orderBy: "-pages" }) });
  // @ts-expect-error a window is parted by a field that is not there
  Book.objects.annotate({ place: Window(Rank(), { partitionBy: "auther", orderBy: "-pages" }) });
  Book.objects.filter(GreaterThan(F("pages"), F("author__age")));
  // @ts-expect-error a comparison of a field that is not there
  Book.objects.filter(GreaterThan(F("pags"), 3));
  Book.objects.filter(Q(GreaterThan(F("pages"), 3)).or(Q({ title: "a" })));
  // @ts-expect-error a comparison inside a condition names no field
  Book.objects.filter(Q(GreaterThan(F("pags"), 3)).or(Q({ title: "a" })));
  Book.objects.filter(Exists(Author.objects.filter({ age: 3 })));
  await Publisher.objects.aggregate({ pages: Sum("book__pages") });
  // @ts-expect-error an aggregate of a path that is not there
  await Publisher.objects.aggregate({ pages: Sum("book__pags") });
  // @ts-expect-error a function takes its number of arguments
  Length("title", "pages");
  Extract("published", "isoWeekDay");
  Extract("published", "century");
  // @ts-expect-error a part that no date has
  Extract("published", "centuries");
  const rows = await Book.objects.values("title", { initial: Left("title", 1) });
  is<(typeof rows)[0]["title"], string>(true);
  is<(typeof rows)[0]["initial"], string>(true);
  const years = await Book.objects
    .annotate({ year: ExtractYear("published") })
    .values("year")
    .annotate({ n: Count("pk") })
    .orderBy("-year", "n");
  is<(typeof years)[0]["year"], number | null>(true);
  is<(typeof years)[0]["n"], number>(true);
  const named = Book.objects.annotate({ year: ExtractYear("published") }).values("year");
  // @ts-expect-error a name that no annotation has
  named.orderBy("yeer");
  const chained = await Book.objects
    .annotate({ n: Count("tags") })
    .annotate({ twice: F("n").times(2) })
    .filter({ twice__gt: 3 });
  chained[0]?.twice.toFixed();
}
