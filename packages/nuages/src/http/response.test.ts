import { appendFileSync, createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { BadSignature, SignatureExpired } from "../signing/index.ts";
import {
  BadHeaderError,
  DisallowedRedirect,
  FileResponse,
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  HttpResponseGone,
  HttpResponseNotAllowed,
  HttpResponseNotFound,
  HttpResponseNotModified,
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  JsonResponse,
  StreamingHttpResponse,
} from "./index.ts";

beforeAll(() => configure({ secretKey: "k".repeat(50) }));

async function bodyOf(response: HttpResponseBase): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of response) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("HttpResponse", () => {
  it("is HTML in UTF-8 by default [HTTP-15]", () => {
    const response = new HttpResponse("é");

    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(response.content).toEqual(Buffer.from("é"));
    expect(response.text).toBe("é");
    expect(response.statusCode).toBe(200);
    expect(response.reasonPhrase).toBe("OK");
  });

  it("reads an iterable at once, and writes on [HTTP-15, HTTP-27]", () => {
    const response = new HttpResponse(["a", new Uint8Array([98]), 3]);

    response.write("d");
    response.writelines(["e", "f"]);

    expect(response.text).toBe("ab3def");
    expect(response.tell()).toBe(6);
  });

  it("encodes with its charset [HTTP-15]", () => {
    const response = new HttpResponse("é", { contentType: "text/plain; charset=latin-1" });

    expect(response.charset).toBe("latin-1");
    expect([...response.content]).toEqual([0xe9]);
  });

  it.each([
    [99, RangeError],
    [600, RangeError],
    [200.5, TypeError],
  ])("refuses the status %d [HTTP-15]", (status, error) => {
    expect(() => new HttpResponse("", { status })).toThrow(error);
  });

  it("takes bytes of every kind [HTTP-29]", () => {
    const bytes = new Uint8Array([120, 97, 98, 99]);

    for (const content of [
      bytes.subarray(1),
      new DataView(bytes.buffer, 1),
      bytes.slice(1).buffer,
      [bytes.subarray(1, 2), new DataView(bytes.buffer, 2)],
    ]) {
      expect(new HttpResponse(content).text).toBe("abc");
    }
    expect(new HttpResponse(new Uint16Array([1, 2])).content).toHaveLength(4);
  });

  it("does not take a promise or a stream for content", () => {
    expect(() => new HttpResponse(Promise.resolve("x") as unknown as string)).toThrow("Await it");
    expect(() => new HttpResponse((async function* () {})() as unknown as string)).toThrow(
      "StreamingHttpResponse",
    );
  });

  it.each([
    ["reason", () => new HttpResponse("", { reason: "OK\r\nX: y" })],
    ["header value", () => new HttpResponse("", { headers: { "X-A": "b\r\nX: y" } })],
    ["header value (NUL)", () => new HttpResponse("", { headers: { "X-A": "b\0" } })],
    ["header name", () => new HttpResponse("", { headers: { "X\nA": "b" } })],
    ["header name (no token)", () => new HttpResponse("", { headers: { "X A": "b" } })],
    ["content type", () => new HttpResponse("", { contentType: "text/html\n" })],
    ["cookie name", () => new HttpResponse().setCookie("a\r\nb", "x")],
    ["cookie path", () => new HttpResponse().setCookie("a", "x", { path: "/; Secure" })],
    ["cookie domain", () => new HttpResponse().setCookie("a", "x", { domain: "x\n" })],
  ])(
    "refuses a line break or an injected attribute in the %s [SEC-11, ADV-146, ADV-151]",
    (_what, make) => {
      expect(make).toThrow(/newline|valid header name|Illegal|must not hold/);
    },
  );

  it("has its own subclasses for statuses [HTTP-21]", () => {
    expect(new HttpResponseNotFound().statusCode).toBe(404);
    expect(new HttpResponseGone().statusCode).toBe(410);
    expect(new HttpResponseNotAllowed(["GET", "HEAD"]).headers.get("allow")).toBe("GET, HEAD");
  });

  it("has neither body nor type when nothing was modified [HTTP-21]", () => {
    const response = new HttpResponseNotModified();

    expect(response.headers.has("Content-Type")).toBe(false);
    expect(() => {
      response.content = "x";
    }).toThrow("304");
  });

  it("releases what it holds once [HTTP-27]", async () => {
    const response = new HttpResponse();
    let closed = 0;
    response.addCloser(() => (closed += 1));

    await response.close();
    await response.close();

    expect(closed).toBe(1);
    expect(response.closed).toBe(true);
  });
});

describe("headers of a response", () => {
  it("are found in any case and sent as set [HTTP-16]", () => {
    const { headers } = new HttpResponse("", { headers: { "x-Swing": 1 } });

    expect(headers.get("X-SWING")).toBe("1");
    expect([...headers.keys()]).toEqual(["x-Swing", "Content-Type"]);
    expect(headers.setdefault("X-swing", "2")).toBe("1");
    expect(headers.delete("X-sWING")).toBe(true);
    expect(headers.delete("X-sWING")).toBe(false);
  });

  it("encode what Latin-1 cannot hold, and never cut it to a byte [ADV-146]", () => {
    const { headers } = new HttpResponse("", { headers: { "X-A": "\u010a", "X-B": "é" } });

    expect(headers.get("X-A")).toBe("=?utf-8?b?xIo=?=");
    expect(headers.get("X-B")).toBe("é");
    expect(() => headers.set("X-\u010a", "1")).toThrow(BadHeaderError);
  });
});

describe("setCookie()", () => {
  const cookie = (set: (response: HttpResponse) => void): string => {
    const response = new HttpResponse();
    set(response);
    return [...response.cookies.values()].join("\n");
  };

  it("quotes what would end the value [HTTP-17, ADV-151]", () => {
    expect(cookie((r) => r.setCookie("k", 'a b;c,d"e\\f\n'))).toBe(
      'k="a b\\073c\\054d\\"e\\\\f\\012"; Path=/',
    );
  });

  it("computes expires from maxAge [HTTP-17]", () => {
    const text = cookie((r) => r.setCookie("k", "v", { maxAge: { total: () => 3600 } }));

    const expires = Date.parse(/expires=([^;]+)/.exec(text)?.[1] ?? "");
    expect(text).toContain("Max-Age=3600");
    expect(Math.abs(expires - Date.now() - 3_600_000)).toBeLessThan(5_000);
  });

  it("computes maxAge from expires [HTTP-17]", () => {
    const text = cookie((r) => r.setCookie("k", "v", { expires: new Date(Date.now() + 60_000) }));

    expect(Number(/Max-Age=(\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(59);
  });

  it("writes all attributes [HTTP-17]", () => {
    const options = {
      domain: "x.y",
      path: "/p",
      secure: true,
      httponly: true,
      samesite: "Lax",
    } as const;

    expect(cookie((r) => r.setCookie("k", "v", options))).toBe(
      "k=v; Domain=x.y; HttpOnly; Path=/p; SameSite=Lax; Secure",
    );
  });

  it("refuses an unknown samesite [HTTP-17]", () => {
    expect(() => new HttpResponse().setCookie("k", "v", { samesite: "bad" as "Lax" })).toThrow(
      'samesite must be "lax", "none", or "strict".',
    );
  });

  it.each(["__Secure-a", "__Host-a"])("deletes %s securely [HTTP-19]", (name) => {
    expect(cookie((r) => r.deleteCookie(name))).toBe(
      `${name}=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; Secure`,
    );
  });
});

describe("setSignedCookie()", () => {
  const sent = (set: (response: HttpResponse) => void): HttpRequest => {
    const response = new HttpResponse();
    set(response);
    const cookie = [...response.cookies.values()].map((one) => one.toString().split(";")[0]);
    return new HttpRequest({ rawHeaders: ["Cookie", cookie.join("; ")] });
  };

  it("is read back, and only as it was set [HTTP-08, HTTP-18]", () => {
    const request = sent((r) => r.setSignedCookie("cart", "3 books: é", { salt: "shop" }));

    expect(request.getSignedCookie("cart", { salt: "shop" })).toBe("3 books: é");
    expect(() => request.getSignedCookie("cart")).toThrow(BadSignature);
    expect(request.getSignedCookie("cart", { default: "none" })).toBe("none");
    expect(() => request.getSignedCookie("cart", { salt: "shop", maxAge: -1 })).toThrow(
      SignatureExpired,
    );
  });

  it("says that it is missing [HTTP-08]", () => {
    expect(() => new HttpRequest().getSignedCookie("cart")).toThrow('no cookie "cart"');
    expect(new HttpRequest().getSignedCookie("cart", { default: "" })).toBe("");
  });

  it("does not take the cookie of one name for that of another [ADV-078]", () => {
    const request = sent((r) => r.setSignedCookie("a", "x", { salt: "bc" }));
    request.COOKIES = { ab: request.COOKIES["a"] ?? "" };

    expect(() => request.getSignedCookie("ab", { salt: "c" })).toThrow(BadSignature);
  });
});

describe("redirects", () => {
  it("are 302 and 301, or 307 and 308 with the request preserved [HTTP-20]", () => {
    const preserveRequest = true;

    expect(new HttpResponseRedirect("/x").statusCode).toBe(302);
    expect(new HttpResponsePermanentRedirect("/x").statusCode).toBe(301);
    expect(new HttpResponseRedirect("/x", { preserveRequest }).statusCode).toBe(307);
    expect(new HttpResponsePermanentRedirect("/x", { preserveRequest }).statusCode).toBe(308);
  });

  it("encode the target [HTTP-22]", () => {
    expect(new HttpResponseRedirect("/é b?x=中").url).toBe("/%C3%A9%20b?x=%E4%B8%AD");
  });

  it.each([
    "javascript:alert(1)",
    "\njavascript:x",
    "java\nscript:x",
    "data:text/html,x",
    "mailto:a@b.c",
    "file:///etc",
  ])("refuse %j [HTTP-22, ADV-103]", (target) => {
    expect(() => new HttpResponseRedirect(target)).toThrow(DisallowedRedirect);
  });

  it("refuse a target that is too long before they look at it [SEC-38, ADV-076]", () => {
    expect(new HttpResponseRedirect(`/${"x".repeat(16_383)}`).statusCode).toBe(302);
    expect(() => new HttpResponseRedirect(`/${"x".repeat(16_384)}`)).toThrow(DisallowedRedirect);
    expect(() => new HttpResponseRedirect("\ufdfa".repeat(1_000_000))).toThrow(DisallowedRedirect);
  });
});

describe("JsonResponse", () => {
  it("is JSON [HTTP-23]", () => {
    const response = new JsonResponse({ id: 1, at: new Date(0), big: 2n ** 70n });

    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.text).toBe(
      '{"id":1,"at":"1970-01-01T00:00:00.000Z","big":1180591620717411303424}',
    );
  });

  it("takes a list only when it is told to [HTTP-23]", () => {
    expect(() => new JsonResponse([1])).toThrow(TypeError);
    expect(new JsonResponse([1], { safe: false }).text).toBe("[1]");
  });

  it("keeps a key named then [ADV-113]", async () => {
    const response = await Promise.resolve(new JsonResponse({ then: 1, __proto__: null }));

    expect(response.json()).toEqual({ then: 1 });
  });
});

describe("close()", () => {
  it("releases the rest also when one thing fails [HTTP-27]", async () => {
    const seen: string[] = [];
    const response = new HttpResponse();
    response.addCloser(() => {
      throw new RangeError("stuck");
    });
    response.addCloser({ close: () => seen.push("second") });

    await expect(response.close()).rejects.toThrow("stuck");
    await response.close();

    expect(seen).toEqual(["second"]);
  });
});

describe("StreamingHttpResponse", () => {
  it("drops no piece that is neither text nor bytes [HTTP-24]", async () => {
    const pieces: unknown[] = [7, 2n, new TextEncoder().encode("b").buffer, null, true, undefined];

    expect(await bodyOf(new StreamingHttpResponse(pieces as string[]))).toBe("72btrue");
  });

  it("gives its body in pieces, from iterables of both kinds [HTTP-24]", async () => {
    async function* later(): AsyncGenerator<string> {
      yield "a";
      yield "é";
    }

    expect(await bodyOf(new StreamingHttpResponse(later()))).toBe("aé");
    expect(await bodyOf(new StreamingHttpResponse(["x", new Uint8Array([121])]))).toBe("xy");
    expect(new StreamingHttpResponse(later()).isAsync).toBe(true);
    expect(new StreamingHttpResponse([]).streaming).toBe(true);
  });

  it("has no whole content [HTTP-24]", () => {
    expect(() => new StreamingHttpResponse([]).content).toThrow("Use streamingContent instead.");
    expect(() => new StreamingHttpResponse("text")).toThrow("takes an iterable");
  });
});

describe("FileResponse", () => {
  const folder = mkdtempSync(join(tmpdir(), "nuages-file-"));
  const file = join(folder, "rapport é.pdf");
  writeFileSync(file, "content");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("sends length, type and name, and closes the file [HTTP-25]", async () => {
    const response = FileResponse.open(file, { asAttachment: true });

    expect(await bodyOf(response)).toBe("content");
    expect(response.headers.get("Content-Length")).toBe("7");
    expect(response.headers.get("Content-Type")).toBe("application/pdf");
    expect(response.headers.get("Content-Disposition")).toBe(
      "attachment; filename*=utf-8''rapport%20%C3%A9.pdf",
    );
    await response.close();
  });

  it("sends no more than the length it announced [HTTP-25]", async () => {
    const log = join(folder, "growing.log");
    const empty = join(folder, "empty.log");
    writeFileSync(log, "line\n");
    writeFileSync(empty, "");
    const responses = [FileResponse.open(log), FileResponse.open(empty)];
    appendFileSync(log, "later\n");
    appendFileSync(empty, "later\n");

    const sent = await Promise.all(
      responses.map(async (response) => [
        response.headers.get("Content-Length"),
        response.headers.get("Content-Disposition"),
        await bodyOf(response),
      ]),
    );

    expect(sent).toEqual([
      ["5", 'inline; filename="growing.log"', "line\n"],
      ["0", 'inline; filename="empty.log"', ""],
    ]);
  });

  it("says at once that a file cannot be opened [HTTP-25]", () => {
    expect(() => FileResponse.open(join(folder, "missing"))).toThrow("ENOENT");
  });

  it("gives the error of a stream that failed before it was read to the reader [HTTP-25]", async () => {
    const stream = createReadStream(join(folder, "missing"));
    const response = new FileResponse(stream);
    await new Promise((resolve) => stream.on("close", resolve));

    await expect(bodyOf(response)).rejects.toThrow("ENOENT");
  });

  it.each([
    ['a"b.txt', 'inline; filename="a\\"b.txt"'],
    ["a\\b.txt", 'inline; filename="a\\\\b.txt"'],
    ["a\nb.txt", "inline; filename*=utf-8''a%0Ab.txt"],
  ])("cannot be given a forged name: %j [ADV-072]", (filename, header) => {
    const response = new FileResponse(Buffer.from("x"), { filename });

    expect(response.headers.get("Content-Disposition")).toBe(header);
  });
});
