import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { caches } from "../../cache/index.ts";
import { configure, overrideSettings } from "../../conf/index.ts";
import {
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  StreamingHttpResponse,
} from "../../http/index.ts";
import { getLanguage } from "../../i18n/index.ts";
import { Client } from "../../testing/index.ts";
import { path } from "../../urls/index.ts";
import { patchVaryHeaders } from "../../utils/cache.ts";
import { SimpleTemplateResponse, type ViewFunction } from "../../views/index.ts";
import {
  type CacheKeyOptions,
  cachePage,
  CompressionMiddleware,
  CsrfViewMiddleware,
  FetchFromCacheMiddleware,
  getCacheKey,
  getNonce,
  getToken,
  headerKey,
  learnCacheKey,
  LocaleMiddleware,
  type Middleware,
  UpdateCacheMiddleware,
} from "../index.ts";

beforeAll(() =>
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"], rootUrlconf: [] }),
);
let active: Disposable | undefined;
let made = 0;
beforeEach(async () => {
  made = 0;
  await caches.get().clear();
});
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

type Change = (response: HttpResponse, request: HttpRequest) => void;

/** A page that says how often it was made. */
const counted =
  (change: Change = () => undefined): ViewFunction<unknown> =>
  (request) => {
    made += 1;
    const response = new HttpResponse(`page ${made}`);
    change(response, request);
    return response;
  };

const AROUND = [UpdateCacheMiddleware, FetchFromCacheMiddleware];

function client(view: ViewFunction<unknown>, middleware: readonly Middleware[] = AROUND): Client {
  active?.[Symbol.dispose]();
  active = overrideSettings({
    middleware,
    rootUrlconf: [path("", view), path("other/", view)],
    languages: [
      ["en", "English"],
      ["de", "Deutsch"],
    ],
    languageCode: "en",
  });
  return new Client();
}

const texts = async (site: Client, ...targets: readonly string[]): Promise<string[]> => {
  const pages: string[] = [];
  for (const target of targets) pages.push((await site.get(target)).text);
  return pages;
};

describe.each<[string, (view: ViewFunction<unknown>) => Client]>([
  ["the middleware", (view) => client(view)],
  ["cachePage()", (view) => client(cachePage(60)(view), [])],
])("%s", (_what, site) => {
  it("makes a page once for each address with its query [CACHE-14, CACHE-15]", async () => {
    expect(await texts(site(counted()), "/", "/", "/?a=1", "/?a=1", "/other/", "/")).toEqual([
      "page 1",
      "page 1",
      "page 2",
      "page 2",
      "page 3",
      "page 1",
    ]);
  });

  it("keeps status, headers and cookies, and says how long and how old [CACHE-20]", async () => {
    const asked = site(
      counted((response) => {
        response.headers.set("X-Own", "é");
        response.setCookie("theme", "dark", { samesite: "Lax" });
        response.reasonPhrase = "Fine";
      }),
    );
    const first = await asked.get("/");
    const second = await asked.get("/");

    expect(second.text).toBe(first.text);
    expect(second.reasonPhrase).toBe("Fine");
    expect(second.headers.get("X-Own")).toBe("é");
    expect(String(second.cookies.get("theme"))).toBe("theme=dark; Path=/; SameSite=Lax");
    expect(second.headers.get("Cache-Control")).toMatch(/^max-age=\d+$/u);
    expect(second.headers.get("Expires")).toBe(first.headers.get("Expires"));
    expect(first.headers.has("Age")).toBe(false);
    expect(Number(second.headers.get("Age"))).toBeLessThan(60);
  });

  it("answers HEAD from the page of GET, and asks for others anew", async () => {
    const asked = site(counted());
    await asked.get("/");

    expect((await asked.head("/")).statusCode).toBe(200);
    expect(made).toBe(1);
    expect((await asked.post("/")).text).toBe("page 2");
    expect((await asked.get("/")).text).toBe("page 1");
  });

  it("keeps a page for each value of the headers that it varies on [CACHE-18]", async () => {
    const asked = site(counted((response) => patchVaryHeaders(response, ["X-Kind"])));
    const get = async (kind: string): Promise<string> =>
      (await asked.get("/", { headers: { "X-Kind": kind } })).text;

    expect([await get("a"), await get("b"), await get("a")]).toEqual([
      "page 1",
      "page 2",
      "page 1",
    ]);
  });

  it.each<[string, Change]>([
    ["Vary: * [ADV-088, SEC-40]", (response) => response.headers.set("Vary", "*")],
    ["a padded * [ADV-092]", (response) => response.headers.set("Vary", "Accept,  * ")],
    ["Private [ADV-089]", (response) => response.headers.set("Cache-Control", "Private")],
    ["No-Store [ADV-089]", (response) => response.headers.set("Cache-Control", "a=1, No-Store")],
    ["no-cache [ADV-089]", (response) => response.headers.set("Cache-Control", "NO-CACHE")],
    [
      "a status of its own [CACHE-14]",
      (response) => {
        response.statusCode = 404;
      },
    ],
    [
      "a cookie that it varies on [ADV-093, SEC-40]",
      (response) => {
        response.setCookie("a", "1");
        patchVaryHeaders(response, ["Cookie"]);
      },
    ],
    ["a token of a form [CACHE-18]", (_response, request) => void getToken(request)],
    ["a nonce [SEC-19]", (_response, request) => void getNonce(request)],
  ])("makes a page anew with %s", async (_with, change) => {
    const asked = site(counted(change));
    asked.cookies.set("other", "1");

    expect(await texts(asked, "/", "/")).toEqual(["page 1", "page 2"]);
  });

  it("makes streams anew", async () => {
    const asked = site(() => new StreamingHttpResponse([`stream ${(made += 1)}`]));

    expect(await texts(asked, "/", "/")).toEqual(["stream 1", "stream 2"]);
  });

  it("gives what one may see to nobody else, unless it is public [ADV-091, SEC-40]", async () => {
    const get = async (asked: Client, token?: string): Promise<string> => {
      const headers: Record<string, string> = token === undefined ? {} : { Authorization: token };
      return (await asked.get("/", { headers })).text;
    };
    const own = site(counted());
    expect([await get(own, "a"), await get(own, "b"), await get(own), await get(own, "a")]).toEqual(
      ["page 1", "page 2", "page 3", "page 4"],
    );
    expect(await get(own, "a")).toBe("page 4");

    await caches.get().clear();
    const shared = site(
      counted((response) => response.headers.set("Cache-Control", "public, max-age=60")),
    );
    expect([await get(shared, "a"), await get(shared, "b")]).toEqual(["page 5", "page 5"]);
  });

  it("renders template responses first", async () => {
    class Page extends SimpleTemplateResponse {
      override async renderedContent(): Promise<string> {
        return `rendered ${(made += 1)}`;
      }
    }

    expect(
      await texts(
        site(() => new Page("page.html")),
        "/",
        "/",
      ),
    ).toEqual(["rendered 1", "rendered 1"]);
  });
});

describe("how long a page is kept", () => {
  const age = async (site: Client): Promise<string | undefined> =>
    (await site.get("/")).headers.get("Cache-Control");
  const says = (maxAge: number): ViewFunction<unknown> =>
    counted((response) => response.headers.set("Cache-Control", `max-age=${maxAge}`));

  it("is the decorator's word, then the page's, then the setting's [CACHE-15]", async () => {
    expect(await age(client(cachePage(30)(counted()), []))).toBe("max-age=30");
    await caches.get().clear();
    expect(await age(client(cachePage(30)(says(20)), []))).toBe("max-age=20");
    await caches.get().clear();
    expect(await age(client(says(20)))).toBe("max-age=20");
    await caches.get().clear();
    expect(await age(client(counted()))).toBe("max-age=600");
  });

  it("is not at all when it is no time [CACHE-15]", async () => {
    expect(await texts(client(says(0)), "/", "/")).toEqual(["page 1", "page 2"]);
    expect(await texts(client(cachePage(0)(counted()), []), "/", "/")).toEqual([
      "page 3",
      "page 4",
    ]);
  });

  it("is another for another prefix [CACHE-15]", async () => {
    const urls = [
      path("", cachePage(60, { keyPrefix: "a" })(counted())),
      path("b/", cachePage(60, { keyPrefix: "b" })(counted())),
    ];
    active?.[Symbol.dispose]();
    active = overrideSettings({ middleware: [], rootUrlconf: urls });
    const site = new Client();

    expect(await texts(site, "/", "/b/", "/", "/b/")).toEqual([
      "page 1",
      "page 2",
      "page 1",
      "page 2",
    ]);
  });
});

describe("learnCacheKey() and getCacheKey()", () => {
  const where = (): CacheKeyOptions => ({ keyPrefix: "p", cache: caches.get() });
  const asking = (headers: Readonly<{ [name: string]: string }>): HttpRequest =>
    new HttpRequest({
      target: "/page/?a=1",
      rawHeaders: Object.entries({ Host: "testserver", ...headers }).flat(),
    });

  it("know an address when its page was kept, and what it varies on [CACHE-17]", async () => {
    const response = new HttpResponse("", { headers: { Vary: "X-Kind, Accept-Language, x-kind" } });
    const a = asking({ "X-Kind": "a" });

    expect(await getCacheKey(a, where())).toBeUndefined();
    const key = await learnCacheKey(a, response, 60, where());

    expect(key).toMatch(
      /^views\.decorators\.cache\.cache_page\.p\.GET\.[\da-f]{32}\.[\da-f]{32}\./u,
    );
    expect(await getCacheKey(a, where())).toBe(key);
    expect(await getCacheKey(asking({ "X-Kind": "b" }), where())).not.toBe(key);
    expect(await getCacheKey(a, where(), "HEAD")).toBe(key.replace(".GET.", ".HEAD."));
    expect(await getCacheKey(a, { ...where(), keyPrefix: "q" })).toBeUndefined();
    expect(await caches.get().get(headerKey(a, "p"))).toEqual(["HTTP_X_KIND"]);
  });

  it("forget with the page [CACHE-17]", async () => {
    await learnCacheKey(asking({}), new HttpResponse(""), 0, where());

    expect(await getCacheKey(asking({}), where())).toBeUndefined();
  });
});

describe("among other middleware", () => {
  const speaking: ViewFunction<unknown> = (): HttpResponseBase => {
    made += 1;
    return new HttpResponse(`${getLanguage()} ${made}`.padEnd(300));
  };
  const middleware = [
    UpdateCacheMiddleware,
    CompressionMiddleware,
    LocaleMiddleware,
    FetchFromCacheMiddleware,
    CsrfViewMiddleware,
  ];
  const get = async (site: Client, language: string, encoding: string): Promise<string> => {
    const headers = { "Accept-Language": language, "Accept-Encoding": encoding };
    const response = await site.get("/", { headers });
    return `${response.headers.get("Content-Encoding") ?? "plain"} ${made}`;
  };

  it("keeps a page for each language and encoding [CACHE-14]", async () => {
    const site = client(speaking, middleware);

    expect([
      await get(site, "de", "br"),
      await get(site, "en", "br"),
      await get(site, "de;q=0.9", "br"),
      await get(site, "de", "identity"),
      await get(site, "en", "br"),
    ]).toEqual(["br 1", "br 2", "br 2", "plain 3", "br 3"]);
  });
});
