import { describe, expect, it } from "vitest";

import {
  constantTimeCompare,
  getRandomString,
  InvalidAlgorithm,
  InvalidCryptoOption,
  pbkdf2,
  saltedHmac,
} from "./crypto.ts";

describe("saltedHmac()", () => {
  it("gives what Django gives [SEC-25] [UTIL-06]", () => {
    const hex = (algorithm?: string): string =>
      saltedHmac("salt", "value", { secret: "secret", algorithm }).toString("hex");

    expect(hex()).toBe("a82be9ba6efe61405ee8d2e8a3781c37e103360a");
    expect(hex("sha256")).toBe("debaddcd9ecbaab181289870baf8af49b0af0a7050d620d1a63f1e69bd87ceb8");
  });

  it("takes bytes for text", () => {
    const options = { secret: "é", algorithm: "sha256" };

    expect(
      saltedHmac(Buffer.from("s"), Buffer.from("v"), { ...options, secret: Buffer.from("é") }),
    ).toEqual(saltedHmac("s", "v", options));
  });

  it("knows Python's names of algorithms", () => {
    expect(saltedHmac("s", "v", { secret: "k", algorithm: "sha3_256" })).toHaveLength(32);
    expect(saltedHmac("s", "v", { secret: "k", algorithm: "blake2b" })).toHaveLength(64);
  });

  it.each(["whatever", "", "__proto__"])("refuses the algorithm %j", (algorithm) => {
    expect(() => saltedHmac("s", "v", { secret: "k", algorithm })).toThrow(InvalidAlgorithm);
  });
});

describe("constantTimeCompare()", () => {
  it.each([
    ["spam", "spam", true],
    ["spam", "eggs", false],
    ["spam", "spam!", false],
    ["", "", true],
    ["é", "é", true],
    ["é", "e", false],
  ])("compares %j and %j [SEC-25]", (a, b, same) => {
    expect(constantTimeCompare(a, b)).toBe(same);
  });

  it("compares bytes with text", () => {
    expect(constantTimeCompare(Buffer.from("é"), "é")).toBe(true);
  });
});

describe("getRandomString()", () => {
  it("has the length and the characters that were asked for [SEC-25]", () => {
    expect(getRandomString(12)).toMatch(/^[a-zA-Z0-9]{12}$/);
    expect(getRandomString(40, "ab")).toMatch(/^[ab]{40}$/);
    expect(getRandomString(0)).toBe("");
  });

  it("is another one each time", () => {
    expect(new Set(Array.from({ length: 100 }, () => getRandomString(22))).size).toBe(100);
  });

  it("refuses to choose from nothing", () => {
    expect(() => getRandomString(1, "")).toThrow(InvalidCryptoOption);
  });
});

describe("pbkdf2()", () => {
  it("gives what Django gives [SEC-25]", async () => {
    const key = await pbkdf2("value", "salt", { iterations: 10 });

    expect(key.toString("base64")).toBe("QPbmrEjdRzQ61ywI/2nNip0T3TSWxU5seIOTNhU3E1g=");
  });

  it("takes a digest and a length", async () => {
    expect(await pbkdf2("p", "s", { iterations: 1, digest: "sha1" })).toHaveLength(20);
    expect(await pbkdf2("p", "s", { iterations: 1, keyLength: 5 })).toHaveLength(5);
    await expect(pbkdf2("p", "s", { iterations: 1, digest: "no" })).rejects.toThrow(
      InvalidAlgorithm,
    );
  });
});
