import { describe, expect, it } from "vitest";

import { MultiValueDict, MultiValueDictKeyError } from "./datastructures.ts";
import {
  escapeUriPath,
  filepathToUri,
  iriToUri,
  punycode,
  quote,
  quotePlus,
  unquote,
  uriToIri,
} from "./encoding.ts";
import {
  base36ToInt,
  contentDispositionHeader,
  httpDate,
  intToBase36,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  parseHttpDateSafe,
  quoteEtag,
  urlencode,
  urlsafeBase64Decode,
  urlsafeBase64Encode,
} from "./http.ts";

describe("addresses", () => {
  it("escape what is not allowed in a URI, once [UTIL-08]", () => {
    expect(iriToUri("/I ♥ Django/?q=é&x=%20#ü")).toBe(
      "/I%20%E2%99%A5%20Django/?q=%C3%A9&x=%20#%C3%BC",
    );
    expect(uriToIri("/I%20%E2%99%A5%20Django/%2F%FF")).toBe("/I%20♥%20Django/%2F%FF");
    expect(escapeUriPath("/;some/=awful/?path/:with/@lots/&of/+awful/chars")).toBe(
      "/%3Bsome/%3Dawful/%3Fpath/:with/@lots/&of/+awful/chars",
    );
    expect(filepathToUri("upload\\чубака.mp4")).toBe(
      "upload/%D1%87%D1%83%D0%B1%D0%B0%D0%BA%D0%B0.mp4",
    );
  });

  it("quote and unquote texts [UTIL-08]", () => {
    expect(quote("a b/é?")).toBe("a%20b/%C3%A9%3F");
    expect(quotePlus("a b/é")).toBe("a+b%2F%C3%A9");
    expect(unquote("a%20b%2F%C3%A9")).toBe("a b/é");
  });

  it("have hosts in ASCII [UTIL-08]", () => {
    expect(punycode("münchen.de")).toBe("xn--mnchen-3ya.de");
    expect(punycode("example.com")).toBe("example.com");
  });
});

describe("parts of requests", () => {
  it("are query strings of pairs and of lists [UTIL-05]", () => {
    expect(urlencode({ a: 1, b: "x y" })).toBe("a=1&b=x+y");
    expect(urlencode({ a: [1, 2] }, { doseq: true })).toBe("a=1&a=2");
  });

  it("are dates of seconds, in the three forms of HTTP [UTIL-05]", () => {
    expect(httpDate(784_111_777)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(784_111_777);
    expect(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(784_111_777);
    expect(parseHttpDate("Sun Nov  6 08:49:37 1994")).toBe(784_111_777);
    expect(parseHttpDateSafe("yesterday")).toBeUndefined();
    expect(() => parseHttpDate("yesterday")).toThrow(RangeError);
  });

  it("are base 36 and URL-safe base 64 [UTIL-05]", () => {
    expect(intToBase36(818_469_960)).toBe("django");
    expect(base36ToInt("django")).toBe(818_469_960);
    expect(() => base36ToInt("!")).toThrow(RangeError);
    expect(urlsafeBase64Encode(Buffer.from("foo?"))).toBe("Zm9vPw");
    expect(String(urlsafeBase64Decode("Zm9vPw"))).toBe("foo?");
  });

  it("are entity tags [UTIL-05]", () => {
    expect(quoteEtag("a")).toBe('"a"');
    expect(quoteEtag('W/"a"')).toBe('W/"a"');
    expect(parseEtags('"", "etag", W/"weak"')).toEqual(['""', '"etag"', 'W/"weak"']);
    expect(parseEtags("*")).toEqual(["*"]);
  });

  it("are names of downloads and header parameters [UTIL-05]", () => {
    expect(contentDispositionHeader(true, 'a"b.txt')).toBe('attachment; filename="a\\"b.txt"');
    expect(contentDispositionHeader(false, "é.txt")).toBe("inline; filename*=utf-8''%C3%A9.txt");
    expect(contentDispositionHeader(false, "")).toBeUndefined();
    expect(parseHeaderParameters('Text/HTML; charset=utf-8; title="a;b"')).toEqual([
      "text/html",
      new Map([
        ["charset", "utf-8"],
        ["title", "a;b"],
      ]),
    ]);
  });
});

describe("MultiValueDict", () => {
  it("keeps lists and answers with their last value [UTIL-09]", () => {
    const values = new MultiValueDict<string>([["name", ["Adrian", "Simon"]]]);

    expect(values.get("name")).toBe("Simon");
    expect(values.getlist("name")).toEqual(["Adrian", "Simon"]);
    expect(values.getlist("nothing")).toEqual([]);

    values.appendlist("name", "Jacob");

    expect([...values.lists()]).toEqual([["name", ["Adrian", "Simon", "Jacob"]]]);
  });

  it("has a named error for what is missing [UTIL-09]", () => {
    expect(() => new MultiValueDict([["name", ["x"]]]).getItem("nmae")).toThrow(
      MultiValueDictKeyError,
    );
  });
});
