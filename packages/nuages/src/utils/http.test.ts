import { describe, expect, it } from "vitest";

import { MultiValueDict } from "./datastructures.ts";
import { iriToUri, quote, unquote, uriToIri } from "./encoding.ts";
import {
  base36ToInt,
  contentDispositionHeader,
  escapeLeadingSlashes,
  httpDate,
  intToBase36,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  parseHttpDateSafe,
  urlencode,
  urlHasAllowedHostAndScheme,
  urlsafeBase64Decode,
  urlsafeBase64Encode,
} from "./http.ts";
import { joinUrl, splitUrl } from "./url-split.ts";

/** How much longer twice the work takes: the best of several, so that other work on the machine counts little. */
function growth(work: (size: number) => void, size: number): number {
  const time = (n: number): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 7; turn += 1) {
      const start = performance.now();
      work(n);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  work(size);
  return Math.sqrt(time(size * 4) / time(size));
}

describe("urlHasAllowedHostAndScheme()", () => {
  const allowedHosts = ["example.com"];

  it.each([
    "/page/",
    "page?x=//y",
    "http://example.com/x",
    "https://example.com/",
    "//example.com/",
    "?next=/",
  ])("lets %s through [SEC-10]", (url) => {
    expect(urlHasAllowedHostAndScheme(url, { allowedHosts })).toBe(true);
  });

  it.each([
    ..."http://evil.example https:evil.example https:/evil.example //evil.example ///evil.example".split(
      " ",
    ),
    ..."/\\evil.example \\\\evil.example \\/evil.example http:\\\\evil.example javascript:alert(1)".split(
      " ",
    ),
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "java\nscript:alert(1)",
    "\u0008//evil.example",
    "http://example.com@evil.example",
    "http://evil.example#@example.com",
    "http://evil.example\\@example.com",
    "ftp://example.com",
    "data:text/html,x",
    "http://[::1",
    "",
    " ",
    null,
    undefined,
  ])("refuses %j [SEC-10, ADV-103, ADV-145]", (url) => {
    expect(urlHasAllowedHostAndScheme(url, { allowedHosts })).toBe(false);
  });

  it("wants HTTPS when it is told to [SEC-10]", () => {
    const options = { allowedHosts, requireHttps: true };

    expect(urlHasAllowedHostAndScheme("http://example.com", options)).toBe(false);
    expect(urlHasAllowedHostAndScheme("https://example.com", options)).toBe(true);
  });

  it("accepts nothing that a browser takes elsewhere [ADV-145]", () => {
    const pieces = [
      "/",
      "\\",
      "//",
      ":",
      "http:",
      "https:",
      "@",
      "evil.example",
      "example.com",
      "\t",
      "\n",
      "?",
      "#",
      ".",
      " ",
      "%2f",
      "javascript:",
    ];
    let seed = 7;
    const pick = (): string => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return pieces[seed % pieces.length] ?? "";
    };
    for (let turn = 0; turn < 20_000; turn += 1) {
      const url = Array.from({ length: 1 + (turn % 6) }, pick).join("");
      if (!urlHasAllowedHostAndScheme(url, { allowedHosts })) continue;
      for (const base of ["http://site.example/a/b", "https://site.example/a/b"]) {
        const { host, protocol } = new URL(url, base);
        expect(["site.example", "example.com"]).toContain(host);
        expect(["http:", "https:"]).toContain(protocol);
      }
    }
  });

  it("looks at 2048 characters only [SEC-38, ADV-075]", () => {
    expect(urlHasAllowedHostAndScheme(`/${"x".repeat(2047)}`)).toBe(true);
    expect(urlHasAllowedHostAndScheme(`/${"x".repeat(2048)}`)).toBe(false);
    expect(urlHasAllowedHostAndScheme("\ufdfa".repeat(1_000_000))).toBe(false);
  });
});

describe("uriToIri()", () => {
  it("leaves reserved characters and broken bytes escaped", () => {
    expect(uriToIri("/blog/J%C3%BCrgen%20M%2F%FF%E2%80")).toBe("/blog/Jürgen%20M%2F%FF%E2%80");
  });

  it.each(["%FF", "%FC%41", "%E2%80"])(
    "is linear in %s, and does not recurse [ADV-069, ADV-073]",
    (piece) => {
      expect(uriToIri(piece.repeat(100_000)).length).toBeGreaterThan(100_000);
      expect(growth((size) => uriToIri(piece.repeat(size)), 40_000)).toBeLessThan(3);
    },
  );
});

describe("quote() and unquote()", () => {
  it.each(["", "é中😀", "a b+c/%", "\u0000\u007f", "~-._"])("lead back to %j", (text) => {
    expect(unquote(quote(text, ""))).toBe(text);
  });

  it.each(["%", "%e", "%zz", "%ff", "\ud800"])("never throw, for %j [ADV-120]", (text) => {
    expect(() => quote(unquote(text))).not.toThrow();
  });

  it("encodes an address once, however often it is done", () => {
    const uri = iriToUri("/é?x=中 %20");

    expect(uri).toBe("/%C3%A9?x=%E4%B8%AD%20%20");
    expect(iriToUri(uri)).toBe(uri);
  });
});

describe("urlencode()", () => {
  it("takes pairs, objects, maps and multi-valued dictionaries [URL-21]", () => {
    expect(urlencode({ a: 1, b: "x y" })).toBe("a=1&b=x+y");
    expect(
      urlencode([
        ["a", "1"],
        ["a", "2"],
      ]),
    ).toBe("a=1&a=2");
    expect(urlencode(new Map([["a", true]]))).toBe("a=True");
    expect(urlencode({ a: ["1", "2"] }, { doseq: true })).toBe("a=1&a=2");
    expect(urlencode(new MultiValueDict([["a", ["1", "2"]]]))).toBe("a=1&a=2");
  });

  it("refuses null, which nobody means", () => {
    expect(() => urlencode({ a: null })).toThrow("Cannot encode null for key 'a'");
  });
});

describe("HTTP's dates", () => {
  it.each([
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ])("reads %s", (text) => {
    expect(parseHttpDate(text)).toBe(784_111_777);
  });

  it.each([
    "",
    "now",
    "Sun, 31 Feb 2024 00:00:00 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT",
  ])("refuses %j, and never rolls it over [ADV-118]", (text) => {
    expect(() => parseHttpDate(text)).toThrow(RangeError);
    expect(parseHttpDateSafe(text)).toBeUndefined();
  });

  it("writes what it reads", () => {
    expect(httpDate(784_111_777)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
  });
});

describe("parseHeaderParameters()", () => {
  it("reads quoted and encoded parameters", () => {
    const [value, parameters] = parseHeaderParameters(
      `Form-Data; name="a;\\"b\\""; filename*=UTF-8''n%C3%A9.txt; x`,
    );

    expect(value).toBe("form-data");
    expect([...parameters]).toEqual([
      ["name", 'a;"b"'],
      ["filename", "né.txt"],
    ]);
  });

  it("refuses a header that is too long, and is linear below [SEC-14, ADV-136]", () => {
    expect(() => parseHeaderParameters("a;".repeat(6_000))).toThrow("too long");
    expect(
      growth((size) => parseHeaderParameters(';"'.repeat(size), Infinity), 20_000),
    ).toBeLessThan(3);
  });
});

describe("small converters", () => {
  it("number in base 36", () => {
    expect(intToBase36(737_458_245)).toBe("c72af9");
    expect(base36ToInt("c72af9")).toBe(737_458_245);
    expect(() => intToBase36(-1)).toThrow(RangeError);
    expect(() => base36ToInt("#")).toThrow(RangeError);
    expect(() => base36ToInt("z".repeat(14))).toThrow("too large");
  });

  it("base64 for addresses", () => {
    const bytes = Buffer.from([251, 255, 0]);

    expect(urlsafeBase64Encode(bytes)).toBe("-_8A");
    expect(urlsafeBase64Decode("-_8A")).toEqual(bytes);
    expect(() => urlsafeBase64Decode("a")).toThrow(RangeError);
  });

  it.each([
    ["//4A", "fffe00"],
    ["Y Q", "61"],
    ["YQ\n", "61"],
    ["é", ""],
    ["YQ==YQ==", "61"],
    ["YW=Jj", "616263"],
  ])("base64 is read as Python reads it: %j [UTIL-05]", (text, hex) => {
    expect(urlsafeBase64Decode(text).toString("hex")).toBe(hex);
  });

  it.each(["YQ  ", "Y"])("is no base64: %j [UTIL-05]", (text) => {
    expect(() => urlsafeBase64Decode(text)).toThrow(RangeError);
  });

  it("entity tags", () => {
    expect(parseEtags('"a", W/"b", nonsense, "c"')).toEqual(['"a"', 'W/"b"', '"c"']);
    expect(parseEtags(" * ")).toEqual(["*"]);
  });

  it("leading slashes", () => {
    expect(escapeLeadingSlashes("//evil.example/")).toBe("/%2Fevil.example/");
  });

  it("content disposition", () => {
    expect(contentDispositionHeader(true, "a.txt")).toBe('attachment; filename="a.txt"');
    expect(contentDispositionHeader(false, "")).toBeUndefined();
  });
});

describe("joinUrl()", () => {
  it.each([
    ["/g", "http://a/g"],
    ["../g", "http://a/b/g"],
    ["../../../g", "http://a/g"],
    ["?y", "http://a/b/c/d?y"],
    ["#s", "http://a/b/c/d?q#s"],
    ["//g", "http://g"],
    ["./", "http://a/b/c/"],
    ["mailto:a@b", "mailto:a@b"],
  ])("joins %s", (reference, url) => {
    expect(joinUrl("http://a/b/c/d?q", reference)).toBe(url);
  });

  it("splits at the delimiters and folds nothing", () => {
    expect(splitUrl("http://u@h:1/a/../b?q#f")).toEqual({
      scheme: "http",
      netloc: "u@h:1",
      path: "/a/../b",
      query: "q",
      fragment: "f",
    });
  });
});
