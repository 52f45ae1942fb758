import { describe, expect, it } from "vitest";

import {
  Contains,
  Count,
  EndsWith,
  Exact,
  F,
  GreaterThan,
  GreaterThanOrEqual,
  IContains,
  IExact,
  In,
  InvalidUse,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Length,
  Lower,
  Q,
  Range,
  Regex,
  StartsWith,
  Value,
} from "../index.ts";
import { Sample, sampleDatabase } from "../testing/sample.ts";

describe("comparisons as expressions", () => {
  it.each([
    ["Exact", Exact(F("whole"), 7), true],
    ["Exact of a text", Exact(Lower("text"), "john smith"), true],
    ["IExact", IExact(F("text"), "JOHN smith"), true],
    ["GreaterThan", GreaterThan(F("whole"), F("fraction")), true],
    ["GreaterThanOrEqual", GreaterThanOrEqual(F("whole"), 8), false],
    ["LessThan", LessThan(Length("text"), F("whole")), false],
    ["LessThanOrEqual", LessThanOrEqual(F("whole"), 7), true],
    ["In", In(F("whole"), [1, 7]), true],
    ["Range", Range(F("whole"), [8, 9]), false],
    ["IsNull", IsNull(F("other"), true), true],
    ["Contains", Contains(F("text"), "Smi"), true],
    ["IContains", IContains(F("text"), "SMI"), true],
    ["StartsWith", StartsWith(F("text"), "John"), true],
    ["EndsWith", EndsWith(F("text"), "John"), false],
    ["Regex", Regex(F("text"), "^J.*h$"), true],
    ["a comparison turned round", Exact(F("whole"), 7).not(), false],
    ["null", Exact(F("other"), "a"), null],
    ["a value on the left", LessThan(Value(3), F("whole")), true],
  ])("%s in annotate() [QS-35]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });

  it("filter rows [QS-35]", async () => {
    await using _ = await sampleDatabase();

    expect(await Sample.objects.filter(GreaterThan(F("whole"), 6)).count()).toBe(1);
    expect(await Sample.objects.exclude(GreaterThan(F("whole"), 6)).count()).toBe(0);
  });

  it("stand inside Q() and beside lookups [QS-35]", async () => {
    await using _ = await sampleDatabase();
    const condition = Q(GreaterThan(F("whole"), 100)).or(Q({ text__startswith: "John" }));

    expect(await Sample.objects.filter(condition).count()).toBe(1);
  });

  it("order rows [QS-35]", async () => {
    await using _ = await sampleDatabase();
    await Sample.objects.create({
      ...(await Sample.objects.get()).toJSON(),
      id: 2,
      whole: 1,
    } as never);

    const rows = await Sample.objects.orderBy(GreaterThan(F("whole"), 3).desc());

    expect(rows.map(({ whole }) => whole)).toEqual([7, 1]);
  });

  it("filter an aggregate [QS-46]", async () => {
    await using _ = await sampleDatabase();

    const counts = await Sample.objects.aggregate({
      many: Count("*", { filter: GreaterThan(F("whole"), 6) }),
      none: Count("*", { filter: GreaterThan(F("whole"), 60) }),
    });

    expect(counts).toEqual({ many: 1, none: 0 });
  });

  it("is not replaced by an expression that is neither true nor false [QS-35]", async () => {
    await using _ = await sampleDatabase();

    expect(() => Sample.objects.filter(Length("text"))).toThrow(InvalidUse);
  });
});
