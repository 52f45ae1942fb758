import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import { HttpRequest, HttpResponse, type HttpResponseBase } from "../../http/index.ts";
import { path, resolve } from "../../urls/index.ts";
import {
  cacheControl,
  condition,
  neverCache,
  noAppendSlash,
  redirect,
  RedirectView,
  render,
  requireHttpMethods,
  requireSafe,
  resolveUrl,
  SimpleTemplateResponse,
  staticPatterns,
  TemplateResponse,
  TemplateView,
  varyOnCookie,
  varyOnHeaders,
  View,
  type ViewDecorator,
  type ViewFunction,
  type ViewParams,
  xframeOptionsDeny,
  xframeOptionsExempt,
  xframeOptionsSameorigin,
} from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "nuages-views-"));
beforeAll(() => {
  writeFileSync(join(folder, "page.html"), "{{ greeting }} {{ name }}");
  configure({
    secretKey: "k".repeat(50),
    templates: [{ dirs: [folder] }],
    rootUrlconf: [
      path("book/<int:id>/", () => new HttpResponse(), { name: "book" }),
      path("", () => new HttpResponse(), { name: "home" }),
    ],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const request = (method = "GET", target = "/"): HttpRequest => new HttpRequest({ method, target });
const text = (response: HttpResponseBase): string => (response as HttpResponse).text;
const rendered = async (response: HttpResponseBase): Promise<string> =>
  text(await (response as TemplateResponse).render());

class Greeting extends View {
  greeting = "Hello";
  get(_request: HttpRequest, params: ViewParams): HttpResponse {
    return new HttpResponse(`${this.greeting} ${String(params["name"] ?? "")}`.trim());
  }
  post(): HttpResponse {
    return new HttpResponse("posted");
  }
}

describe("View", () => {
  it("makes an instance for each request, with the values of asView() [VIEW-09]", async () => {
    const view = Greeting.asView({ greeting: "Bonjour" });

    expect(text(await view(request(), { name: "Django" }))).toBe("Bonjour Django");
    expect(text(await Greeting.asView()(request()))).toBe("Hello");
    expect(view.viewClass).toBe(Greeting);
    expect(view.viewInitkwargs).toEqual({ greeting: "Bonjour" });
    expect(view.name).toBe("Greeting");
  });

  it.each([
    [{ greating: "x" }, 'Did you mean "greeting"?'],
    [{ get: () => undefined }, "The method name get is not accepted"],
  ])("refuses %j in asView() [VIEW-09]", (init, message) => {
    expect(() => Greeting.asView(init as object)).toThrow(message);
  });

  it("calls the method for the request's; HEAD goes to get [VIEW-10]", async () => {
    const view = Greeting.asView();

    expect(text(await view(request("POST")))).toBe("posted");
    expect((await view(request("HEAD"))).statusCode).toBe(200);
  });

  it.each(["PUT", "TRACE", "CONSTRUCTOR", "__PROTO__", "DISPATCH", "SETUP"])(
    "answers 405 to %s, and names what is allowed [VIEW-10, ADV-111]",
    async (method) => {
      const response = await Greeting.asView()(request(method));

      expect(response.statusCode).toBe(405);
      expect(response.headers.get("Allow")).toBe("GET, POST, HEAD, OPTIONS");
    },
  );

  it("answers OPTIONS with what is allowed [VIEW-10]", async () => {
    const response = await Greeting.asView()(request("OPTIONS"));

    expect([response.statusCode, response.headers.get("Allow")]).toEqual([
      200,
      "GET, POST, HEAD, OPTIONS",
    ]);
  });

  it("can leave methods out [VIEW-12]", async () => {
    const view = Greeting.asView({ httpMethodNames: ["get"] });

    expect((await view(request("POST"))).statusCode).toBe(405);
  });

  it("says when setup() forgot its base [VIEW-11]", async () => {
    class Forgetful extends Greeting {
      override setup(): void {}
    }

    await expect(Forgetful.asView()(request())).rejects.toThrow("forget to call super.setup()");
  });
});

describe("TemplateView", () => {
  it("has the values of the route and its own in the context [VIEW-23, VIEW-13]", async () => {
    const view = TemplateView.asView({
      templateName: "page.html",
      extraContext: { greeting: "Salut" },
    });

    expect(await rendered(await view(request(), { name: "Django" }))).toBe("Salut Django");
  });

  it("says that it has no template [VIEW-14]", async () => {
    await expect(TemplateView.asView()(request())).rejects.toThrow("TemplateView has no template.");
  });
});

describe("TemplateResponse", () => {
  const response = (): TemplateResponse =>
    new TemplateResponse(request(), "page.html", { greeting: "Hi", name: "you" });

  it("has no content before it is rendered, and is rendered once [HTTP-28]", async () => {
    const page = response();
    expect(() => page.content).toThrow("must be rendered before it can be accessed");

    await page.render();
    page.contextData = { greeting: "changed" };
    await page.render();

    expect([page.isRendered, page.text]).toEqual([true, "Hi you"]);
  });

  it("can be changed until then [HTTP-28]", async () => {
    const page = response();
    page.contextData["name"] = "there";

    expect(text(await page.render())).toBe("Hi there");
  });

  it("takes content that is set in place of the template [HTTP-28]", async () => {
    const page = response();
    page.content = "own";

    expect([text(await page.render()), page.isRendered]).toEqual(["own", true]);
  });

  it("calls back when it is rendered, at once when it is already [HTTP-28]", async () => {
    const seen: string[] = [];
    const page = response();
    page.addPostRenderCallback((done) => void seen.push(done.text));
    page.addPostRenderCallback(() => new HttpResponse("instead"));

    expect(text(await page.render())).toBe("instead");
    page.addPostRenderCallback(() => void seen.push("late"));
    expect(seen).toEqual(["Hi you", "late"]);
  });

  it("takes names of which the first exists, or a template [HTTP-28]", async () => {
    const names = new SimpleTemplateResponse(["missing.html", "page.html"], { name: "x" });
    const own = new SimpleTemplateResponse(
      { render: (data) => `own ${String(data?.["a" as never])}` },
      { a: 1 },
    );

    expect(text(await names.render())).toBe(" x");
    expect(text(await own.render())).toBe("own 1");
  });
});

describe("RedirectView", () => {
  const target = async (
    init: Partial<RedirectView>,
    url = "/",
    method = "GET",
  ): Promise<string> => {
    const response = await RedirectView.asView(init)(request(method, url), { id: 3 });
    return `${response.statusCode} ${response.headers.get("Location", "")}`;
  };

  it("leads to an address, or to a name with the same values [VIEW-23]", async () => {
    expect(await target({ url: "/new/%(id)s/100%%/" })).toBe("302 /new/3/100%/");
    expect(await target({ patternName: "book", permanent: true })).toBe("301 /book/3/");
  });

  it("takes the query along when it is told to [VIEW-23]", async () => {
    expect(await target({ url: "/new/", queryString: true }, "/?a=1&b=%20")).toBe(
      "302 /new/?a=1&b=%20",
    );
    expect(await target({ url: "/new/" }, "/?a=1")).toBe("302 /new/");
  });

  it.each(["HEAD", "POST", "OPTIONS", "DELETE", "PUT", "PATCH"])(
    "answers %s alike [VIEW-23]",
    async (method) => {
      expect(await target({ url: "/new/" }, "/", method)).toBe("302 /new/");
    },
  );

  it("is gone without an address [VIEW-23]", async () => {
    expect(await target({})).toBe("410 ");
  });
});

describe("shortcuts", () => {
  it("render() takes status and type [VIEW-01]", async () => {
    const response = await render(
      request(),
      ["missing.html", "page.html"],
      { greeting: "<b>" },
      {
        status: 418,
        contentType: "text/plain",
      },
    );

    expect([response.statusCode, response.text]).toEqual([418, "&lt;b&gt; "]);
    expect(response.headers.get("Content-Type")).toBe("text/plain");
  });

  it("redirect() leads to objects, names and addresses [VIEW-03]", () => {
    const to = (...args: Parameters<typeof redirect>): string =>
      redirect(...args).headers.get("Location", "");

    expect(to({ getAbsoluteUrl: () => "/book/7/" })).toBe("/book/7/");
    expect(to("book", { params: { id: 3 } })).toBe("/book/3/");
    expect(to("https://example.com/")).toBe("https://example.com/");
    expect(redirect("home", { permanent: true }).statusCode).toBe(301);
    expect(redirect("home", { preserveRequest: true }).statusCode).toBe(307);
  });

  it("redirect() refuses an object that has no address [VIEW-03]", () => {
    class Shelf {}

    expect(() => redirect(new Shelf() as URL)).toThrow(
      "Shelf has no address to redirect to. Give the class a method getAbsoluteUrl().",
    );
  });

  it("resolveUrl() keeps relative addresses and reports misspelt names [VIEW-02]", () => {
    expect(resolveUrl("../up/")).toBe("../up/");
    expect(resolveUrl("./here/")).toBe("./here/");
    expect(() => resolveUrl("bok")).toThrow('Did you mean "book"?');
  });
});

describe("staticPatterns()", () => {
  it("serves a folder in debug, and nothing else [URL-24, FILE-20]", async () => {
    const make = (prefix: string): readonly unknown[] =>
      staticPatterns(prefix, { documentRoot: folder });

    expect(make("/media/")).toEqual([]);
    using _debug = overrideSettings({ debug: true });
    expect(make("https://cdn.example/media/")).toEqual([]);
    expect(() => make("")).toThrow("Empty static prefix");

    const match = resolve("/media/page.html", make("/media/"));
    const response = await (match.func as ViewFunction<object>)(request(), match.params);
    expect(response.headers.get("Content-Type")).toBe("text/html");
    await response.close();
  });
});

describe("condition()", () => {
  const changed = new Date("2026-11-20T10:00:00Z");
  let calls = 0;
  const view = condition<{ id: number }>({
    etag: async (_request, { id }) => `book-${id}`,
    lastModified: () => changed,
  })(() => {
    calls += 1;
    return new HttpResponse("page");
  });
  const ask = (headers: Record<string, string>, method = "GET"): HttpRequest =>
    new HttpRequest({ method, rawHeaders: Object.entries(headers).flat() });

  it("does not call the view when the client has the page [HTTP-45]", async () => {
    calls = 0;

    const response = await view(ask({ "If-None-Match": '"book-3"' }), { id: 3 });

    expect([response.statusCode, calls]).toEqual([304, 0]);
    expect(response.headers.get("ETag")).toBe('"book-3"');
  });

  it("gives a page what it is judged by [HTTP-45]", async () => {
    const response = await view(ask({ "If-None-Match": '"other"' }), { id: 3 });

    expect(response.headers.get("ETag")).toBe('"book-3"');
    expect(response.headers.get("Last-Modified")).toBe("Fri, 20 Nov 2026 10:00:00 GMT");
  });

  it("refuses to change what was changed since [HTTP-45]", async () => {
    const response = await view(ask({ "If-Match": '"old"' }, "PUT"), { id: 3 });

    expect(response.statusCode).toBe(412);
  });
});

describe("decorators of headers", () => {
  const page = (): HttpResponse => new HttpResponse();
  const header = async (decorate: ViewDecorator, name: string): Promise<string | undefined> =>
    (await decorate(page)(request(), {})).headers.get(name);

  it("cacheControl(), neverCache, varyOn…() [HTTP-46, VIEW-07]", async () => {
    expect(await header(cacheControl({ public: true, maxAge: 60 }), "Cache-Control")).toBe(
      "public, max-age=60",
    );
    expect(await header(neverCache, "Cache-Control")).toBe(
      "max-age=0, no-cache, no-store, must-revalidate, private",
    );
    expect(await header(varyOnHeaders("User-Agent", "Cookie"), "Vary")).toBe("User-Agent, Cookie");
    expect(await header(varyOnCookie, "Vary")).toBe("Cookie");
  });

  it("xframeOptions… [SEC-08, VIEW-07]", async () => {
    expect(await header(xframeOptionsDeny, "X-Frame-Options")).toBe("DENY");
    expect(await header(xframeOptionsSameorigin, "X-Frame-Options")).toBe("SAMEORIGIN");
    expect((await xframeOptionsExempt(page)(request(), {})).xframeOptionsExempt).toBe(true);
  });

  it("noAppendSlash marks the view [VIEW-07]", () => {
    expect(noAppendSlash(page)).toHaveProperty("shouldAppendSlash", false);
  });
});

describe("requireHttpMethods()", () => {
  it("lets through what is allowed [VIEW-05]", async () => {
    const view = requireHttpMethods(["GET", "POST"])(() => new HttpResponse("ok"));

    expect((await view(request("POST"), {})).statusCode).toBe(200);
    const refused = await view(request("DELETE"), {});
    expect([refused.statusCode, refused.headers.get("Allow")]).toEqual([405, "GET, POST"]);
    expect((await requireSafe(() => new HttpResponse())(request("HEAD"), {})).statusCode).toBe(200);
  });

  it("keeps the name and marks of the view [VIEW-08]", () => {
    const marked = Object.assign(
      function bookList() {
        return new HttpResponse();
      },
      { shouldAppendSlash: false },
    );

    const limited = requireSafe(marked);

    expect(limited.name).toBe("bookList");
    expect(limited).toHaveProperty("shouldAppendSlash", false);
  });
});
