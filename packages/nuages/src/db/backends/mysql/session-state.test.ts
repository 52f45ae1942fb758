import { describe, expect, it } from "vitest";

import { sessionState } from "./session-state.ts";

const VERSION = "10.11.19-MariaDB";

describe("sessionState()", () => {
  it("leaves an ordinary session alone", () => {
    const state = sessionState([VERSION, "STRICT_TRANS_TABLES,ANSI_QUOTES", "utf8mb4", 1, 0]);

    expect(state).toEqual({
      version: VERSION,
      corrections: [],
      hasTimeZones: true,
      undoesOnTimeout: false,
    });
  });

  it("takes away modes that change what statements mean, and keeps the others", () => {
    const mode = "NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,EMPTY_STRING_IS_NULL,PIPES_AS_CONCAT";

    expect(sessionState([VERSION, mode, "utf8mb4", 0]).corrections).toEqual([
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,PIPES_AS_CONCAT'",
    ]);
  });

  it("brings back the character set that statements are sent in", () => {
    expect(sessionState([VERSION, "", "gbk", 0])).toMatchObject({
      corrections: ["SET NAMES utf8mb4"],
      hasTimeZones: false,
    });
  });

  it("passes no text of the server on into a statement", () => {
    const mode = "NO_BACKSLASH_ESCAPES,X'; DROP TABLE y; --";

    expect(sessionState([VERSION, mode, "utf8mb4", 0]).corrections).toEqual([
      "SET SESSION sql_mode = ''",
    ]);
  });
});
