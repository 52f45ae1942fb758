import { createRequire } from "node:module";

import { describe, expect, it } from "vitest";

import { plainDate, Temporal } from "./temporal.ts";

describe("Temporal", () => {
  it("is the runtime's own where there is one", () => {
    const native = (globalThis as { Temporal?: unknown }).Temporal;

    expect(native === undefined || Temporal === native).toBe(true);
  });

  it("has types and values", () => {
    const day: Temporal.PlainDate = Temporal.PlainDate.from("2026-11-20");

    expect(day.add({ days: 11 }).toString()).toBe("2026-12-01");
  });

  it("can be filled in by the polyfill", () => {
    const load = createRequire(import.meta.url);

    const polyfill = load("temporal-polyfill") as { Temporal: typeof Temporal };

    expect(polyfill.Temporal.PlainDate.from("2026-11-20").dayOfWeek).toBe(5);
  });
});

describe("plainDate()", () => {
  it("gives the date of its numbers, the same one again", () => {
    const day = plainDate(2026, 11, 20);

    expect(day.toString()).toBe("2026-11-20");
    expect(plainDate(2026, 11, 20)).toBe(day);
  });

  it("keeps dates apart that share a slot", () => {
    const years = Array.from({ length: 50 }, (_, index) => 1900 + index);

    const texts = years.map((year) => plainDate(year, 1, 31).toString());

    expect(texts).toEqual(years.map((year) => `${year}-01-31`));
    expect(plainDate(1900, 1, 31).toString()).toBe("1900-01-31");
  });

  it.each([
    [2026, 13, 1],
    [2026, 0, 10],
    [2025, 17, 5],
    [2026, 2, 29],
    [2026, 1, 32],
    [2026, 1, 0],
    [Number.NaN, 1, 1],
  ])("refuses the day %d-%d-%d, also after its neighbours", (year, month, day) => {
    for (let near = 1; near <= 12; near += 1) plainDate(2026, near, 5);

    expect(() => plainDate(year, month, day)).toThrow(RangeError);
  });
});
