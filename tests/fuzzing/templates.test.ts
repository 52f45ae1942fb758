import { describe, expect, it } from "vitest";

import { fuzzTemplates } from "./templates.ts";

describe("mutated templates", () => {
  it("render, or raise an error that names its place [ADV-131]", async () => {
    (globalThis as Record<string, unknown>).x = () => {
      throw new TypeError("a template ran code");
    };

    expect(await fuzzTemplates(10_000, 7)).toEqual([]);
    delete (globalThis as Record<string, unknown>).x;
  });
});
