import { createRequire } from "node:module";

import { describe, expect, it } from "vitest";

import { Temporal } from "./temporal.ts";

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
