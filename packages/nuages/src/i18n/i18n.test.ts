import { describe, expect, it } from "vitest";

import { equalValues } from "../utils/compare.ts";
import { Decimal } from "../utils/decimal.ts";
import {
  activeCatalog,
  gettext,
  gettextLazy,
  gettextNoop,
  interpolate,
  LazyText,
  MissingParameter,
  ngettext,
  ngettextLazy,
  npgettext,
  npgettextLazy,
  pgettext,
  pgettextLazy,
} from "./index.ts";

describe("gettext() and its relatives", () => {
  it("give the text of the source in English", () => {
    expect(gettext("Enter a number.")).toBe("Enter a number.");
    expect(pgettext("month", "May")).toBe("May");
    expect(gettextNoop("May")).toBe("May");
    expect(activeCatalog().text("May", "verb")).toBe("May");
  });

  it.each([
    [0, "books"],
    [1, "book"],
    [1n, "book"],
    [2, "books"],
    [1.5, "books"],
  ])("choose the form for %s", (count, form) => {
    expect(ngettext("book", "books", count)).toBe(form);
    expect(npgettext("noun", "book", "books", count)).toBe(form);
  });
});

describe("LazyText", () => {
  it("reads its text each time it is shown", () => {
    let language = "en";
    const text = new LazyText(() => language);

    language = "fr";

    expect(`${text}`).toBe("fr");
    expect(text + "!").toBe("fr!");
    expect(JSON.stringify({ text })).toBe('{"text":"fr"}');
    expect(equalValues(text, "fr")).toBe(true);
  });

  it("comes from the lazy functions", () => {
    expect(String(gettextLazy("May"))).toBe("May");
    expect(String(pgettextLazy("month", "May"))).toBe("May");
    expect(String(ngettextLazy("book", "books", 1))).toBe("book");
    expect(String(npgettextLazy("noun", "book", "books", 2))).toBe("books");
  });

  it("is empty while the parameter that decides its form is unknown", () => {
    expect(String(ngettextLazy("%(n)d book", "%(n)d books", "n"))).toBe("");
  });
});

describe("interpolate()", () => {
  it.each([
    ["%(limit)s", { limit: 3 }, "3"],
    ["%(a)s and %(b)s", { a: "x", b: null }, "x and None"],
    ["100%% of %(what)s", { what: "it" }, "100% of it"],
    ["%(n)d", { n: 3.9 }, "3"],
    ["%(n)d", { n: -3.9 }, "-3"],
    ["%(n)d", { n: 1e22 }, "10000000000000000000000"],
    ["%(n)d", { n: new Decimal("12.90") }, "12"],
    ["%(n)d", { n: 2n ** 64n }, "18446744073709551616"],
    ["%(n)d", { n: "many" }, "many"],
    ["%(n)i", { n: 7 }, "7"],
    ["%(v)r", { v: "it" }, "'it'"],
    ["%(v)r", { v: "it's\n" }, `"it's\\n"`],
    ["%(v)r or %(n)r", { v: `"it's"`, n: 7 }, `'"it\\'s"' or 7`],
    ["%(n)05d|%(n)-4d|", { n: 7 }, "00007|7   |"],
    ["%(x)s", { x: 1e22 }, "1e+22"],
    ["%(x)s", { x: new Decimal("1E+3") }, "1E+3"],
    ["half of 100% is 50 %", {}, "half of 100% is 50 %"],
    ["$& $1 %(x)s", { x: "$&" }, "$& $1 $&"],
  ])("fills %s", (message, params, text) => {
    expect(interpolate(message, params)).toBe(text);
  });

  it("takes the plural form that the parameter asks for", () => {
    const message = ngettextLazy("%(n)d book", "%(n)d books", "n");

    expect(interpolate(message, { n: 1 })).toBe("1 book");
    expect(interpolate(message, { n: 2n })).toBe("2 books");
    expect(interpolate(message, { n: new Decimal(1) })).toBe("1 book");
  });

  it("names the parameter that is missing and those that are there", () => {
    expect(() => interpolate("At most %(limt)d.", { limit: 3 })).toThrow(MissingParameter);
    expect(() => interpolate("At most %(limt)d.", { limit: 3 })).toThrow('Did you mean "limit"?');
    expect(() => interpolate(ngettextLazy("a", "b", "n"), {})).toThrow('"n"');
  });

  it("never takes a parameter from the prototype", () => {
    expect(() => interpolate("%(constructor)s", {})).toThrow(MissingParameter);
  });

  it("does not fill what a parameter brings in", () => {
    expect(interpolate("%(a)s", { a: "%(b)s", b: "secret" })).toBe("%(b)s");
  });
});
