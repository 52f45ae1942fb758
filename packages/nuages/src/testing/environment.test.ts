import { describe, expect, it } from "vitest";

import { configure, overrideSettings, settings } from "../conf/index.ts";
import { setupTestEnvironment } from "./environment.ts";

configure({});

describe("setupTestEnvironment()", () => {
  it("tells of relations that are loaded row by row, unless the settings say something else", () => {
    const shown = (): string | null => {
      using _ = setupTestEnvironment();
      return settings.repeatedQueries;
    };

    expect(shown()).toBe("warn");
    using _raising = overrideSettings({ repeatedQueries: "raise" });
    expect(shown()).toBe("raise");
    expect(settings.repeatedQueries).toBe("raise");
  });
});
