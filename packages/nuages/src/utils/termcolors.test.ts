import { afterEach, describe, expect, it, vi } from "vitest";

import { colorize, colorStyle, parseColorSetting, supportsColor } from "./termcolors.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("colorize()", () => {
  it("puts the terminal's codes around text [UTIL-11]", () => {
    expect(colorize("text", { fg: "yellow", bg: "blue", options: ["blink"] })).toBe(
      "\x1b[33;44;5mtext\x1b[0m",
    );
  });

  it("leaves text alone for looks it does not know", () => {
    expect(colorize("text", { fg: "mauve", options: ["shiny"] })).toBe("text");
  });
});

describe("parseColorSetting()", () => {
  it("reads palettes and roles [CLI-10]", () => {
    expect(parseColorSetting("error=yellow/blue,blink,bold")).toEqual({
      ERROR: { fg: "yellow", bg: "blue", options: ["blink", "bold"] },
    });
    expect(parseColorSetting("light;success=green")).toMatchObject({
      SQL_KEYWORD: { fg: "blue" },
      SUCCESS: { fg: "green", options: [] },
    });
  });

  it("is undefined without colours [CLI-10]", () => {
    expect(parseColorSetting("nocolor")).toBeUndefined();
    expect(parseColorSetting("nonsense=green;error=mauve")).toBeUndefined();
  });
});

describe("colorStyle()", () => {
  it("paints by role [CLI-06, CLI-10]", () => {
    expect(colorStyle("dark").SUCCESS("done")).toBe("\x1b[32;1mdone\x1b[0m");
    expect(colorStyle("nocolor").SUCCESS("done")).toBe("done");
  });
});

describe("supportsColor()", () => {
  it("asks the terminal, NO_COLOR and FORCE_COLOR [CLI-10]", () => {
    vi.stubEnv("TERM", "xterm");
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("FORCE_COLOR", "");
    expect([supportsColor({ isTTY: true }), supportsColor({})]).toEqual([true, false]);

    vi.stubEnv("FORCE_COLOR", "1");
    expect(supportsColor({})).toBe(true);

    vi.stubEnv("NO_COLOR", "1");
    expect(supportsColor({ isTTY: true })).toBe(false);
  });
});
