import { describe, expect, it } from "vitest";

import { gettextLazy, LazyText, MissingParameter, ngettextLazy } from "../i18n/index.ts";
import { type ErrorDict, NON_FIELD_ERRORS, ValidationError } from "./index.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("ValidationError", () => {
  it("holds a message with its code and parameters [MOD-74]", () => {
    const error = new ValidationError("%(value)s is odd.", { code: "odd", params: { value: 3 } });

    expect(error.code).toBe("odd");
    expect(error.params).toEqual({ value: 3 });
    expect(error.rawMessage).toBe("%(value)s is odd.");
    expect(error.messages).toEqual(["3 is odd."]);
    expect(error.message).toBe("3 is odd.");
    expect(error.errorList).toEqual([error]);
    expect(error.errorDict).toBeUndefined();
  });

  it("has an empty code where none is given", () => {
    expect(new ValidationError("Wrong.").code).toBe("");
  });

  it("leaves percent signs alone when there are no parameters", () => {
    expect(new ValidationError("100%% of %(x)s").messages).toEqual(["100%% of %(x)s"]);
    expect(new ValidationError("100%%", { params: {} }).messages).toEqual(["100%%"]);
  });

  it("names a parameter that its message lacks", () => {
    expect(() => new ValidationError("%(limt)s", { params: { limit: 1 } })).toThrow(
      MissingParameter,
    );
  });

  it("translates its messages when they are read", () => {
    let language = "en";
    const error = new ValidationError(new LazyText(() => `in ${language}`));

    language = "fr";

    expect(error.messages).toEqual(["in fr"]);
    expect(error.message).toBe("in en");
  });

  it("takes the plural form that its parameters ask for", () => {
    const message = ngettextLazy("%(n)d error", "%(n)d errors", "n");

    expect(new ValidationError(message, { params: { n: 1 } }).messages).toEqual(["1 error"]);
    expect(new ValidationError(message, { params: { n: 2 } }).messages).toEqual(["2 errors"]);
  });

  it("flattens lists of messages and errors [MOD-74]", () => {
    const inner = new ValidationError(["two", new ValidationError("three", { code: "c" })]);

    const error = new ValidationError(["one", [inner], new ValidationError({ field: "four" })]);

    expect(error.messages).toEqual(["one", "two", "three", "four"]);
    expect(error.errorList.map(({ code }) => code)).toEqual(["", "", "c", ""]);
    expect(error.code).toBe("");
    expect(error.message).toBe("one two three four");
  });

  it("holds errors by field [MOD-74]", () => {
    const error = new ValidationError({
      title: "Too short.",
      year: ["Too early.", new ValidationError("Not a leap year.", { code: "leap" })],
    });

    expect(Object.keys(error.errorDict ?? {})).toEqual(["title", "year"]);
    expect(plain(error.messageDict)).toEqual({
      title: ["Too short."],
      year: ["Too early.", "Not a leap year."],
    });
    expect(error.messages).toEqual(["Too short.", "Too early.", "Not a leap year."]);
    expect(error.message).toBe("title: Too short. year: Too early. Not a leap year.");
  });

  it("takes errors by field from a Map", () => {
    expect(plain(new ValidationError(new Map([["title", "Too short."]])).messageDict)).toEqual({
      title: ["Too short."],
    });
  });

  it("copies another error with code and parameters", () => {
    const original = new ValidationError("%(n)s", { code: "c", params: { n: 1 } });

    const copy = new ValidationError(original);

    expect(copy.code).toBe("c");
    expect(copy.messages).toEqual(["1"]);
    expect(copy.equals(original)).toBe(true);
    expect(new ValidationError(new ValidationError({ a: "x" })).errorDict).toBeDefined();
    expect(new ValidationError(new ValidationError(["x", "y"])).messages).toEqual(["x", "y"]);
  });

  it("puts messages without field under one key", () => {
    expect(plain(new ValidationError(["a", "b"]).messageDict)).toEqual({
      [NON_FIELD_ERRORS]: ["a", "b"],
    });
  });

  it("iterates over messages, or over fields with theirs", () => {
    expect([...new ValidationError(["a", "b"])]).toEqual(["a", "b"]);
    expect([...new ValidationError({ title: ["a", "b"] })]).toEqual([["title", ["a", "b"]]]);
  });

  it("keeps a field named __proto__ as data", () => {
    const fields = JSON.parse('{"__proto__": "polluted"}') as Record<string, string>;

    const error = new ValidationError(fields);
    const collected = error.updateErrorDict({});

    expect(Object.keys(error.messageDict)).toEqual(["__proto__"]);
    expect(Object.keys(collected)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("updateErrorDict()", () => {
  it("adds errors of fields and of none to what is there [MOD-74]", () => {
    const first = new ValidationError("one");
    const errors: ErrorDict = { title: [first] };

    new ValidationError({ title: "two", year: "three" }).updateErrorDict(errors);
    new ValidationError(["four", "five"]).updateErrorDict(errors);

    expect(
      Object.fromEntries(
        Object.entries(errors).map(([key, list]) => [key, list.flatMap((error) => error.messages)]),
      ),
    ).toEqual({
      title: ["one", "two"],
      year: ["three"],
      [NON_FIELD_ERRORS]: ["four", "five"],
    });
  });
});

describe("getJsonData()", () => {
  it("lists messages with their codes", () => {
    const error = new ValidationError([new ValidationError("a", { code: "x" }), "b"]);

    expect(error.getJsonData()).toEqual([
      { message: "a", code: "x" },
      { message: "b", code: "" },
    ]);
  });

  it("keeps fields apart, and is what JSON.stringify writes", () => {
    const error = new ValidationError({ title: gettextLazy("Too short.") });

    expect(plain(error)).toEqual({ title: [{ message: "Too short.", code: "" }] });
  });
});

describe("equals()", () => {
  const error = (text: string, code?: string): ValidationError =>
    new ValidationError(text, { code });

  it.each([
    ["single errors", error("a", "c"), error("a", "c"), true],
    ["other messages", error("a"), error("b"), false],
    ["other codes", error("a", "c"), error("a", "d"), false],
    [
      "other parameters",
      new ValidationError("a", { params: { n: 1 } }),
      new ValidationError("a", { params: { n: 2 } }),
      false,
    ],
    [
      "lists in another order",
      new ValidationError(["a", "b"]),
      new ValidationError(["b", "a"]),
      true,
    ],
    [
      "lists with repetitions",
      new ValidationError(["a", "a"]),
      new ValidationError(["a", "b"]),
      false,
    ],
    [
      "dicts in another order",
      new ValidationError({ x: "a", y: "b" }),
      new ValidationError({ y: "b", x: "a" }),
      true,
    ],
    [
      "dicts of other fields",
      new ValidationError({ x: "a" }),
      new ValidationError({ y: "a" }),
      false,
    ],
    ["a list and a dict", new ValidationError(["a"]), new ValidationError({ x: "a" }), false],
    ["lazy and plain messages", new ValidationError(gettextLazy("a")), error("a"), true],
  ])("compares %s", (_, a, b, expected) => {
    expect(a.equals(b)).toBe(expected);
    expect(b.equals(a)).toBe(expected);
  });

  it("is false for anything else", () => {
    expect(error("a").equals("a")).toBe(false);
  });
});
