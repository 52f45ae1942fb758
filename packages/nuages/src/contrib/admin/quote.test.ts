import { describe, expect, it } from "vitest";

import { quote, unquote } from "./index.ts";

describe("quote() and unquote()", () => {
  it.each([
    ["a/b c", "a_2Fb c"],
    ["_5F", "_5F5F"],
    [':/_#?;@&=+$,"[]<>%\n\\', "_3A_2F_5F_23_3F_3B_40_26_3D_2B_24_2C_22_5B_5D_3C_3E_25_0A_5C"],
    ["é{}'中\u{1f3b8}", "é{}'中\u{1f3b8}"],
    ["", ""],
  ])("%j is %j in an address, and comes back", (key, part) => {
    expect(quote(key)).toBe(part);
    expect(unquote(part)).toBe(key);
  });

  it("leave alone what is no text, and what is no escape", () => {
    expect(quote(7)).toBe(7);
    expect(quote(null)).toBeNull();
    expect(unquote("_ZZ_41_2f_")).toBe("_ZZ_41_2f_");
  });
});
