import { configure } from "nuages/conf";
import { describe, expect, it } from "vitest";

import { fuzzOptimizer } from "./optimizer.ts";

configure({ secretKey: "x" });

describe("random operations", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "come to the same models when they are made fewer [MIG-24] [MIG-34]; seed %i",
    async (seed) => {
      expect(await fuzzOptimizer(seed, 6)).toBeUndefined();
    },
  );
});
