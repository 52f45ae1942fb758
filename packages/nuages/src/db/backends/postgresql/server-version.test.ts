import { describe, expect, it } from "vitest";

import { NotSupportedError } from "../../errors.ts";
import { checkVersion } from "./server-version.ts";

describe("checkVersion() of PostgreSQL", () => {
  it.each(["14.0", "16.4 (Debian 16.4-1.pgdg120+1)", "18beta1", undefined, "unknown"])(
    "takes %s [DB-07]",
    (version) => {
      expect(() => {
        checkVersion("default", version);
      }).not.toThrow();
    },
  );

  it.each(["13.11", "9.6.24"])("refuses %s, and names what is required [DB-07]", (version) => {
    const check = (): void => {
      checkVersion("archive", version);
    };

    expect(check).toThrow(NotSupportedError);
    expect(check).toThrow(`PostgreSQL 14 or later is required (found ${version}).`);
    expect(check).toThrow(/databases\.archive/);
  });
});
