import { describe, expect, it } from "vitest";

import {
  Avg,
  Count,
  CumeDist,
  DenseRank,
  F,
  FieldError,
  FirstValue,
  InvalidValue,
  Lag,
  LastValue,
  Lead,
  Lower,
  NthValue,
  Ntile,
  PercentRank,
  Rank,
  RowNumber,
  RowRange,
  StdDev,
  Sum,
  ValueRange,
  Value,
  Window,
  models,
  type WindowFrame,
} from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

class Employee extends models.Model<Employee>()(
  {
    name: models.CharField({ maxLength: 20 }),
    department: models.CharField({ maxLength: 20 }),
    salary: models.IntegerField(),
    rate: models.DecimalField({ maxDigits: 6, decimalPlaces: 2 }),
  },
  { appLabel: "windows" },
) {}

const STAFF = [
  ["Ada", "dev", 50],
  ["Bob", "dev", 40],
  ["Cyd", "dev", 40],
  ["Dan", "dev", 30],
  ["Eva", "law", 60],
] as const;

async function staff(): Promise<AsyncDisposable> {
  const database = await memoryDatabase(Employee);
  for (const [name, department, salary] of STAFF)
    await Employee.objects.create({
      name,
      department,
      salary,
      rate: String(salary / 100) as never,
    });
  return database;
}

/** The value of a window for each employee, by name. */
async function over(window: object): Promise<Record<string, unknown>> {
  const rows = await Employee.objects.annotate({ result: window }).orderBy("name");
  return Object.fromEntries(rows.map(({ name, result }) => [name, result]));
}

const BY_SALARY = { partitionBy: "department", orderBy: "-salary" } as const;

describe("window functions", () => {
  it.each([
    ["RowNumber", Window(RowNumber(), { orderBy: ["-salary", "name"] }), [2, 3, 4, 5, 1]],
    ["Rank", Window(Rank(), BY_SALARY), [1, 2, 2, 4, 1]],
    ["DenseRank", Window(DenseRank(), BY_SALARY), [1, 2, 2, 3, 1]],
    ["PercentRank", Window(PercentRank(), BY_SALARY), [0, 1 / 3, 1 / 3, 1, 0]],
    ["CumeDist", Window(CumeDist(), BY_SALARY), [0.25, 0.75, 0.75, 1, 1]],
    ["Ntile", Window(Ntile(2), { orderBy: ["-salary", "name"] }), [1, 1, 2, 2, 1]],
    ["Lag", Window(Lag("salary"), { orderBy: "name" }), [null, 50, 40, 40, 30]],
    ["Lag with default", Window(Lag("salary", 2, 0), { orderBy: "name" }), [0, 0, 50, 40, 40]],
    ["Lead", Window(Lead("salary", 1), { orderBy: "name" }), [40, 40, 30, 60, null]],
    ["FirstValue", Window(FirstValue("name"), BY_SALARY), ["Ada", "Ada", "Ada", "Ada", "Eva"]],
    [
      "LastValue over the whole window",
      Window(LastValue("name"), { orderBy: "name", frame: RowRange() }),
      ["Eva", "Eva", "Eva", "Eva", "Eva"],
    ],
    [
      "NthValue",
      Window(NthValue("name", 2), { orderBy: "name" }),
      [null, "Bob", "Bob", "Bob", "Bob"],
    ],
  ])("%s [QS-51]", async (_name, window, expected) => {
    await using _ = await staff();

    expect(Object.values(await over(window))).toEqual(expected);
  });

  it.each([
    ["Lag of 0 rows", (): object => Lag("salary", 0)],
    ["Lead of nothing", (): object => Lead(null)],
    ["Ntile of 0 parts", (): object => Ntile(0)],
    ["NthValue of a negative row", (): object => NthValue("salary", -1)],
  ])("refuses %s [QS-51]", (_name, make) => {
    expect(make).toThrow(InvalidValue);
  });
});

describe("Window()", () => {
  it("computes aggregates over parts [QS-50]", async () => {
    await using _ = await staff();

    const sums = await over(Window(Sum("salary"), { partitionBy: "department" }));

    expect(sums).toEqual({ Ada: 160, Bob: 160, Cyd: 160, Dan: 160, Eva: 60 });
  });

  it("keeps sums of decimals decimals [QS-50]", async () => {
    await using _ = await staff();

    const sums = await over(Window(Sum("rate")));

    expect(String(sums["Ada"])).toBe("2.2");
  });

  it("filters what an aggregate sees [QS-46,QS-50]", async () => {
    await using _ = await staff();

    const counts = await over(Window(Count("*", { filter: { salary__gte: 40 } })));

    expect(counts["Dan"]).toBe(4);
  });

  it("is one operand of arithmetic [QS-50]", async () => {
    await using _ = await staff();

    const above = await over(
      F("salary").minus(Window(Avg("salary"), { partitionBy: "department" })),
    );

    expect(above).toEqual({ Ada: 10, Bob: 0, Cyd: 0, Dan: -10, Eva: 0 });
  });

  it("takes expressions for parts and order [QS-50]", async () => {
    await using _ = await staff();

    const ranks = await over(
      Window(RowNumber(), {
        partitionBy: [Lower("department")],
        orderBy: [F("salary").desc(), F("name").asc()],
      }),
    );

    expect(ranks).toEqual({ Ada: 1, Bob: 2, Cyd: 3, Dan: 4, Eva: 1 });
  });

  it("refuses functions that are no window functions [QS-50]", () => {
    expect(() => Window(Lower("name"))).toThrow(InvalidValue);
  });

  it("refuses a window inside an aggregate [QS-50]", async () => {
    await using _ = await staff();

    expect(() =>
      Employee.objects.annotate({ broken: Sum(Window(RowNumber(), {}) as never) }),
    ).toThrow(FieldError);
  });

  it("fails with the database's words where the database cannot [QS-50]", async () => {
    await using _ = await staff();

    await expect(over(Window(StdDev("salary")))).rejects.toThrow("window function");
  });
});

describe("frames", () => {
  const running = (frame: WindowFrame): object => Window(Sum("salary"), { orderBy: "name", frame });

  it.each([
    ["up to the current row", RowRange({ end: 0 }), [50, 90, 130, 160, 220]],
    ["the row before and this one", RowRange({ start: -1, end: 0 }), [50, 90, 80, 70, 90]],
    ["the two rows after", RowRange({ start: 1, end: 2 }), [80, 70, 90, 60, null]],
    ["without the current row", RowRange({ exclusion: "currentRow" }), [170, 180, 180, 190, 160]],
    ["all values", ValueRange(), [220, 220, 220, 220, 220]],
  ])("%s [QS-50]", async (_name, frame, expected) => {
    await using _ = await staff();

    expect(Object.values(await over(running(frame)))).toEqual(expected);
  });

  it("counts values rather than rows [QS-50]", async () => {
    await using _ = await staff();

    const near = Window(Count("*"), {
      orderBy: "salary",
      frame: ValueRange({ start: -10, end: 10 }),
    });

    expect(await over(near)).toEqual({ Ada: 4, Bob: 4, Cyd: 4, Dan: 3, Eva: 2 });
  });

  it.each([
    ["group", [170, 140, 140, 190, 160]],
    ["ties", [220, 180, 180, 220, 220]],
    ["noOthers", [220, 220, 220, 220, 220]],
  ] as const)("leaves out %s [QS-50]", async (exclusion, expected) => {
    await using _ = await staff();
    const window = Window(Sum("salary"), {
      orderBy: "salary",
      frame: RowRange({ exclusion }),
    });

    const sums = Object.values(await over(window));

    expect(sums).toEqual(expected);
  });

  it.each([
    ["a start after the end", (): object => RowRange({ start: 2, end: 1 })],
    ["a fraction", (): object => RowRange({ start: -0.5 })],
    ["a text", (): object => RowRange({ start: "1 PRECEDING; --" as never })],
    ["an exclusion that is none", (): object => RowRange({ exclusion: "x) --" as never })],
  ])("refuses %s [QS-50]", (_name, make) => {
    expect(make).toThrow(InvalidValue);
  });
});

describe("conditions about windows", () => {
  const ranked = () => Employee.objects.annotate({ place: Window(Rank(), BY_SALARY) });

  it("chooses rows by their place [QS-50]", async () => {
    await using _ = await staff();

    const best = await ranked().filter({ place: 1 }).orderBy("name");

    expect(best.map(({ name, place }) => [name, place])).toEqual([
      ["Ada", 1],
      ["Eva", 1],
    ]);
  });

  it("joins them with other conditions [QS-50]", async () => {
    await using _ = await staff();

    const found = await ranked().filter({ place__lte: 2, department: "dev", salary__lt: 50 });

    expect(found.map(({ name }) => name).sort()).toEqual(["Bob", "Cyd"]);
  });

  it("compares with other windows [QS-50]", async () => {
    await using _ = await staff();
    const total = Window(Sum("salary"), { partitionBy: "department" });

    const found = await ranked()
      .annotate({ total })
      .filter({ total__gt: F("place").times(50) });

    expect(found.map(({ name }) => name).sort()).toEqual(["Ada", "Bob", "Cyd", "Eva"]);
  });

  it("counts, asks and adds up what they choose [QS-50]", async () => {
    await using _ = await staff();
    const best = ranked().filter({ place: 1 });

    expect(await best.count()).toBe(2);
    expect(await best.exists()).toBe(true);
    expect(await best.aggregate({ sum: Sum("salary") })).toEqual({ sum: 110 });
  });

  it("limits after them [QS-50]", async () => {
    await using _ = await staff();

    const first = await ranked().filter({ place: 1 }).orderBy("-name").first();

    expect(first?.name).toBe("Eva");
  });

  it("puts them in a query around the one that computes them [QS-50]", async () => {
    await using _ = await staff();

    const [sent] = await statementsOf(async () => {
      await ranked().filter({ place: 1 }).valuesList("name", { flat: true });
    });

    expect(sent).toMatch(
      /^SELECT "col1" FROM \(SELECT .* OVER \(.*\) "qualify" WHERE "qual0" = \?/,
    );
  });
});

describe("Window() of values", () => {
  it("takes a value as default of its neighbours [QS-51]", async () => {
    await using _ = await staff();

    const before = await over(Window(Lag("name", 1, Value("nobody")), { orderBy: "name" }));

    expect(before["Ada"]).toBe("nobody");
  });
});
