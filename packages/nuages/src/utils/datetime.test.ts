import { describe, expect, it } from "vitest";

import {
  DateTime,
  epochMicroseconds,
  formatDateTime,
  fromEpochMicroseconds,
  InvalidDateTime,
  parseDateTime,
} from "./datetime.ts";

describe("DateTime", () => {
  it("keeps microseconds beside the milliseconds of a Date", () => {
    const date = DateTime.from("2026-11-20T14:30:45.123456Z");

    expect(date).toBeInstanceOf(Date);
    expect(date.getTime()).toBe(Date.UTC(2026, 10, 20, 14, 30, 45, 123));
    expect(date.microsecond).toBe(456);
    expect(formatDateTime(date)).toBe("2026-11-20T14:30:45.123456Z");
  });

  it("copies the microseconds of another one", () => {
    expect(new DateTime(DateTime.from("2026-11-20 14:30:45.000001")).microsecond).toBe(1);
  });

  it("keeps microseconds when a larger unit is set, and drops them with the millisecond", () => {
    const date = DateTime.from("2026-11-20T14:30:45.123456Z");

    date.setUTCHours(3);
    expect(date.microsecond).toBe(456);

    date.setUTCMilliseconds(0);
    expect(date.microsecond).toBe(0);
  });

  it("drops microseconds when the whole time is set", () => {
    const date = DateTime.from("2026-11-20T14:30:45.123456Z");

    date.setTime(date.getTime());

    expect(date.microsecond).toBe(0);
  });

  it.each([-5, 0.4, Number.NaN])("never holds %s microseconds", (microsecond) => {
    expect(new DateTime(0, microsecond).microsecond).toBe(0);
  });

  it("says what is no date", () => {
    expect(() => DateTime.from("yesterday")).toThrow(InvalidDateTime);
  });
});

describe("parseDateTime()", () => {
  it.each([
    ["2026-11-20 14:30", "2026-11-20T14:30:00.000000Z"],
    ["2026-11-20T14:30:45+02:00", "2026-11-20T12:30:45.000000Z"],
    ["2026-11-20T14:30:45.1-0530", "2026-11-20T20:00:45.100000Z"],
    ["2026-11-20 14:30:45.123456+00", "2026-11-20T14:30:45.123456Z"],
    ["2026-11-20T14:30:45,1234567z", "2026-11-20T14:30:45.123456Z"],
    ["0001-01-01 00:00:00", "0001-01-01T00:00:00.000000Z"],
    ["1900-01-01 00:00:00-01:15:30", "1900-01-01T01:15:30.000000Z"],
  ])("reads %s", (text, iso) => {
    const parsed = parseDateTime(text);

    expect(parsed && formatDateTime(parsed)).toBe(iso);
  });

  it.each([
    "2024-02-31T00:00:00Z",
    "2023-02-29 00:00",
    "2024-13-01T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "2024-01-01T12:60:00Z",
    "2024-01-01T12:00:00+25:00",
    "275761-01-01T00:00:00Z",
    "2024-01-01",
    "",
    "Invalid Date",
  ])("refuses %j [ADV-118]", (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe("formatDateTime()", () => {
  it("writes SQL text", () => {
    const date = new Date("2026-11-20T14:30:45.120Z");

    expect(formatDateTime(date, { separator: " ", offset: "" })).toBe("2026-11-20 14:30:45.120000");
  });

  it("leaves out an empty fraction when asked to", () => {
    const options = { separator: " ", offset: "+00:00", fraction: false } as const;

    expect(formatDateTime(new Date(0), options)).toBe("1970-01-01 00:00:00+00:00");
    expect(formatDateTime(new DateTime(0, 7), options)).toBe("1970-01-01 00:00:00.000007+00:00");
  });

  it("refuses an invalid date with an error of ours [ADV-118]", () => {
    expect(() => formatDateTime(new Date(Number.NaN))).toThrow(InvalidDateTime);
    expect(() => epochMicroseconds(new Date(Number.NaN))).toThrow(InvalidDateTime);
  });
});

describe("epochMicroseconds()", () => {
  it.each([0n, 1n, -1n, -1_000_001n, 1_795_185_045_123_456n])(
    "goes there and back: %s",
    (value) => {
      expect(epochMicroseconds(fromEpochMicroseconds(value))).toBe(value);
      expect(fromEpochMicroseconds(value).epochMicroseconds).toBe(value);
    },
  );
});
