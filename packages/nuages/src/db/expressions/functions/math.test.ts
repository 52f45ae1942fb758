import { describe, expect, it } from "vitest";

import { Decimal } from "../../../utils/decimal.ts";
import {
  ACos,
  ASin,
  ATan,
  ATan2,
  Abs,
  Ceil,
  Cos,
  Cot,
  Degrees,
  Exp,
  F,
  Floor,
  InvalidValue,
  Ln,
  Log,
  Mod,
  Pi,
  Power,
  Radians,
  Random,
  Round,
  Sign,
  Sin,
  Sqrt,
  Tan,
  Value,
} from "../../index.ts";
import { sampleDatabase } from "../../testing/sample.ts";

const cases: readonly (readonly [string, object, number | null])[] = [
  ["Abs", Abs(Value(-3)), 3],
  ["ACos", ACos("fraction"), Math.acos(0.5)],
  ["ASin", ASin("fraction"), Math.asin(0.5)],
  ["ATan", ATan("whole"), Math.atan(7)],
  ["ATan2", ATan2("fraction", "whole"), Math.atan2(0.5, 7)],
  ["Ceil", Ceil("fraction"), 1],
  ["Cos", Cos("whole"), Math.cos(7)],
  ["Cot", Cot("whole"), 1 / Math.tan(7)],
  ["Degrees", Degrees(Pi()), 180],
  ["Exp", Exp(Value(1)), Math.E],
  ["Floor", Floor(Value(-0.5)), -1],
  ["Ln", Ln("whole"), Math.log(7)],
  ["Log", Log(2, Value(8)), 3],
  ["Mod", Mod("whole", 4), 3],
  ["Mod with the sign of the first", Mod(Value(-7), 4), -3],
  ["Pi", Pi(), Math.PI],
  ["Power", Power("whole", 2), 49],
  ["Radians", Radians(Value(180)), Math.PI],
  ["Round", Round(Value(2.5)), 3],
  ["Round to places", Round(Value(2.567), 2), 2.57],
  ["Sign", Sign(Value(-0.2)), -1],
  ["Sin", Sin("whole"), Math.sin(7)],
  ["Sqrt", Sqrt(Value(49)), 7],
  ["Tan", Tan("whole"), Math.tan(7)],
];

describe("math functions", () => {
  it.each(cases)("%s [QS-57]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBeCloseTo(expected ?? 0, 12);
  });

  it.each([
    ["the root of a negative number", Sqrt(Value(-1))],
    ["the logarithm of zero", Ln(Value(0))],
    ["the angle of a cosine of 2", ACos(Value(2))],
    ["a division by zero", Mod("whole", 0)],
    ["null", Abs("other")],
  ])("%s is null on SQLite [QS-57]", async (_name, expression) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBeNull();
  });

  it("keeps decimals decimals [QS-57,QS-41]", async () => {
    await using sample = await sampleDatabase();

    const rounded = await sample.compute(Round(F("price"), 1));

    expect(rounded).toBeInstanceOf(Decimal);
    expect(String(rounded)).toBe("12.5");
  });

  it("is a whole number of a whole number [QS-57]", async () => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(Ceil("whole"))).toBe(7);
  });

  it("gives a number from 0 to below 1 [QS-57]", async () => {
    await using sample = await sampleDatabase();

    const value = await sample.compute(Random());

    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1);
  });

  it("refuses a negative precision on SQLite [QS-57]", async () => {
    await using sample = await sampleDatabase();

    await expect(sample.compute(Round("whole", -1))).rejects.toThrow(InvalidValue);
  });
});
