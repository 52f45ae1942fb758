import { describe, expect, it } from "vitest";

import { compareValues, equalValues, IncomparableValues } from "./compare.ts";
import { DateTime } from "./datetime.ts";
import { Decimal } from "./decimal.ts";
import { Temporal } from "./temporal.ts";

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const duration = (value: Temporal.DurationLike): Temporal.Duration => Temporal.Duration.from(value);
const lazy = (text: string): object => ({ valueOf: () => text, toString: () => text });

describe("compareValues()", () => {
  it.each([
    ["numbers", 2, 10],
    ["a number and a big integer", 1, 2n],
    ["big integers beyond 2^53", 9_007_199_254_740_992n, 9_007_199_254_740_993n],
    ["a decimal and a number", new Decimal("1.10"), 2],
    ["a big integer and a decimal", 1n, new Decimal("1.5")],
    ["booleans", false, true],
    ["texts", "Zola", "eco"],
    ["texts beyond the basic plane by code point", "\uffee", "\u{1f600}"],
    ["a text and its beginning", "eco", "ecology"],
    ["dates", new Date(0), new Date(1)],
    ["dates one microsecond apart", new DateTime(0, 1), new DateTime(0, 2)],
    ["a date and an instant", new Date(0), Temporal.Instant.from("1970-01-01T00:00:00.000001Z")],
    ["plain dates", day("2026-02-01"), day("2026-11-20")],
    ["plain times", Temporal.PlainTime.from("09:00"), Temporal.PlainTime.from("17:30")],
    ["durations", duration({ hours: 23 }), duration({ days: 1 })],
    ["bytes", Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
    ["arrays", [1, "a"], [1, "b"]],
    ["an array and its beginning", [1], [1, 0]],
    ["nothing and something", null, 0],
    ["a number and NaN", Infinity, Number.NaN],
    ["a date and an invalid one", new Date(0), new Date(Number.NaN)],
    ["wrapped texts", lazy("a"), "b"],
  ])("orders %s", (_, smaller, greater) => {
    expect(compareValues(smaller, greater)).toBeLessThan(0);
    expect(compareValues(greater, smaller)).toBeGreaterThan(0);
    expect(compareValues(greater, greater)).toBe(0);
  });

  it.each([
    ["a number and a text", 1, "1"],
    ["a date and a plain date", new Date(0), day("1970-01-01")],
    ["a date and a time", day("1970-01-01"), Temporal.PlainTime.from("00:00")],
    ["durations with months", duration({ months: 1 }), duration({ days: 30 })],
    ["plain objects", { a: 1 }, { a: 2 }],
  ])("refuses %s", (_, a, b) => {
    expect(() => compareValues(a, b)).toThrow(IncomparableValues);
  });
});

describe("equalValues()", () => {
  it.each([
    ["a number and a big integer", 1, 1n],
    ["decimals with other places", new Decimal("1.10"), new Decimal("1.1")],
    ["a decimal and a number", new Decimal("0.1"), 0.1],
    ["nothing of both kinds", null, undefined],
    ["dates", new Date(5), new Date(5)],
    ["a Date and a DateTime without microseconds", new Date(5), new DateTime(5)],
    ["plain dates", day("2026-11-20"), day("2026-11-20")],
    [
      "durations written differently",
      duration({ minutes: 90 }),
      duration({ hours: 1, minutes: 30 }),
    ],
    ["bytes of two classes", Uint8Array.of(1), Buffer.from([1])],
    ["nested JSON", { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ["objects with and without prototype", { a: 1 }, Object.assign(Object.create(null), { a: 1 })],
    ["maps", new Map([["a", [1]]]), new Map([["a", [1]]])],
    ["sets", new Set([1, 2]), new Set([2, 1])],
    ["a wrapped and a bare text", lazy("a"), "a"],
  ])("holds for %s", (_, a, b) => {
    expect(equalValues(a, b)).toBe(true);
    expect(equalValues(b, a)).toBe(true);
  });

  it.each([
    ["a number and its text", 1, "1"],
    ["nothing and zero", null, 0],
    ["NaN and itself", Number.NaN, Number.NaN],
    ["neighbours beyond 2^53", 9_007_199_254_740_992, 9_007_199_254_740_993n],
    ["dates one microsecond apart", new DateTime(0, 1), new DateTime(0, 2)],
    ["a date and a plain date", new Date(0), day("1970-01-01")],
    ["arrays of other lengths", [1], [1, 2]],
    ["objects with other keys", { a: 1 }, { b: 1 }],
    ["a key that only the prototype has", { toString: undefined }, {}],
    ["an array and an object", [], {}],
    ["instances of a class", new (class Box {})(), new (class Box {})()],
  ])("does not hold for %s", (_, a, b) => {
    expect(equalValues(a, b)).toBe(false);
    expect(equalValues(b, a)).toBe(false);
  });

  it("asks objects that know", () => {
    const book = (id: number): object => ({
      id,
      equals: (other: unknown) => (other as { id: number }).id === id,
    });

    expect(equalValues(book(1), book(1))).toBe(true);
    expect(equalValues(book(1), book(2))).toBe(false);
  });

  it("takes any depth of nesting", () => {
    const nest = (): unknown => {
      let value: unknown = 1;
      for (let depth = 0; depth < 100_000; depth += 1) value = [value];
      return value;
    };

    expect(equalValues(nest(), nest())).toBe(true);
  });
});
