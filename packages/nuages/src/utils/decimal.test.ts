import { describe, expect, it } from "vitest";

import {
  Decimal,
  decimalDigits,
  decimalExponent,
  InvalidDecimal,
  parseDecimal,
  quantize,
} from "./decimal.ts";

describe("Decimal", () => {
  it.each([
    ["1.10", "1.10"],
    ["100", "100"],
    ["-0.50", "-0.50"],
    ["1e3", "1E+3"],
    ["1.5e3", "1.5E+3"],
    ["0.000001", "0.000001"],
    ["0.0000001", "1E-7"],
    ["0.00", "0.00"],
    ["0e-10", "0E-10"],
    ["-0", "-0"],
    ["12345678901234567890.10", "12345678901234567890.10"],
    ["1e400", "1E+400"],
    [".5", "0.5"],
    ["5.", "5"],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
    ["-inf", "-Infinity"],
    ["+INF", "Infinity"],
    ["-NaN", "NaN"],
    ["sNaN", "NaN"],
  ])("prints %s as Python does", (source, text) => {
    expect(new Decimal(source).toString()).toBe(text);
  });

  it.each([
    ["plus", "1.10", "2.2", "3.30"],
    ["minus", "1.10", "1.1", "0.00"],
    ["times", "1.10", "2.0", "2.200"],
    ["div", "1.00", "1", "1.00"],
    ["div", "10", "4", "2.5"],
    ["div", "100", "10", "10"],
    ["mod", "10.50", "3", "1.50"],
  ] as const)("%s keeps the places of %s and %s", (method, left, right, text) => {
    expect(new Decimal(left)[method](right).toString()).toBe(text);
  });

  it("is exact beyond twenty digits", () => {
    const value = new Decimal("12345678901234567890123456789.01");

    expect(value.plus("0.01").toString()).toBe("12345678901234567890123456789.02");
    expect(value.times(value).toString()).toBe(
      "152415787532388367504953515625608901453043743356552659656.7801",
    );
  });

  it("drops places that rounding took away, and no more", () => {
    expect(new Decimal("1.50").floor().toString()).toBe("1");
    expect(new Decimal("1.50").toDecimalPlaces(1).toString()).toBe("1.5");
    expect(new Decimal("1.5").toDecimalPlaces(3).toString()).toBe("1.5");
    expect(new Decimal("1.10").neg().toString()).toBe("-1.10");
    expect(new Decimal("1.23000").toSignificantDigits(3).toString()).toBe("1.23");
    expect(new Decimal("4.00").sqrt().toString()).toBe("2");
  });

  it("copies a decimal with its places", () => {
    expect(new Decimal(new Decimal("7.00")).toString()).toBe("7.00");
  });

  it("takes numbers and big integers", () => {
    expect(new Decimal(0.1).toString()).toBe("0.1");
    expect(new Decimal(100).toString()).toBe("100");
    expect(new Decimal(2n ** 70n).toString()).toBe("1180591620717411303424");
  });

  it("compares by value, whatever the places", () => {
    expect(new Decimal("1.10").eq("1.1")).toBe(true);
    expect(new Decimal("1.10").lt("1.2")).toBe(true);
  });

  it("serializes as text", () => {
    expect(JSON.stringify({ price: new Decimal("1.10") })).toBe('{"price":"1.10"}');
  });

  it("gives all its places to toFixed() without an argument", () => {
    expect(new Decimal("1.10").toFixed()).toBe("1.10");
    expect(new Decimal("1.15").toFixed(1)).toBe("1.2");
    expect(new Decimal("1E+2").toFixed()).toBe("100");
  });

  it.each(["", "abc", "0x10", "0b1", "1_000", "1.2.3", "1e99999999999999999999", " 1"])(
    "refuses %j",
    (text) => {
      expect(() => new Decimal(text)).toThrow(InvalidDecimal);
    },
  );

  it("does not spell out huge exponents", () => {
    expect(new Decimal("9e9999").plus(1).toString().length).toBeLessThan(140);
    expect(new Decimal("1e-9999").times("1e-9999").toString()).toBe("1E-19998");
  });
});

describe("decimalExponent() and decimalDigits()", () => {
  it.each([
    ["-1.10", -2, "110"],
    ["100", 0, "100"],
    ["1e3", 3, "1"],
    ["0.00", -2, "0"],
    ["12345678.1234567", -7, "123456781234567"],
    ["10000000", 0, "10000000"],
  ])("take %s apart", (text, exponent, digits) => {
    const value = new Decimal(text);

    expect(decimalExponent(value)).toBe(exponent);
    expect(decimalDigits(value)).toBe(digits);
  });
});

describe("quantize()", () => {
  it("pads and rounds half to even", () => {
    expect(quantize(new Decimal("1.5"), 2).toString()).toBe("1.50");
    expect(quantize(new Decimal("2.5"), 0).toString()).toBe("2");
    expect(quantize(new Decimal("1e2"), 1).toString()).toBe("100.0");
  });
});

describe("parseDecimal()", () => {
  it("reads what a person writes", () => {
    expect(parseDecimal(" 12.50 ")?.toString()).toBe("12.50");
  });

  it.each(["", "12abc", "0x10", "1,5", "1e99999999999999999999"])(
    "refuses %j [ADV-116]",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it("refuses millions of digits before it reads them [ADV-108]", () => {
    expect(parseDecimal("1".repeat(1_000_000))).toBeUndefined();
  });
});
