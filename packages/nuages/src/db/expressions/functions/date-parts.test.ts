import { describe, expect, it } from "vitest";

import { Temporal } from "../../../utils/temporal.ts";
import { overrideTimezone } from "../../../i18n/index.ts";
import {
  Extract,
  ExtractDay,
  ExtractHour,
  ExtractIsoWeekDay,
  ExtractIsoYear,
  ExtractMinute,
  ExtractMonth,
  ExtractQuarter,
  ExtractSecond,
  ExtractWeek,
  ExtractWeekDay,
  ExtractYear,
  InvalidValue,
  Now,
  Trunc,
  TruncDate,
  TruncDay,
  TruncHour,
  TruncMinute,
  TruncMonth,
  TruncQuarter,
  TruncSecond,
  TruncTime,
  TruncWeek,
  TruncYear,
  models,
} from "../../index.ts";
import { statementsOf } from "../../testing/database.ts";
import { Sample, sampleDatabase } from "../../testing/sample.ts";

const UTC = { timeZone: "UTC" } as const;
const KIRITIMATI = { timeZone: "Pacific/Kiritimati" } as const;

describe("Extract", () => {
  it.each([
    ["year", ExtractYear("moment", UTC), 2022],
    ["year elsewhere", ExtractYear("moment", KIRITIMATI), 2023],
    ["isoYear", ExtractIsoYear("day"), 2022],
    ["quarter", ExtractQuarter("moment", UTC), 4],
    ["month", ExtractMonth("moment", UTC), 12],
    ["week", ExtractWeek("day"), 52],
    ["weekDay, Sunday being 1", ExtractWeekDay("day"), 1],
    ["isoWeekDay, Sunday being 7", ExtractIsoWeekDay("day"), 7],
    ["day", ExtractDay("moment", UTC), 31],
    ["hour", ExtractHour("moment", UTC), 23],
    ["hour of a time", ExtractHour("time"), 13],
    ["minute", ExtractMinute("moment", UTC), 30],
    ["second", ExtractSecond("moment", UTC), 15],
    ["a part by its name", Extract("moment", "month", UTC), 12],
  ])("%s [QS-55]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(await sample.compute(expression)).toBe(expected);
  });

  it.each([
    ["the hour of a date", ExtractHour("day")],
    ["the year of a time", ExtractYear("time")],
    ["the year of a number", ExtractYear("whole")],
  ])("refuses %s [QS-55]", async (_name, expression) => {
    await using sample = await sampleDatabase();

    await expect(sample.compute(expression)).rejects.toThrow(InvalidValue);
  });
});

describe("Trunc", () => {
  const moment = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

  it.each([
    ["year", TruncYear("moment", UTC), moment("2022-01-01T00:00Z")],
    ["year elsewhere", TruncYear("moment", KIRITIMATI), moment("2023-01-01T00:00+14:00")],
    ["quarter", TruncQuarter("moment", UTC), moment("2022-10-01T00:00Z")],
    ["month", TruncMonth("moment", UTC), moment("2022-12-01T00:00Z")],
    ["week", TruncWeek("moment", UTC), moment("2022-12-26T00:00Z")],
    ["day", TruncDay("moment", UTC), moment("2022-12-31T00:00Z")],
    ["hour", TruncHour("moment", UTC), moment("2022-12-31T23:00Z")],
    ["minute", TruncMinute("moment", UTC), moment("2022-12-31T23:30Z")],
    ["second", TruncSecond("moment", UTC), moment("2022-12-31T23:30:15Z")],
    ["a part by its name", Trunc("moment", "month", UTC), moment("2022-12-01T00:00Z")],
  ])("%s [QS-56]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect((await sample.compute(expression)) as Date).toHaveProperty("getTime");
    expect(((await sample.compute(expression)) as Date).getTime()).toBe(expected);
  });

  it.each([
    ["a date", TruncMonth("day"), "2023-01-01"],
    [
      "a moment as a date",
      TruncMonth("moment", { ...UTC, outputField: models.DateField() }),
      "2022-12-01",
    ],
    ["the day of a moment", TruncDate("moment", UTC), "2022-12-31"],
    ["the day of a moment elsewhere", TruncDate("moment", KIRITIMATI), "2023-01-01"],
    ["the time of a moment", TruncTime("moment", UTC), "23:30:15.123456"],
    ["a time", TruncHour("time"), "13:00:00"],
  ])("%s [QS-56]", async (_name, expression, expected) => {
    await using sample = await sampleDatabase();

    expect(String(await sample.compute(expression))).toBe(expected);
  });

  it("cuts in the current time zone [QS-56]", async () => {
    await using sample = await sampleDatabase();

    const day = await overrideTimezone("Pacific/Kiritimati", () =>
      sample.compute(TruncDate("moment")),
    );

    expect(String(day)).toBe("2023-01-01");
  });

  it.each([
    ["a date to hours", TruncHour("day")],
    ["a time to years", TruncYear("time")],
    ["a date to a moment", TruncDay("day", { outputField: models.DateTimeField() })],
  ])("refuses to cut %s [QS-56]", async (_name, expression) => {
    await using sample = await sampleDatabase();

    await expect(sample.compute(expression)).rejects.toThrow(InvalidValue);
  });
});

describe("Now()", () => {
  it("is the moment of the statement [QS-55]", async () => {
    await using sample = await sampleDatabase();
    const before = Date.now();

    const now = (await sample.compute(Now())) as Date;

    expect(Math.abs(now.getTime() - before)).toBeLessThan(60_000);
  });
});

describe("parts and zones from outside", () => {
  const hostile = "year', moment)) OR 1=1;--";

  it.each([
    ["Extract", (): object => Extract("moment", hostile as "year")],
    ["Trunc", (): object => Trunc("moment", hostile as "year")],
    ["Extract of a date", (): object => Extract("day", hostile as "year")],
    ["Trunc of a time", (): object => Trunc("time", hostile as "hour")],
    ["a time zone", (): object => ExtractYear("moment", { timeZone: hostile })],
  ])("%s refuses what is not on the list [ADV-006]", (_name, make) => {
    expect(make).toThrow(InvalidValue);
  });

  it("sends the time zone as a parameter [ADV-006]", async () => {
    await using _ = await sampleDatabase();

    const sent = await statementsOf(async () => {
      await Sample.objects.annotate({ year: ExtractYear("moment", KIRITIMATI) }).get();
    });

    expect(sent.join()).not.toContain("Kiritimati");
  });
});
