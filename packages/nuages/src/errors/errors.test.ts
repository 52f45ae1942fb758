import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import {
  closeMatches,
  didYouMean,
  ImproperlyConfigured,
  InternalError,
  NuagesError,
  NuagesRangeError,
  NuagesTypeError,
} from "./index.ts";

describe("NuagesError", () => {
  it("carries code, hint, details and cause, and shows the hint below the message", () => {
    const cause = new RangeError("inner");

    const error = new ImproperlyConfigured("debug is no boolean.", {
      hint: "Set debug to true or false.",
      details: { setting: "debug" },
      cause,
    });

    expect(error).toBeInstanceOf(NuagesError);
    expect(error.name).toBe("ImproperlyConfigured");
    expect(error.message).toBe("debug is no boolean.\n  Set debug to true or false.");
    expect(error.details).toEqual({ setting: "debug" });
    expect(error.cause).toBe(cause);
  });

  it("is printed with its stack and causes, and its hint once", () => {
    const error = new ImproperlyConfigured("No mail server.", {
      hint: "Set emailHost.",
      cause: new RangeError("inner"),
    });

    const shown = inspect(error);

    expect(shown).toMatch(/^ImproperlyConfigured: No mail server\.\n {2}Set emailHost\.\n {4}at /);
    expect(shown).toContain("[cause]: RangeError: inner");
    expect(shown.split("Set emailHost.")).toHaveLength(2);
  });

  it("asks for a report when the framework itself is wrong", () => {
    expect(new InternalError("unreachable join kind").message).toContain("Please report it");
  });
});

describe("NuagesTypeError and NuagesRangeError", () => {
  class WrongKind extends NuagesTypeError {
    readonly code = "test.kind";
  }
  class WrongValue extends NuagesRangeError {
    readonly code = "test.value";
  }

  it.each([
    [WrongKind, TypeError],
    [WrongValue, RangeError],
  ])("are the language's own with what ours carry", (type, base) => {
    const cause = new RangeError("inner");

    const error = new type("Wrong.", { hint: "Mend it.", details: { field: "a" }, cause });

    expect(error).toBeInstanceOf(base);
    expect(error.name).toBe(type.name);
    expect(error.message).toBe("Wrong.\n  Mend it.");
    expect(error.details).toEqual({ field: "a" });
    expect(error.cause).toBe(cause);
  });
});

describe("closeMatches()", () => {
  it("finds swapped, missing and wrong letters, within reach", () => {
    expect(closeMatches("nmae", ["id", "name", "named", "born"])).toEqual(["name"]);
  });

  it("sees through snake_case and letter case", () => {
    expect(closeMatches("due_back", ["dueBack", "status"])).toEqual(["dueBack"]);
  });

  it("has no answer for what is far from everything, or absurdly long", () => {
    expect(closeMatches("zzz", ["name", "born"])).toEqual([]);
    expect(closeMatches("n".repeat(5_000), ["name"])).toEqual([]);
  });
});

describe("didYouMean()", () => {
  it("suggests and lists", () => {
    expect(didYouMean("nmae", ["id", "name"])).toBe('Did you mean "name"? Known: id, name.');
  });

  it("shortens a long list", () => {
    const names = Array.from({ length: 30 }, (_, index) => `field${index}`);
    expect(didYouMean("zzz", names, { label: "Fields", limit: 2 })).toBe(
      "Fields: field0, field1, … (30 in all).",
    );
  });
});
