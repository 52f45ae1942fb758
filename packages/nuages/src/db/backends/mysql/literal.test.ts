import { describe, expect, it } from "vitest";

import { InterfaceError, ProgrammingError } from "../../errors.ts";
import { ExactNumber, FloatNumber, mysqlLiteral, TimeOfDay, withValues } from "./literal.ts";

describe("mysqlLiteral()", () => {
  it("doubles quotes of texts", () => {
    expect(mysqlLiteral("it's")).toBe("'it''s'");
  });

  it("writes texts with backslashes in hexadecimal, which no mode of the session changes", () => {
    expect(mysqlLiteral("\\' OR 1=1 -- ")).toBe("_utf8mb4 X'5c27204f5220313d31202d2d20'");
  });

  it("keeps the kinds of numbers", () => {
    const literals = [5, 5n, -0.5, new ExactNumber("1.50"), new FloatNumber(2)].map(mysqlLiteral);

    expect(literals).toEqual(["5", "5", "-0.5e0", "1.50", "2e0"]);
  });

  it("writes times of day with their type", () => {
    expect(mysqlLiteral(new TimeOfDay("08:00:00"))).toBe("TIME '08:00:00'");
    expect(mysqlLiteral(new TimeOfDay("08:00' OR '1"))).toBe("TIME '08:00'' OR ''1'");
  });

  it("writes bytes, booleans and nothing", () => {
    const literals = [new Uint8Array([0, 39, 92]), new Uint8Array(), true, null, undefined];

    expect(literals.map(mysqlLiteral)).toEqual(["X'00275c'", "''", "TRUE", "NULL", "NULL"]);
  });

  it.each([[{ id: 1 }], [[1, 2]], [Symbol("x")], [() => 1], [Number.NaN], [Infinity]])(
    "refuses what is no plain value",
    (value) => {
      expect(() => mysqlLiteral(value)).toThrow(InterfaceError);
    },
  );

  it("refuses numbers that are none", () => {
    expect(() => new ExactNumber("1; DROP TABLE x")).toThrow(InterfaceError);
  });
});

describe("withValues()", () => {
  it("leaves question marks in quotes alone", () => {
    const text = "SELECT '?', 'it''s ?', \"?\", `?`, ? FROM t WHERE a = ?";

    expect(withValues(text, [1, "?"])).toBe(
      "SELECT '?', 'it''s ?', \"?\", `?`, 1 FROM t WHERE a = '?'",
    );
  });

  it("leaves question marks and quotes of comments alone", () => {
    const text = "SELECT /* it's ? */ ?, -- isn't ?\n ? # don't ?\n, 5--?";

    expect(withValues(text, [1, "x", 3])).toBe(
      "SELECT /* it's ? */ 1, -- isn't ?\n 'x' # don't ?\n, 5--3",
    );
  });

  it("is linear in the length of what it cannot make sense of", () => {
    const text = `${"'".repeat(100_001)}/*${"\\".repeat(100_000)}`;

    expect(() => withValues(text, ["x"])).toThrow(ProgrammingError);
  });

  it("refuses another number of values than of places", () => {
    expect(() => withValues("SELECT ?", [1, 2])).toThrow(ProgrammingError);
  });
});
