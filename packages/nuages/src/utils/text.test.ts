import { describe, expect, it } from "vitest";

import { codePointLength, sliceCodePoints } from "./code-points.ts";
import { parseDate, parseDatetime, parseDuration, parseTime } from "./dateparse.ts";
import { Decimal } from "./decimal.ts";
import { durationIsoString, durationMicroseconds, durationString } from "./duration.ts";
import { loremParagraphs, loremWords } from "./lorem-ipsum.ts";
import { formatNumber } from "./numberformat.ts";
import { toFloat, toInteger } from "./numbers.ts";
import { percentFormat } from "./percent-format.ts";
import { SuspiciousFileOperation } from "./suspicious-file-operation.ts";
import { Temporal } from "./temporal.ts";
import {
  camelCaseToSpaces,
  capfirst,
  getTextList,
  getValidFilename,
  normalizeNewlines,
  phone2numeric,
  slugify,
  smartSplit,
  Truncator,
  unescapeStringLiteral,
  wrap,
} from "./text.ts";

describe("slugify()", () => {
  it.each([
    ["Hello, World! ", false, "hello-world"],
    ["un éléphant à l'orée", false, "un-elephant-a-loree"],
    ["--_a - b_--", false, "a-b"],
    ["Bä Ü 你好", true, "bä-ü-你好"],
    ["Bä Ü 你好", false, "ba-u"],
  ])("turns %j into a part of an address [UTIL-04]", (text, allowUnicode, expected) => {
    expect(slugify(text, { allowUnicode })).toBe(expected);
  });
});

describe("Truncator", () => {
  it("counts characters, not units, and not combining marks [UTIL-04]", () => {
    expect(new Truncator("😀😀😀😀").chars(3)).toBe("😀😀…");
    expect(new Truncator("a\u0328b\u0328c\u0328d").chars(3, { truncate: "" })).toBe(
      "ąb\u0328c\u0328",
    );
    expect(new Truncator("abcdef").chars(4, { truncate: "[%(truncated_text)s]" })).toBe("[ab]");
    expect(new Truncator("abc").chars(0)).toBe("");
  });

  it("joins words by single spaces [UTIL-04]", () => {
    expect(new Truncator(" a \n b\tc").words(2)).toBe("a b…");
    expect(new Truncator(" a \n b").words(2)).toBe("a b");
  });
});

describe("smartSplit()", () => {
  it.each([
    ['a "b c" d', ["a", '"b c"', "d"]],
    [String.raw`x="a \"b\" c" 'd`, [String.raw`x="a \"b\" c"`, "'d"]],
    ['a"b', ['a"b']],
    ['_("a b")|c:"d e" f', ['_("a b")|c:"d e"', "f"]],
    ["", []],
  ])("splits %j, but not within quotes [UTIL-04]", (text, expected) => {
    expect(smartSplit(text)).toEqual(expected);
  });
});

describe("the smaller ones", () => {
  it("do as their names say [UTIL-04]", () => {
    expect(capfirst("élan")).toBe("Élan");
    expect(normalizeNewlines("a\r\nb\rc")).toBe("a\nb\nc");
    expect(getTextList(["a", "b", "c"], "and")).toBe("a, b and c");
    expect(getTextList(["a"])).toBe("a");
    expect(getTextList([])).toBe("");
    expect(camelCaseToSpaces("aCamelCaseHTMLName")).toBe("a camel case html name");
    expect(phone2numeric("0800 flowers")).toBe("0800 3569377");
    expect(unescapeStringLiteral(String.raw`"a \"b\" \\ c"`)).toBe(String.raw`a "b" \ c`);
    expect(() => unescapeStringLiteral("'abc\"")).toThrow(RangeError);
    expect(wrap("a b c", 3)).toBe("a b\nc");
  });

  it("make file names, or refuse [UTIL-04]", () => {
    expect(getValidFilename("john's (1) §.txt")).toBe("johns_1_.txt");
    expect(() => getValidFilename("$.$.$")).toThrow(SuspiciousFileOperation);
  });

  it("count characters [UTIL-04]", () => {
    expect(codePointLength("a😀\ud800")).toBe(3);
    expect(sliceCodePoints("a😀b", 1, 2)).toBe("😀");
  });
});

describe("parsing dates", () => {
  it.each([
    ["2026-11-20", "2026-11-20"],
    ["2026-1-2", "2026-01-02"],
    ["20261120", "2026-11-20"],
    ["2026-W47-5", "2026-11-20"],
    ["2026W475", "2026-11-20"],
    ["2026-W47", "2026-11-16"],
    ["2020-W53-7", "2021-01-03"],
    ["٢٠٢٦-11-20", "2026-11-20"],
  ])("reads %s [UTIL-01]", (text, expected) => {
    expect(String(parseDate(text))).toBe(expected);
  });

  it("tells another form from a day that is not [ADV-118]", () => {
    expect(parseDate("20 Nov 2026")).toBeNull();
    expect(parseDate("2021-W53-1")).toBeNull();
    expect(parseDate("20241301")).toBeNull();
    expect(parseTime("00:05:23+25:00")).toBeNull();
    expect(parseDatetime("20261120091500")).toBeNull();
    expect(parseDatetime("20261120T0915T")).toBeNull();
    expect(() => parseDate("2024-02-31")).toThrow(RangeError);
    expect(() => parseDate("0000-01-01")).toThrow(RangeError);
    expect(() => parseDatetime("2024-02-31T10:00")).toThrow(RangeError);
    expect(() => parseTime("25:00")).toThrow(RangeError);
    expect(parseTime("noon")).toBeNull();
    expect(parseDatetime("275761-01-01T00:00")).toBeNull();
  });

  it("reads times to the microsecond, and zones [UTIL-01] [I18N-28]", () => {
    expect(String(parseTime("14:05:09.000120"))).toBe("14:05:09.00012");
    expect(["14", "1405", "140509Z", "14:05+02:00"].map((text) => String(parseTime(text)))).toEqual(
      ["14:00:00", "14:05:00", "14:05:09", "14:05:00"],
    );
    expect(
      ["T14:05", "1405.5", "14:05:09.1234567890123"].map((text) => String(parseTime(text))),
    ).toEqual(["14:05:00", "14:05:00.5", "14:05:09.123456"]);
    expect(String(parseDatetime("2026-W47-5T14"))).toBe("2026-11-20T14:00:00");
    expect(String(parseDatetime("20261120x1405"))).toBe("2026-11-20T14:05:00");
    expect(String(parseDatetime("2026-11-20 14:05"))).toBe("2026-11-20T14:05:00");
    expect(String(parseDatetime("2026-11-20T14:05:09Z"))).toBe("2026-11-20T14:05:09+00:00[UTC]");
    expect(String(parseDatetime("2026-11-20T14:05:09,5-0330"))).toBe(
      "2026-11-20T14:05:09.5-03:30[-03:30]",
    );
  });
});

describe("durations", () => {
  it.each([
    ["4 15:30", "4 00:15:30"],
    ["-4 days, 0:15:30", "-4 00:15:30"],
    ["15:30.000001", "00:15:30.000001"],
    ["P4DT2H", "4 02:00:00"],
    ["-PT1M", "-1 23:59:00"],
    ["3 days 04:05:06", "3 04:05:06"],
    ["-00:01:00", "-1 23:59:00"],
    ["200000 00:00:00.000001", "200000 00:00:00.000001"],
    ["-999999999 00:00:00", "-999999999 00:00:00"],
    ["", "00:00:00"],
  ])("read %s [I18N-29]", (text, expected) => {
    const duration = parseDuration(text);

    expect(duration && durationString(duration)).toBe(expected);
  });

  it("are null for other forms, and written as ISO [I18N-29]", () => {
    expect(parseDuration("two hours")).toBeNull();
    expect(parseDuration("9".repeat(100_000))).toBeNull();
    expect(() => parseDuration("-1000000000 00:00:00")).toThrow(RangeError);
    const duration = Temporal.Duration.from({ days: 1, hours: 2, microseconds: 5 });
    expect(durationIsoString(duration)).toBe("P1DT02H00M00.000005S");
    expect(durationIsoString(duration.negated())).toBe("-P1DT02H00M00.000005S");
    expect(durationMicroseconds(duration)).toBe(93_600_000_005);
  });
});

describe("formatNumber()", () => {
  it.each([
    [1234.5, { decimalSeparator: ",", decimalPlaces: 2 }, "1234,50"],
    [
      1234567,
      { decimalSeparator: ".", grouping: 3, thousandSeparator: ",", useGrouping: true },
      "1,234,567",
    ],
    [
      1234567,
      { decimalSeparator: ".", grouping: [3, 2, 0], thousandSeparator: ",", useGrouping: true },
      "12,34,567",
    ],
    ["-0.5", { decimalSeparator: "." }, "-0.5"],
    [new Decimal("1e-7"), { decimalSeparator: "." }, "0.0000001"],
    [new Decimal("0.001"), { decimalSeparator: ".", decimalPlaces: 2 }, "0.00"],
    [new Decimal("9e9999"), { decimalSeparator: "." }, "9e+9999"],
    [2n ** 64n, { decimalSeparator: "." }, "18446744073709551616"],
    [1e22, { decimalSeparator: "." }, "10000000000000000000000"],
  ])("writes %s [UTIL-14]", (number, options, expected) => {
    expect(formatNumber(number, options)).toBe(expected);
  });

  it("is linear in the digits [ADV-027]", () => {
    const digits = "1".repeat(200_000);

    const text = formatNumber(digits, {
      decimalSeparator: ".",
      grouping: 3,
      thousandSeparator: ",",
      useGrouping: true,
    });

    expect(text.length).toBe(200_000 + 66_666);
    expect(text.startsWith("11,111,111")).toBe(true);
  });
});

describe("numbers of texts", () => {
  it.each<readonly [unknown, unknown]>([
    ["12", 12],
    [" -7 ", -7],
    ["1_000", 1000],
    ["٣", 3],
    [3.9, 3],
    [true, 1],
    ["9007199254740993", 9007199254740993n],
    ["1.5", undefined],
    ["0x10", undefined],
    ["", undefined],
    [null, undefined],
    [Number.NaN, undefined],
  ])("toInteger(%j)", (value, expected) => {
    expect(toInteger(value)).toBe(expected);
  });

  it.each([
    ["1e3", 1000],
    [".5", 0.5],
    ["inf", Infinity],
    ["0x10", undefined],
    ["", undefined],
    [new Decimal("1.5"), 1.5],
  ])("toFloat(%j) [ADV-116]", (value, expected) => {
    expect(toFloat(value)).toBe(expected);
  });
});

describe("percentFormat()", () => {
  it.each([
    ["05d", 7, "00007"],
    ["+d", 7, "+7"],
    ["-5d|", 7, "7    |"],
    [".2f", 1.005, "1.00"],
    ["e", 12345.678, "1.234568e+04"],
    ["g", 0.00001, "1e-05"],
    ["g", 123456789, "1.23457e+08"],
    ["x", 255, "ff"],
    ["#X", 255, "0XFF"],
    ["o", 8, "10"],
    ["c", 65, "A"],
    ["r", "a'b", '"a\'b"'],
    ["5.1s|", "abc", "    a|"],
    ["s", null, "None"],
    [".0f", 0.5, "0"],
    [".0f", 1.5, "2"],
    [".2f", 0.125, "0.12"],
    [".2f", 0.375, "0.38"],
    [".0e", -2.5, "-2e+00"],
    [".2g", 2.25, "2.2"],
    ["#.0f", 2, "2."],
    ["#.0e", 42, "4.e+01"],
    ["s 100%%", 5, "5 100%"],
  ])("writes %%%s of %j [TPL-60]", (format, value, expected) => {
    expect(percentFormat(format, value)).toBe(expected);
  });

  it("refuses formats and values that do not fit", () => {
    expect(() => percentFormat("q", 1)).toThrow(RangeError);
    expect(() => percentFormat("d", "x")).toThrow(TypeError);
    expect(() => percentFormat("99999999d", 1)).toThrow(RangeError);
    expect(() => percentFormat("s%", 1)).toThrow(RangeError);
    expect(() => percentFormat("5%", 1)).toThrow(TypeError);
  });
});

describe("filler text", () => {
  it("begins with the well-known words, when it is to [UTIL-14]", () => {
    expect(loremWords(3)).toBe("lorem ipsum dolor");
    expect(loremWords(30).split(" ")).toHaveLength(30);
    expect(loremParagraphs(2)[0]).toMatch(/^Lorem ipsum dolor sit amet/);
    expect(loremParagraphs(2, false)).toHaveLength(2);
  });
});
