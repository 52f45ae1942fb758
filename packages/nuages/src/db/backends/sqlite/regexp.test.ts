import { describe, expect, it } from "vitest";

import { DataError } from "../../errors.ts";
import { memoryDatabase } from "../../testing/database.ts";
import { libraryModels, Tag } from "../../testing/library.ts";
import { mayBacktrack } from "./guarded-match.ts";
import { regexpMatches } from "./regexp.ts";

describe("regular expressions on SQLite", () => {
  it.each([
    ["(a+)+$", `${"a".repeat(40)}!`],
    ["(a|a)*$", `${"a".repeat(40)}!`],
    ["\\s+$", `${" ".repeat(900_000)}x`],
  ])("end with an error when backtracking explodes: %s [ADV-137]", (pattern, text) => {
    expect(() => regexpMatches(pattern, text)).toThrow(DataError);
    expect(() => regexpMatches(pattern, text)).toThrow("without repetitions inside repetitions");
  });

  it("refuse patterns of too many optional parts [ADV-137]", () => {
    const pattern = `${"a?".repeat(60)}${"a".repeat(60)}`;

    expect(() => regexpMatches(pattern, "a".repeat(59))).toThrow("more than 25 optional parts");
  });

  it.each([
    ["(a+)+$", "xaaa", true],
    ["^(ab|cd)*e?$", "ababcd", true],
    ["(?i)^REI(N|n)hardt$", "Reinhardt", true],
    ["^\\d+$", "12a", false],
  ])("answer as they should under the limit: %s", (pattern, text, matches) => {
    expect(regexpMatches(pattern, text)).toBe(matches);
  });

  it("take the short way where nothing can explode", () => {
    expect(mayBacktrack(/^abc.*$/u)).toBe(false);
    expect(mayBacktrack(/^[*+?|]\*\+x+$/u)).toBe(false);
  });

  it("leave the database usable after such an error [ADV-137]", async () => {
    await using _ = await memoryDatabase(...libraryModels);
    await Tag.objects.create({ name: `${"a".repeat(40)}!` });
    const hostile = Tag.objects.filter({ name__regex: "(a+)+$" });

    await expect(hostile.count()).rejects.toThrow(DataError);

    expect(await Tag.objects.filter({ name__regex: "^a+!$" }).count()).toBe(1);
  });
});
