import { afterEach, beforeAll, describe, expect, it } from "vitest";

import {
  configure,
  overrideSettings,
  runWithScriptPrefix,
  type ProjectSettings,
} from "../conf/index.ts";
import {
  DisallowedHost,
  HttpRequest,
  RawPostDataException,
  RequestDataTooBig,
  type RequestSource,
  TooManyFieldsSent,
} from "./index.ts";

beforeAll(() => configure({ allowedHosts: ["example.com", ".jazz.example"] }));

let restore: Disposable | undefined;
function withSettings(values: Partial<ProjectSettings>): void {
  restore = overrideSettings(values);
}
afterEach(() => {
  restore?.[Symbol.dispose]();
  restore = undefined;
});

function request(source: RequestSource & { headers?: Record<string, string> } = {}): HttpRequest {
  const { headers = {}, ...rest } = source;
  return new HttpRequest({ rawHeaders: Object.entries(headers).flat(), ...rest });
}

const form = (body: RequestSource["body"], headers: Record<string, string> = {}): HttpRequest =>
  request({
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body: body ?? null,
  });

describe("path and query", () => {
  it("decodes the path and leaves the query alone [HTTP-01]", () => {
    const { method, path, pathInfo, GET } = request({
      method: "get",
      target: "/caf%C3%A9/%E4%B8%AD?q=%C3%A9&x=1",
    });

    expect({ method, path, pathInfo }).toEqual({
      method: "GET",
      path: "/café/中",
      pathInfo: "/café/中",
    });
    expect(GET.dict()).toEqual({ q: "é", x: "1" });
  });

  it.each([
    ["/a/../admin/", "/a/../admin/"],
    ["//evil.example/x", "//evil.example/x"],
    ["http://evil.example/x?y=1", "/x"],
    ["/a\\b", "/a\\b"],
    ["/a#fragment", "/a"],
    ["/%ff/", "/%FF/"],
    ["/%zz", "/%zz"],
    ["", "/"],
  ])("takes the path of the target %s as it stands [ADV-148]", (target, path) => {
    expect(request({ target }).pathInfo).toBe(path);
  });

  it("stands below the script prefix [DEP-15]", () => {
    const path = runWithScriptPrefix("/app/", () => request({ target: "/book/" }).path);

    expect(path).toBe("/app/book/");
  });

  it("gives the whole path encoded, with a slash when it is asked for [HTTP-05]", () => {
    const page = request({ target: "/a%20b/c;d?x=1 &y=é" });

    expect(page.getFullPath()).toBe("/a%20b/c%3Bd?x=1%20&y=%C3%A9");
    expect(page.getFullPath({ forceAppendSlash: true })).toBe("/a%20b/c%3Bd/?x=1%20&y=%C3%A9");
    expect(page.getFullPathInfo()).toBe("/a%20b/c%3Bd?x=1%20&y=%C3%A9");
  });
});

describe("headers, cookies, META", () => {
  const page = request({
    headers: { "user-agent": "Swing", COOKIE: 'a=1; b="x\\"y"; a=2; =lost; __proto__=p' },
    remoteAddress: "192.0.2.1",
  });

  it("finds headers in any case, and with underscores [HTTP-03]", () => {
    expect(page.headers.get("USER-AGENT")).toBe("Swing");
    expect(page.headers.get("user_agent")).toBe("Swing");
    expect([...page.headers.keys()]).toEqual(["User-Agent", "Cookie"]);
  });

  it("reads cookies; the last of a name counts [HTTP-02, ADV-151]", () => {
    expect(page.COOKIES["a"]).toBe("2");
    expect(page.COOKIES["b"]).toBe('x"y');
    expect(page.COOKIES["__proto__"]).toBe("p");
    expect(Object.getPrototypeOf(page.COOKIES)).toBeNull();
  });

  it("has CGI's names in META [HTTP-02]", () => {
    const { META } = request({
      headers: { "Content-Type": "text/plain", "Content-Length": "3", "X-Real": "1" },
      target: "/p?q",
      remoteAddress: "192.0.2.1",
      serverPort: "8000",
    });

    expect(META).toMatchObject({
      CONTENT_TYPE: "text/plain",
      CONTENT_LENGTH: "3",
      HTTP_X_REAL: "1",
      REMOTE_ADDR: "192.0.2.1",
      REQUEST_METHOD: "GET",
      QUERY_STRING: "q",
      PATH_INFO: "/p",
      SERVER_PORT: "8000",
    });
  });

  it("drops headers whose underscores imitate hyphens [HTTP-12, ADV-077, SEC-43]", () => {
    const forged = request({ headers: { X_Forwarded_Proto: "https", "X-Ok": "1" } });

    expect(forged.headers.get("X-Forwarded-Proto")).toBeUndefined();
    expect(forged.META["HTTP_X_FORWARDED_PROTO"]).toBeUndefined();
    expect(forged.header("x-forwarded-proto")).toBeUndefined();
  });

  it("joins a repeated header once, in order, however often it comes [ADV-074, SEC-43]", () => {
    const many = 200_000;
    const rawHeaders = Array.from({ length: many }, (_, index) => ["X-N", String(index)]).flat();

    const joined = new HttpRequest({ rawHeaders }).headers.get("x-n");

    expect(joined?.split(",").length).toBe(many);
    expect(joined?.startsWith("0,1,2,")).toBe(true);
  });

  it("reads the content type and its charset [HTTP-01]", () => {
    const typed = request({ headers: { "Content-Type": 'TEXT/Plain; Charset="iso-8859-15"' } });

    expect(typed.contentType).toBe("text/plain");
    expect(typed.contentParams.get("charset")).toBe("iso-8859-15");
    expect(typed.encoding).toBe("iso-8859-15");
    typed.encoding = "utf-8";
    expect(typed.encoding).toBe("utf-8");
  });
});

describe("toWeb()", () => {
  it("refuses a host that has no address [ADV-151]", () => {
    expect(() => request({ headers: { Host: "example.com:99999" } }).toWeb()).toThrow(
      DisallowedHost,
    );
    expect(request({ headers: { Host: "example.com:9999" } }).toWeb().url).toBe(
      "http://example.com:9999/",
    );
  });
});

describe("getHost()", () => {
  it.each(["example.com", "EXAMPLE.com:8080", "jazz.example", "a.b.jazz.example", "example.com."])(
    "takes the site's own host %s [HTTP-04, SEC-09]",
    (host) => {
      expect(request({ headers: { Host: host } }).getHost()).toBe(host);
    },
  );

  it.each([
    "evil.example",
    "example.com@evil.example",
    "example.com:bad",
    "",
    "notjazz.example",
    "a b",
    "example.com/x",
  ])("refuses the host %j [HTTP-04, SEC-09]", (host) => {
    expect(() => request({ headers: { Host: host } }).getHost()).toThrow(DisallowedHost);
  });

  it("says which setting to change [HTTP-04]", () => {
    expect(() => request({ headers: { Host: "new.example:80" } }).getHost()).toThrow(
      'Invalid Host header: "new.example:80".\n  If this is a name of the site, add "new.example" to allowedHosts in the settings.',
    );
  });

  it("takes only this machine's names in debug without allowedHosts [ADV-153]", () => {
    withSettings({ debug: true, allowedHosts: [] });

    for (const host of ["localhost", "127.0.0.1:8000", "[::1]:8000", "blog.localhost"]) {
      expect(request({ headers: { Host: host } }).getHost()).toBe(host);
    }
    expect(() => request({ headers: { Host: "rebound.example" } }).getHost()).toThrow(
      DisallowedHost,
    );
  });

  it("does not remember a host when the settings change", () => {
    const page = (): string => request({ headers: { Host: "other.example" } }).getHost();
    withSettings({ allowedHosts: ["*"] });
    expect(page()).toBe("other.example");
    restore?.[Symbol.dispose]();

    expect(page).toThrow(DisallowedHost);
  });

  it("believes X-Forwarded-Host only when it may [HTTP-04, ADV-150, DEP-07]", () => {
    const headers = { Host: "example.com", "X-Forwarded-Host": "www.jazz.example" };

    expect(request({ headers }).getHost()).toBe("example.com");
    withSettings({ useXForwardedHost: true });
    expect(request({ headers }).getHost()).toBe("www.jazz.example");
  });
});

describe("scheme and addresses", () => {
  it("is that of the connection [HTTP-05]", () => {
    expect(request({ secure: true }).isSecure()).toBe(true);
    expect(request().scheme).toBe("http");
  });

  it.each([
    ["https", false, "https"],
    ["https, http", false, "https"],
    ["http, https", true, "http"],
    ["http", true, "http"],
  ])(
    "is what the trusted proxy says: %s [HTTP-05, SEC-16, ADV-068, ADV-150, DEP-07]",
    (value, secure, scheme) => {
      withSettings({ secureProxySslHeader: ["HTTP_X_FORWARDED_PROTO", "https"] });

      expect(request({ secure, headers: { "X-Forwarded-Proto": value } }).scheme).toBe(scheme);
    },
  );

  it("believes X-Forwarded-Port only when it may [HTTP-05, DEP-07]", () => {
    const page = request({ serverPort: "8000", headers: { "X-Forwarded-Port": "443" } });

    expect(page.getPort()).toBe("8000");
    withSettings({ useXForwardedPort: true });
    expect(page.getPort()).toBe("443");
  });

  it.each([
    [undefined, "http://example.com/shop/list?page=2"],
    ["/other/", "http://example.com/other/"],
    ["item/", "http://example.com/shop/item/"],
    ["../up/", "http://example.com/up/"],
    ["?page=3", "http://example.com/shop/list?page=3"],
    ["//cdn.example/x", "http://cdn.example/x"],
    ["https://other.example/é", "https://other.example/%C3%A9"],
  ])("builds the absolute address of %s [HTTP-06]", (location, address) => {
    const page = request({ target: "/shop/list?page=2", headers: { Host: "example.com" } });

    expect(page.buildAbsoluteUri(location)).toBe(address);
  });
});

describe("body", () => {
  async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
    for (const text of texts) yield Buffer.from(text);
  }

  it("reads a posted form [HTTP-02]", async () => {
    const page = form(chunks("title=Minor+Sw", "ing&tag=a&tag=b"));

    const fields = await page.POST;

    expect(fields.get("title")).toBe("Minor Swing");
    expect(fields.getlist("tag")).toEqual(["a", "b"]);
    expect((await page.body).toString()).toBe("title=Minor+Swing&tag=a&tag=b");
  });

  it("has no form for other methods and types [HTTP-02]", async () => {
    const json = request({
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"a":1}',
    });

    expect((await json.POST).size).toBe(0);
    expect((await request({ method: "GET", body: "a=1" }).POST).size).toBe(0);
  });

  it("gives the same body each time [HTTP-01]", async () => {
    const page = form(chunks("a=1"));

    expect(await page.body).toBe(await page.body);
  });

  it("cannot be read after it was streamed [HTTP-01]", async () => {
    const page = form(chunks("a", "=", "1"));
    const pieces: string[] = [];
    for await (const piece of page) pieces.push(Buffer.from(piece).toString());

    expect(pieces).toEqual(["a", "=", "1"]);
    expect(() => page.body).toThrow(RawPostDataException);
    await expect(page.POST).rejects.toThrow(RawPostDataException);
  });

  it("counts real bytes, whatever the length header says [HTTP-14, ADV-079, SEC-43]", async () => {
    withSettings({ dataUploadMaxMemorySize: 10 });
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1;
        yield Buffer.alloc(4);
      }
    }

    await expect(form(endless()).body).rejects.toThrow(RequestDataTooBig);
    expect(given).toBe(3);
    await expect(form(chunks("a=1"), { "Content-Length": "11" }).body).rejects.toThrow(
      RequestDataTooBig,
    );
    expect((await form(chunks("a=3456789a")).body).length).toBe(10);
  });

  it("has no limit when the setting is null [ADV-079]", async () => {
    withSettings({ dataUploadMaxMemorySize: null });

    expect((await form(Buffer.alloc(3_000_000)).body).length).toBe(3_000_000);
  });

  it("limits the number of fields [HTTP-14]", async () => {
    withSettings({ dataUploadMaxNumberFields: 2 });

    await expect(form("a=1&b=2&c=3").POST).rejects.toThrow(TooManyFieldsSent);
  });

  it("is read in portions and lines, as a file [HTTP-10]", async () => {
    const page = form(chunks("one\nt", "wo\nthr", "ee"));

    expect((await page.read(2)).toString()).toBe("on");
    expect((await page.readline()).toString()).toBe("e\n");
    expect((await page.readlines()).map(String)).toEqual(["two\n", "three"]);
    expect((await page.read()).length).toBe(0);
    expect((await form(chunks("a", "b", "c")).read()).toString()).toBe("abc");
  });

  it("says that the client went away [HTTP-14]", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("a=");
      throw new Error("aborted");
    }

    await expect(form(broken()).body).rejects.toThrow("The client went away");
  });
});

describe("accepts()", () => {
  it("follows quality and exactness [HTTP-09]", () => {
    const page = request({
      headers: { Accept: "text/html, application/json;q=0.9, text/*;q=0.1, image/png;q=0" },
    });

    expect(page.accepts("text/plain")).toBe(true);
    expect(page.accepts("image/png")).toBe(false);
    expect(page.getPreferredType(["text/plain", "application/json"])).toBe("application/json");
    expect(page.getPreferredType(["image/png"])).toBeUndefined();
  });

  it("takes everything from a client that says nothing [HTTP-09]", () => {
    expect(request().accepts("application/pdf")).toBe(true);
  });
});

describe("what others hang on a request", () => {
  it("is there from the start, empty [HTTP-07]", () => {
    const page = request();

    expect([page.resolverMatch, page.urlconf, page.currentApp]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
