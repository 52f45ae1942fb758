import { describe, expect, it } from "vitest";

import { DateTime } from "../../../utils/datetime.ts";
import { DataError } from "../../errors.ts";
import { datetimeText } from "./values.ts";

describe("datetimeText()", () => {
  it.each([
    [new Date("2026-11-20T14:30:45Z"), "2026-11-20 14:30:45"],
    [new Date("2026-11-20T14:30:45.120Z"), "2026-11-20 14:30:45.120000"],
    [new DateTime("2026-11-20T14:30:45.123Z", 456), "2026-11-20 14:30:45.123456"],
    [new DateTime("2026-11-20T00:00:00.000Z", 7), "2026-11-20 00:00:00.000007"],
    [new Date("1969-12-31T23:59:59.999Z"), "1969-12-31 23:59:59.999000"],
    [new Date("1970-01-01T00:00:00Z"), "1970-01-01 00:00:00"],
    [new Date("0001-01-01T00:00:00Z"), "0001-01-01 00:00:00"],
    [new Date("9999-12-31T23:59:59Z"), "9999-12-31 23:59:59"],
  ])("writes %s as Django does [DB-09]", (date, text) => {
    expect(datetimeText(date)).toBe(text);
  });

  it("writes the same as the language, whatever was written before", () => {
    const step = 123_456_789_017;
    const dates = Array.from({ length: 2_000 }, (_, index) => new Date(index * step - 5e13));

    const texts = dates.map(datetimeText);

    expect(texts.map((text) => text.slice(0, 19))).toEqual(
      dates.map((date) => date.toISOString().slice(0, 19).replace("T", " ")),
    );
  });

  it.each([Number.NaN, 8e15, -7e13])("refuses the moment %d", (time) => {
    expect(() => datetimeText(new Date(time))).toThrow(DataError);
  });
});
