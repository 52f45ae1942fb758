import { describe, expect, it } from "vitest";

import { getMaxAge, hasVaryHeader, patchCacheControl, patchVaryHeaders } from "./cache.ts";

const carrier = (headers: Record<string, string> = {}) => ({
  headers: new Map(Object.entries(headers)),
});

describe("patchVaryHeaders()", () => {
  it("adds each name once, in any case [HTTP-46]", () => {
    const response = carrier({ Vary: "Cookie" });

    patchVaryHeaders(response, ["cookie", "Accept-Encoding"]);

    expect(response.headers.get("Vary")).toBe("Cookie, Accept-Encoding");
    expect(hasVaryHeader(response, "ACCEPT-encoding")).toBe(true);
  });

  it.each(["*", " * "])("keeps %j for all [HTTP-46, ADV-088, ADV-092]", (all) => {
    const response = carrier({ Vary: all });

    patchVaryHeaders(response, ["Cookie"]);

    expect(response.headers.get("Vary")).toBe("*");
  });
});

describe("patchCacheControl()", () => {
  const patched = (initial: string, given: Parameters<typeof patchCacheControl>[1]): string => {
    const response = carrier(initial === "" ? {} : { "Cache-Control": initial });
    patchCacheControl(response, given);
    return response.headers.get("Cache-Control") ?? "";
  };

  it("keeps the smallest max-age [HTTP-46]", () => {
    expect(patched("max-age=60", { maxAge: 3600 })).toBe("max-age=60");
    expect(patched("max-age=3600", { maxAge: 60 })).toBe("max-age=60");
  });

  it("lets private and public exclude each other [HTTP-46, ADV-089]", () => {
    expect(patched("Public", { private: true })).toBe("private");
    expect(patched("private", { public: true })).toBe("public");
  });

  it("joins fields of no-cache, until it means all [HTTP-46]", () => {
    expect(patched("no-cache=Set-Cookie", { noCache: "X-A" })).toBe(
      "no-cache=Set-Cookie, no-cache=X-A",
    );
    expect(patched("no-cache=Set-Cookie", { noCache: true })).toBe("no-cache");
  });
});

describe("getMaxAge()", () => {
  it("reads seconds, or nothing [HTTP-46]", () => {
    expect(getMaxAge(carrier({ "Cache-Control": "private, max-age=10" }))).toBe(10);
    expect(getMaxAge(carrier({ "Cache-Control": "max-age=x" }))).toBeUndefined();
    expect(getMaxAge(carrier())).toBeUndefined();
  });
});
