import { describe, expect, it } from "vitest";

import { DataError } from "../../errors.ts";
import { memoryDatabase } from "../../testing/database.ts";
import { libraryModels, Tag } from "../../testing/library.ts";
import { regexpMatches } from "./regexp.ts";

describe("regular expressions on SQLite", () => {
  // Engines that try one way after the other would need longer than the world lasts.
  it.each([
    ["(a+)+$", `${"a".repeat(500_000)}!`],
    ["^(a|a)*$", `${"a".repeat(100_000)}!`],
    ["(a|aa)+$", `${"a".repeat(100_000)}!`],
    ["\\s+$", `${" ".repeat(900_000)}x`],
    ["(.*)*x", "y".repeat(10_000)],
    [`${"a?".repeat(400)}${"a".repeat(100)}`, "a".repeat(99)],
    ["(x+x+)+y", "x".repeat(10_000)],
    ["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(10_000)],
  ])("answer in a time that grows with the text alone: %s [ADV-137]", (pattern, text) => {
    expect(regexpMatches(pattern, text)).toBe(false);
  });

  it.each([
    ["(?=x)x(a+)+$", `x${"a".repeat(40)}!`],
    ["(a+)+(?!x)b", `${"a".repeat(40)}!`],
    ["(x)?(a+)+\\1$", `${"a".repeat(40)}!`],
    ["\\b(a+)+$", `${"a".repeat(40)}é!`],
  ])("that look around are stopped when trying takes too long: %s [ADV-137]", (pattern, text) => {
    expect(() => regexpMatches(pattern, text)).toThrow(DataError);
    expect(() => regexpMatches(pattern, text)).toThrow("without repetitions inside repetitions");
  });

  it("that look around and have too many optional parts are refused [ADV-137]", () => {
    const pattern = `(?=a)${"a?".repeat(60)}${"a".repeat(60)}`;

    expect(() => regexpMatches(pattern, "a".repeat(59))).toThrow("more than 25 optional parts");
  });

  it("of more than 1,000 characters are refused, and texts of more than a million [ADV-137]", () => {
    expect(() => regexpMatches("a".repeat(1001), "a")).toThrow(DataError);
    expect(() => regexpMatches("a", "a".repeat(1_000_001))).toThrow(DataError);
  });

  it.each([
    "(",
    "[a",
    "*a",
    "a**",
    "a++",
    "(?>a)",
    "(?P<1>a)",
    "\\N{DASH}",
    "\\q",
    "(?P=x)",
    "(?(1)a|b)",
    "\\u12",
    "[b-a]",
    "\\",
  ])("that are none are refused with a reason: %s", (pattern) => {
    expect(() => regexpMatches(pattern, "a")).toThrow(DataError);
    expect(() => regexpMatches(pattern, "a")).toThrow("is no regular expression: ");
  });

  it("leave the database usable after such an error [ADV-137]", async () => {
    await using _ = await memoryDatabase(...libraryModels);
    await Tag.objects.create({ name: `x${"a".repeat(30)}!` });
    const hostile = Tag.objects.filter({ name__regex: "(?=x)x(a+)+$" });

    await expect(hostile.count()).rejects.toThrow(DataError);

    expect(await Tag.objects.filter({ name__regex: "(a+)+!$" }).count()).toBe(1);
  });
});
