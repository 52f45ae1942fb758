import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { runWithLocale } from "../../i18n/index.ts";
import { Engine } from "../../template/index.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { apnumber, intcomma, intword, naturalday, naturaltime, ordinal } from "./index.ts";
import { register } from "./templatetags/humanize.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("numbers", () => {
  it.each<readonly [(value: unknown) => unknown, unknown, unknown]>([
    [ordinal, 1, "1st"],
    [ordinal, "22", "22nd"],
    [ordinal, 113, "113th"],
    [ordinal, -1, "-1"],
    [ordinal, "x", "x"],
    [intcomma, 1234567.25, "1,234,567.25"],
    [intcomma, "-1234567", "-1,234,567"],
    [intcomma, new Decimal("1234.50"), "1,234.50"],
    [intcomma, "12345.x", "12,345.x"],
    [intword, 1_200_000, "1.2 million"],
    [intword, "2000000000", "2.0 billion"],
    [intword, 999_999, 999_999],
    [intword, 10n ** 100n, "1.0 googol"],
    [intword, null, null],
    [apnumber, 3, "three"],
    [apnumber, 10, 10],
    [apnumber, "x", "x"],
  ])("%o of %s is %s [CON-21]", (humanized, value, expected) => {
    const result = humanized(value);

    expect(result instanceof String ? result.toString() : result).toEqual(expected);
  });

  it("group as the language does, unless told otherwise [CON-21]", () => {
    expect(runWithLocale({ language: "de" }, () => intcomma(1234567.5))).toBe("1.234.567,5");
    expect(runWithLocale({ language: "de" }, () => intcomma(1234567, { useL10n: false }))).toBe(
      "1,234,567",
    );
  });

  it("stay linear for many digits [ADV-027]", () => {
    expect(intcomma("1".repeat(200_000), { useL10n: false }).length).toBe(266_666);
  });
});

describe("naturalday()", () => {
  it.each([
    ["2026-11-20", "today"],
    ["2026-11-21", "tomorrow"],
    ["2026-11-19", "yesterday"],
    ["2026-11-01", "Nov. 1, 2026"],
  ])("calls %s %s [CON-21]", (day, expected) => {
    expect(naturalday(Temporal.PlainDate.from(day))).toBe(expected);
  });

  it("takes a format, and leaves other values alone [CON-21]", () => {
    expect(naturalday(Temporal.PlainDate.from("2026-11-01"), "Y-m")).toBe("2026-11");
    expect(naturalday(5)).toBe(5);
  });
});

describe("naturaltime()", () => {
  it.each([
    [0, "now"],
    [-1, "a second ago"],
    [-30, "30 seconds ago"],
    [-90, "a minute ago"],
    [-7_200, "2 hours ago"],
    [-90_000, "1 day, 1 hour ago"],
    [1, "a second from now"],
    [3_600, "an hour from now"],
    [-400 * 86_400, "1 year, 1 month ago"],
    [800_000, "1 week, 2 days from now"],
  ])("says of %i seconds: %s [CON-21]", (seconds, expected) => {
    const text = naturaltime(new Date(NOW + seconds * 1_000));

    expect(String(text).replaceAll("\u00a0", " ")).toBe(expected);
  });
});

describe("the tag library", () => {
  it("has a filter for each [CON-21]", async () => {
    const engine = new Engine({ libraries: { humanize: register }, debug: false });
    const text =
      "{% load humanize %}{{ n|intcomma }} {{ n|ordinal }} {{ n|intword }} {{ 3|apnumber }} {{ d|naturalday }} {{ d|naturaltime }}";

    expect(await engine.fromString(text).render({ n: 1_000_001, d: new Date(NOW) })).toBe(
      "1,000,001 1000001st 1.0 million three today now",
    );
  });
});
