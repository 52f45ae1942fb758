import { describe, expect, it } from "vitest";

import { DateTime } from "./datetime.ts";
import { Decimal } from "./decimal.ts";
import { Temporal } from "./temporal.ts";
import { floatText, numberText, valueText } from "./value-text.ts";

describe("numberText()", () => {
  it.each([
    [0, "0"],
    [-0, "-0.0"],
    [42, "42"],
    [-1.5, "-1.5"],
    [0.1 + 0.2, "0.30000000000000004"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-1.25e-7, "-1.25e-07"],
    [5e-324, "5e-324"],
    [9_007_199_254_740_991, "9007199254740991"],
    [9_007_199_254_740_992, "9007199254740992.0"],
    [1e16, "1e+16"],
    [1e22, "1e+22"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [9_007_199_254_740_993n, "9007199254740993"],
    [Number.NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
  ])("writes %s as %s", (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe("floatText()", () => {
  it.each([
    [3, "3.0"],
    [0, "0.0"],
    [2.5, "2.5"],
    [1e16, "1e+16"],
  ])("writes %s as %s", (value, text) => {
    expect(floatText(value)).toBe(text);
  });
});

describe("valueText()", () => {
  it.each([
    ["abc", "abc"],
    [1e22, "1e+22"],
    [12n, "12"],
    [null, "None"],
    [undefined, "None"],
    [true, "True"],
    [false, "False"],
    [new Decimal("1.10"), "1.10"],
    [new Decimal("1e3"), "1E+3"],
    [new Date("2026-11-20T14:30:45Z"), "2026-11-20 14:30:45+00:00"],
    [DateTime.from("2026-11-20T14:30:45.000001Z"), "2026-11-20 14:30:45.000001+00:00"],
    [Temporal.PlainDate.from("2026-11-20"), "2026-11-20"],
    [Temporal.PlainTime.from("09:00"), "09:00:00"],
    [Temporal.PlainDateTime.from("2026-11-20T09:00"), "2026-11-20 09:00:00"],
    [Temporal.ZonedDateTime.from("2026-11-20T09:00[Europe/Paris]"), "2026-11-20 09:00:00+01:00"],
    [Temporal.Duration.from({ hours: 26, minutes: 3, seconds: 4 }), "1 day, 2:03:04"],
    [Temporal.Duration.from({ seconds: -1 }), "-1 day, 23:59:59"],
    [Temporal.Duration.from({ days: 2, microseconds: 5 }), "2 days, 0:00:00.000005"],
    [new Date(Number.NaN), "Invalid Date"],
    [["a", 1], "['a', 1]"],
    [{ a: 1, b: [null, { c: "it's" }] }, `{'a': 1, 'b': [None, {'c': "it's"}]}`],
    [[], "[]"],
    [["a\u00a0\u200b\u0000\u{1F389}\ud800"], "['a\\xa0\\u200b\\x00\u{1F389}\\ud800']"],
    [Temporal.PlainTime.from("12:30:00.5"), "12:30:00.500000"],
    [Temporal.PlainDateTime.from("2024-01-02T03:04:05.000001"), "2024-01-02 03:04:05.000001"],
    [new Uint8Array([120, 0, 39, 92, 255]), "b'x\\x00\\x27\\x5c\\xff'"],
  ])("writes %o as %s", (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it.each([
    '{"toString": 1}',
    '{"valueOf": "x"}',
    '{"toJSON": []}',
    '[{"toString": null}]',
    '{"length": 1e9}',
  ])("never trips over %s [ADV-114]", (json) => {
    expect(valueText(JSON.parse(json))).toMatch(/^[[{]/);
  });

  it("shortens deep and long data [ADV-114]", () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];

    expect(valueText(nested).length).toBeLessThan(100);
    expect(valueText(Array.from({ length: 100_000 }, () => 1)).length).toBeLessThan(200);
  });
});
