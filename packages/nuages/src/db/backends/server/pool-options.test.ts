import { describe, expect, it } from "vitest";

import { ImproperlyConfigured } from "../../../errors/index.ts";
import { poolOptions } from "./pool-options.ts";

const base = { engine: "postgresql", name: "x" } as const;

describe("poolOptions()", () => {
  it("has limits by default [DB-15]", () => {
    expect(poolOptions("default", base)).toEqual({
      maxSize: 10,
      timeout: 30,
      maxIdle: 600,
      maxAge: 3_600,
      healthChecks: false,
    });
  });

  it("takes the age of connections from connMaxAge [DB-02]", () => {
    expect(poolOptions("default", { ...base, connMaxAge: 60 }).maxAge).toBe(60);
    expect(poolOptions("default", { ...base, connMaxAge: null }).maxAge).toBe(Infinity);
  });

  it.each([
    [{ size: 3 }],
    [{ maxSize: 0 }],
    [{ maxSize: 1.5 }],
    [{ timeout: "5" }],
    [{ maxAge: Number.NaN }],
    ["small"],
    [5],
    [false],
    [[1]],
  ])("refuses other settings: %j", (pool) => {
    expect(() => poolOptions("default", { ...base, options: { pool } })).toThrow(
      ImproperlyConfigured,
    );
  });

  it.each([[-1], [Number.NaN], ["60" as unknown as number]])(
    "refuses an age that is no number of seconds: %s",
    (connMaxAge) => {
      expect(() => poolOptions("default", { ...base, connMaxAge })).toThrow(/connMaxAge/);
    },
  );

  it("takes Django's `true` for the defaults", () => {
    expect(poolOptions("default", { ...base, options: { pool: true } }).maxSize).toBe(10);
  });
});
