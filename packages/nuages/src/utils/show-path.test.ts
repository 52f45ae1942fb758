import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { showPath } from "./show-path.ts";

describe("showPath()", () => {
  it("is short below the current folder", () => {
    expect(showPath(join(process.cwd(), "catalog/models.ts"))).toBe("catalog/models.ts");
  });

  it("is absolute elsewhere", () => {
    expect(showPath("/srv/site/models.ts")).toBe("/srv/site/models.ts");
    expect(showPath(process.cwd())).toBe(process.cwd());
  });
});
