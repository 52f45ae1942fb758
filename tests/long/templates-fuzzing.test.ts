import { describe, expect, it } from "vitest";

import { fuzzTemplates } from "../fuzzing/templates.ts";

describe("a million mutated templates", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "render, or raise an error of ours; seed %i",
    { timeout: 600_000 },
    async (seed) => {
      expect(await fuzzTemplates(50_000, seed + 100)).toEqual([]);
    },
  );
});
