import { describe, expect, it } from "vitest";

import { overrideTimezone } from "../../i18n/index.ts";
import { DateTime } from "../../utils/datetime.ts";
import {
  Case,
  Cast,
  Coalesce,
  Count,
  Exists,
  ExtractHour,
  F,
  Lower,
  Rank,
  RowRange,
  Sum,
  Value,
  When,
  Window,
  models,
} from "../index.ts";
import type { Expression } from "../expressions/expression.ts";
import { Sample, sampleDatabase } from "../testing/sample.ts";
import { keyOfExpression } from "./expression-key.ts";

function key(expression: object): string | undefined {
  return keyOfExpression(expression as Expression);
}

const made: readonly (readonly [string, () => object])[] = [
  ["a column", () => F("whole")],
  ["arithmetic", () => F("whole").plus(1)],
  ["a function", () => Lower("text")],
  ["several arguments", () => Coalesce("other", Value("x"))],
  ["an aggregate with a filter", () => Count("pk", { filter: { whole__gt: 3 } })],
  ["a choice", () => Case(When({ whole: 3 }, "a"), { default: "b" })],
  ["a cast", () => Cast("whole", models.FloatField())],
  ["a window", () => Window(Rank(), { orderBy: "-whole", frame: RowRange({ end: 0 }) })],
];

describe("keyOfExpression()", () => {
  it.each(made)("knows %s again", (_name, make) => {
    expect(key(make())).toBeDefined();
    expect(key(make())).toBe(key(make()));
  });

  it("tells all of them apart", () => {
    expect(new Set(made.map(([, make]) => key(make()))).size).toBe(made.length);
  });

  it.each([
    ["values", F("whole").plus(1), F("whole").plus(2)],
    ["kinds of values", Value(1), Value("1")],
    ["functions", Lower("text"), Sum("text")],
    ["options", Count("pk"), Count("pk", { distinct: true })],
    ["output fields", Cast("whole", models.FloatField()), Cast("whole", models.TextField())],
    ["the ends of texts", Coalesce("a", "bc"), Coalesce("ab", "c")],
    [
      "frames",
      Window(Rank(), { frame: RowRange() }),
      Window(Rank(), { frame: RowRange({ end: 0 }) }),
    ],
  ])("minds %s", (_what, first, second) => {
    expect(key(first)).not.toBe(key(second));
  });

  it("leaves out what it cannot know again", () => {
    expect(key(Exists(Sample.objects.all()))).toBeUndefined();
    expect(key(Value(new Date(0)))).toBeUndefined();
    expect(key(Value("x".repeat(5_000)))).toBeUndefined();
  });
});

describe("statements that are kept", () => {
  it("serve annotated queries with their own values", async () => {
    await using _ = await sampleDatabase();
    const plus = async (amount: number): Promise<number | undefined> =>
      (await Sample.objects.annotate({ sum: F("whole").plus(amount) }).first())?.sum;

    expect([await plus(1), await plus(2), await plus(1)]).toEqual([8, 9, 8]);
  });

  it("mind the time zone of each query [QS-55]", async () => {
    await using _ = await sampleDatabase({ moment: DateTime.from("2022-12-31T23:30:00Z") });
    const hour = (zone: string): Promise<number | undefined> =>
      overrideTimezone(zone, async () => {
        const row = await Sample.objects.annotate({ hour: ExtractHour("moment") }).first();
        return row?.hour;
      });

    expect([await hour("UTC"), await hour("Asia/Kolkata"), await hour("UTC")]).toEqual([23, 5, 23]);
  });

  it("mind the time zone of each filter [QS-32]", async () => {
    await using _ = await sampleDatabase({ moment: DateTime.from("2022-12-31T23:30:00Z") });
    const found = (zone: string): Promise<number> =>
      overrideTimezone(zone, () => Sample.objects.filter({ moment__hour: 23 }).count());

    expect([await found("UTC"), await found("Asia/Kolkata"), await found("UTC")]).toEqual([
      1, 0, 1,
    ]);
  });
});
