import { describe, expect, it } from "vitest";

import { parseInteger } from "./integers.ts";

describe("parseInteger()", () => {
  it.each([
    ["42", 42n],
    [" +42\n", 42n],
    ["-007", -7n],
    ["1_000", 1000n],
    ["٢٣", 23n],
    ["𝟗𝟎", 90n],
    ["9007199254740993", 9007199254740993n],
  ])("reads %j as Python does", (text, value) => {
    expect(parseInteger(text)).toBe(value);
  });

  it.each([
    "",
    " ",
    "0x10",
    "0b1",
    "1e3",
    "1.0",
    "Infinity",
    "NaN",
    "12abc",
    "1__0",
    "_1",
    "1_",
    "- 1",
    "½",
    "²",
  ])("refuses %j [ADV-116]", (text) => {
    expect(parseInteger(text)).toBeUndefined();
  });

  it("refuses what is absurdly long before it is converted [ADV-108]", () => {
    expect(parseInteger("9".repeat(4300))?.toString().length).toBe(4300);
    expect(parseInteger("9".repeat(4301))).toBeUndefined();
    expect(parseInteger("9".repeat(1_000_000))).toBeUndefined();
  });
});
