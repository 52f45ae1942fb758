import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";

import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../conf/index.ts";
import { runChecks } from "../checks/index.ts";
import { HttpResponse, type HttpResponseBase, StreamingHttpResponse } from "../http/index.ts";
import { getLanguage } from "../i18n/index.ts";
import { Client, type ClientRequestOptions } from "../testing/index.ts";
import { i18nPatterns, path, rePath } from "../urls/index.ts";
import {
  CommonMiddleware,
  ConditionalGetMiddleware,
  CsrfViewMiddleware,
  GZipMiddleware,
  LocaleMiddleware,
  type Middleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from "./index.ts";

beforeAll(() =>
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["testserver", "example.com"],
    rootUrlconf: [],
  }),
);
let active: Disposable | undefined;
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

interface Site {
  readonly middleware: readonly Middleware[];
  readonly view?: () => HttpResponseBase;
  readonly urls?: readonly unknown[];
  readonly settings?: Partial<ProjectSettings>;
}

function client({
  middleware,
  view = () => new HttpResponse("ok"),
  urls,
  settings = {},
}: Site): Client {
  active?.[Symbol.dispose]();
  const rootUrlconf = urls ?? [path("", view), path("page/", view)];
  active = overrideSettings({ middleware, rootUrlconf, ...settings });
  return new Client();
}

describe("SecurityMiddleware", () => {
  const middleware = [SecurityMiddleware];
  const https: ClientRequestOptions = { secure: true };

  it("sets the headers that make browsers careful [SEC-15, HTTP-38]", async () => {
    const { headers } = await client({ middleware }).get("/");

    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("same-origin");
    expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
    expect(headers.has("Strict-Transport-Security")).toBe(false);
  });

  it("keeps what a view has set [SEC-15]", async () => {
    const view = (): HttpResponse =>
      new HttpResponse("", { headers: { "Referrer-Policy": "origin" } });

    expect((await client({ middleware, view }).get("/")).headers.get("Referrer-Policy")).toBe(
      "origin",
    );
  });

  it("sends HSTS over HTTPS only [SEC-15]", async () => {
    const settings = {
      secureHstsSeconds: 3600,
      secureHstsIncludeSubdomains: true,
      secureHstsPreload: true,
    };
    const site = client({ middleware, settings });

    expect((await site.get("/", https)).headers.get("Strict-Transport-Security")).toBe(
      "max-age=3600; includeSubDomains; preload",
    );
    expect((await site.get("/")).headers.has("Strict-Transport-Security")).toBe(false);
  });

  it("redirects to HTTPS, but for exempt paths [SEC-15]", async () => {
    const settings = { secureSslRedirect: true, secureRedirectExempt: [/^page\//] };
    const site = client({ middleware, settings });

    const response = await site.get("/?a=1");

    expect([response.statusCode, response.url]).toEqual([301, "https://testserver/?a=1"]);
    expect((await site.get("/page/")).statusCode).toBe(200);
    expect((await site.get("/", https)).statusCode).toBe(200);
  });

  it("redirects to the host of the settings [SEC-15]", async () => {
    const settings = { secureSslRedirect: true, secureSslHost: "secure.example.com" };

    expect((await client({ middleware, settings }).get("/")).url).toBe(
      "https://secure.example.com/",
    );
  });

  it("takes a list of policies, or none [SEC-15]", async () => {
    const list = client({
      middleware,
      settings: { secureReferrerPolicy: ["origin", "no-referrer"] },
    });
    expect((await list.get("/")).headers.get("Referrer-Policy")).toBe("origin,no-referrer");

    const none = client({
      middleware,
      settings: { secureReferrerPolicy: null, secureCrossOriginOpenerPolicy: null },
    });
    expect((await none.get("/")).headers.has("Referrer-Policy")).toBe(false);
  });
});

describe("CommonMiddleware", () => {
  const middleware = [CommonMiddleware];

  it("adds the slash only where that helps [URL-25, HTTP-39]", async () => {
    const site = client({ middleware });

    const response = await site.get("/page?x=1");

    expect([response.statusCode, response.url]).toEqual([301, "/page/?x=1"]);
    expect((await site.get("/other")).statusCode).toBe(404);
  });

  it("leaves views alone that say so [HTTP-40]", async () => {
    const view = Object.assign(() => new HttpResponse(), { shouldAppendSlash: false });

    expect((await client({ middleware, view }).get("/page")).statusCode).toBe(404);
  });

  it("does not redirect to another host [ADV-066]", async () => {
    const urls = [rePath("^(.+)/$", () => new HttpResponse())];

    const response = await client({ middleware, urls }).get("//evil.example/x");

    expect(response.url).toBe("/%2Fevil.example/x/");
  });

  it("explains in debug that a redirect would lose the form [HTTP-39]", async () => {
    const site = client({ middleware, settings: { debug: true } });

    await expect(site.post("/page", { a: "1" })).rejects.toThrow(
      "it doesn't end in a slash and appendSlash is set",
    );
  });

  it("adds www and the slash in one step [HTTP-40]", async () => {
    const settings = { prependWww: true, allowedHosts: ["example.com", "www.example.com"] };
    const headers = { Host: "example.com" };

    const response = await client({ middleware, settings }).get("/page", { headers });

    expect([response.statusCode, response.url]).toEqual([301, "http://www.example.com/page/"]);
  });

  it("refuses unwanted agents [HTTP-40]", async () => {
    const settings = { disallowedUserAgents: [/^BadBot/] };
    const headers = { "User-Agent": "BadBot/2" };

    expect((await client({ middleware, settings }).get("/", { headers })).statusCode).toBe(403);
  });

  it("refuses a host that is not the site's", async () => {
    const site = client({ middleware });

    expect((await site.get("/", { headers: { Host: "evil.example" } })).statusCode).toBe(400);
  });

  it("tells the length of whole responses [HTTP-39]", async () => {
    const whole = await client({ middleware, view: () => new HttpResponse("é") }).get("/");
    const stream = await client({ middleware, view: () => new StreamingHttpResponse(["a"]) }).get(
      "/",
    );

    expect(whole.headers.get("Content-Length")).toBe("2");
    expect(stream.headers.has("Content-Length")).toBe(false);
  });
});

describe("XFrameOptionsMiddleware", () => {
  const middleware = [XFrameOptionsMiddleware];
  const header = async (site: Client): Promise<string | undefined> =>
    (await site.get("/")).headers.get("X-Frame-Options");

  it("denies frames, unless the view or the setting says otherwise [SEC-08]", async () => {
    const own = (): HttpResponse =>
      new HttpResponse("", { headers: { "X-Frame-Options": "SAMEORIGIN" } });
    const exempt = (): HttpResponse =>
      Object.assign(new HttpResponse(), { xframeOptionsExempt: true });

    expect(await header(client({ middleware }))).toBe("DENY");
    expect(await header(client({ middleware, view: own }))).toBe("SAMEORIGIN");
    expect(await header(client({ middleware, view: exempt }))).toBeUndefined();
    expect(await header(client({ middleware, settings: { xFrameOptions: "sameorigin" } }))).toBe(
      "SAMEORIGIN",
    );
  });
});

describe("ConditionalGetMiddleware", () => {
  const middleware = [ConditionalGetMiddleware];

  it("answers 304 when the client has the page [HTTP-42]", async () => {
    const site = client({ middleware });
    const etag = (await site.get("/")).headers.get("ETag") ?? "";

    const again = await site.get("/", { headers: { "If-None-Match": etag } });
    const changed = await site.get("/", { headers: { "If-None-Match": '"other"' } });

    expect([again.statusCode, again.content.length]).toEqual([304, 0]);
    expect(again.headers.get("ETag")).toBe(etag);
    expect(changed.statusCode).toBe(200);
  });

  it("gives no tag to what must not be kept, to streams, or to what was posted [HTTP-42]", async () => {
    const secret = (): HttpResponse =>
      new HttpResponse("a", { headers: { "Cache-Control": "No-Store" } });
    const stream = (): StreamingHttpResponse => new StreamingHttpResponse(["a"]);

    expect((await client({ middleware, view: secret }).get("/")).headers.has("ETag")).toBe(false);
    expect((await client({ middleware, view: stream }).get("/")).headers.has("ETag")).toBe(false);
    expect((await client({ middleware }).post("/")).headers.has("ETag")).toBe(false);
  });
});

describe("LocaleMiddleware", () => {
  const middleware = [LocaleMiddleware];
  const urls = i18nPatterns([
    path("about/", () => new HttpResponse(getLanguage() ?? ""), { name: "about" }),
  ]);
  const french = { "Accept-Language": "fr, en;q=0.5" };

  it("makes the language of the path the active one [HTTP-43]", async () => {
    const response = await client({ middleware, urls }).get("/de/about/", { headers: french });

    expect(response.text).toBe("de");
    expect(response.headers.get("Content-Language")).toBe("de");
    expect(response.headers.has("Vary")).toBe(false);
    expect(getLanguage()).toBe("en-us");
  });

  it("leads to the path with the visitor's language [HTTP-43]", async () => {
    const response = await client({ middleware, urls }).get("/about/?a=1", { headers: french });

    expect([response.statusCode, response.url]).toEqual([302, "/fr/about/?a=1"]);
    expect(response.headers.get("Vary")).toBe("Accept-Language, Cookie");
  });

  it("believes the cookie before the browser [HTTP-43]", async () => {
    const site = client({ middleware });
    site.cookies.set("django_language", "es");

    const response = await site.get("/", { headers: french });

    expect(response.headers.get("Content-Language")).toBe("es");
    expect(response.headers.get("Vary")).toBe("Accept-Language");
  });

  it("keeps the languages of interleaved requests apart [ADV-123]", async () => {
    const slow = i18nPatterns([
      path("slow/<int:ms>/", async (_request, { ms }) => {
        await sleep(ms);
        return new HttpResponse(getLanguage() ?? "");
      }),
    ]);
    const site = client({ middleware, urls: slow });
    const languages = ["de", "fr", "es", "it"];

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        site.get(`/${languages[index % 4]}/slow/${(index * 7) % 11}/`),
      ),
    );

    expect(answers.map(({ text }) => text)).toEqual(
      answers.map((_, index) => languages[index % 4]),
    );
  });
});

describe("GZipMiddleware", () => {
  const middleware = [GZipMiddleware];
  const headers = { "Accept-Encoding": "gzip, br" };
  const long = "swing ".repeat(200);
  const view = (): HttpResponse => new HttpResponse(long, { headers: { ETag: '"a"' } });

  it("compresses, and says so to caches [HTTP-41]", async () => {
    const response = await client({ middleware, view }).get("/", { headers });

    expect(gunzipSync(response.content).toString()).toBe(long);
    expect(response.headers.get("Content-Encoding")).toBe("gzip");
    expect(response.headers.get("Content-Length")).toBe(String(response.content.length));
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(response.headers.get("ETag")).toBe('W/"a"');
  });

  it("hides the length of the page [HTTP-41, SEC-21, ADV-104]", async () => {
    const site = client({ middleware, view });
    const lengths = new Set<number>();
    for (let turn = 0; turn < 30; turn += 1) {
      lengths.add((await site.get("/", { headers })).content.length);
    }

    expect(lengths.size).toBeGreaterThan(5);
  });

  it("compresses streams as they come [HTTP-41]", async () => {
    const stream = (): StreamingHttpResponse => new StreamingHttpResponse([long, "é", long]);

    const response = await client({ middleware, view: stream }).get("/", { headers });

    expect(gunzipSync(response.content).toString()).toBe(`${long}é${long}`);
  });

  it.each([
    ["short pages", () => new HttpResponse("short"), headers],
    ["clients that do not take it", view, { "Accept-Encoding": "br" }],
    [
      "what is encoded already",
      () => new HttpResponse(long, { headers: { "Content-Encoding": "br" } }),
      headers,
    ],
  ])("leaves alone %s [HTTP-41]", async (_what, plain, sent) => {
    const response = await client({ middleware, view: plain }).get("/", { headers: sent });

    expect(response.headers.get("Content-Encoding")).not.toBe("gzip");
  });
});

describe("check --deploy", () => {
  async function ids(settings: Partial<ProjectSettings>): Promise<string[]> {
    active?.[Symbol.dispose]();
    active = overrideSettings(settings);
    const messages = await runChecks({ tags: ["security"], deploy: true });
    return messages.map(({ id }) => id ?? "").toSorted();
  }
  const secretKey = "aB3$".repeat(15) + "xyz";
  const safe: Partial<ProjectSettings> = {
    secretKey,
    middleware: [SecurityMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
    csrfCookieSecure: true,
    secureHstsSeconds: 3600,
    secureHstsIncludeSubdomains: true,
    secureHstsPreload: true,
    secureSslRedirect: true,
    allowedHosts: ["example.com"],
  };

  it("has nothing to say about safe settings [SEC-35]", async () => {
    expect(await ids(safe)).toEqual([]);
  });

  it.each<[string, Partial<ProjectSettings>]>([
    ["security.W002", { middleware: [SecurityMiddleware, CsrfViewMiddleware] }],
    ["security.W003", { middleware: [SecurityMiddleware, XFrameOptionsMiddleware] }],
    ["security.W016", { csrfCookieSecure: false }],
    ["security.E026", { secureCsp: { "default-src": ["'self'; script-src *"] } }],
    ["security.E026", { secureCspReportOnly: { "img-src *;": ["'self'"] } }],
    ["security.E026", { secureCsp: { "default-src": 1 as unknown as string } }],
    ["security.E026", { secureCsp: { "default-src": [undefined as unknown as string] } }],
    ["security.E101", { csrfFailureView: "site.views.refused" as unknown as null }],
    ["4_0.E001", { csrfTrustedOrigins: ["shop.example"] }],
    ["security.W005", { secureHstsIncludeSubdomains: false }],
    ["security.W006", { secureContentTypeNosniff: false }],
    ["security.W008", { secureSslRedirect: false }],
    ["security.W009", { secretKey: "short" }],
    ["security.W009", { secretKey: "a".repeat(60) }],
    ["security.W009", { secretKey: `nuages-insecure-${secretKey}` }],
    ["security.W018", { debug: true }],
    ["security.W019", { xFrameOptions: "SAMEORIGIN" }],
    ["security.W020", { allowedHosts: [] }],
    ["security.W021", { secureHstsPreload: false }],
    ["security.W022", { secureReferrerPolicy: null }],
    ["security.W025", { secretKeyFallbacks: ["short"] }],
    ["security.E023", { secureReferrerPolicy: "origin,nonsense" }],
    ["security.E024", { secureCrossOriginOpenerPolicy: "nonsense" }],
  ])("says %s [SET-46, SEC-28, SEC-29, SEC-30, SEC-31, SEC-33, SEC-34]", async (id, wrong) => {
    expect(await ids({ ...safe, ...wrong })).toEqual([id]);
  });

  it("says which layer stands in the wrong place [HTTP-44]", async () => {
    active?.[Symbol.dispose]();
    active = overrideSettings({
      middleware: [
        CommonMiddleware,
        (next) => next,
        SecurityMiddleware,
        XFrameOptionsMiddleware,
        GZipMiddleware,
      ],
    });

    const messages = await runChecks({ tags: ["security"] });

    expect(messages.map(({ id, msg }) => `${id} ${msg}`)).toEqual([
      "middleware.W001 SecurityMiddleware stands after CommonMiddleware in the setting middleware.",
      "middleware.W001 GZipMiddleware stands after XFrameOptionsMiddleware in the setting middleware.",
    ]);
  });

  it("says only what is first when SecurityMiddleware is missing [SEC-28]", async () => {
    expect(
      await ids({
        ...safe,
        middleware: [CsrfViewMiddleware, XFrameOptionsMiddleware],
        secureHstsSeconds: 0,
      }),
    ).toEqual(["security.W001"]);
  });
});
