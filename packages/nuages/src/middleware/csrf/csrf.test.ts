import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../../conf/index.ts";
import { HttpRequest, HttpResponse } from "../../http/index.ts";
import { Client, type ClientRequestOptions, type TestResponse } from "../../testing/index.ts";
import { path } from "../../urls/index.ts";
import { render, TemplateResponse, TemplateView, type ViewFunction } from "../../views/index.ts";
import {
  csrfExempt,
  csrfProtect,
  CsrfViewMiddleware,
  ensureCsrfCookie,
  getToken,
  maskSecret,
  requiresCsrfToken,
  rotateToken,
  tokenMatches,
} from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "nuages-csrf-"));
let active: Disposable | undefined;
beforeAll(() => {
  writeFileSync(join(folder, "form.html"), "{% csrf_token %}");
  const ok = (): HttpResponse => new HttpResponse("ok");
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["testserver"],
    templates: [{ dirs: [folder] }],
    middleware: [CsrfViewMiddleware],
    rootUrlconf: [
      path("form/", (request) => render(request, "form.html")),
      path("plain/", ok),
      path("hook/", csrfExempt(ok)),
      path("login/", (request) => {
        rotateToken(request);
        return new HttpResponse();
      }),
    ],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

const tokenIn = (page: TestResponse): string => /value="([^"]+)"/.exec(page.text)?.[1] ?? "";

/** A visitor who has seen the form. */
async function visitor(settings: ProjectSettings = {}): Promise<{ client: Client; token: string }> {
  active?.[Symbol.dispose]();
  active = overrideSettings(settings);
  const client = new Client({ enforceCsrfChecks: true });
  return { client, token: tokenIn(await client.get("/form/")) };
}

describe("CsrfViewMiddleware", () => {
  it("sets the cookie only where the token is used, and varies on it [SEC-06]", async () => {
    const client = new Client({ enforceCsrfChecks: true });

    const plain = await client.get("/plain/");
    const form = await client.get("/form/");

    expect(plain.cookies.size).toBe(0);
    expect(form.cookies.get("csrftoken")?.value).toHaveLength(32);
    expect(form.headers.get("Vary")).toBe("Cookie");
  });

  it("masks the token anew each time [SEC-03, SEC-21]", async () => {
    const { client, token } = await visitor();

    const second = tokenIn(await client.get("/form/"));

    expect(token).toHaveLength(64);
    expect(second).not.toBe(token);
    expect(tokenMatches(second, client.cookies.get("csrftoken") ?? "")).toBe(true);
  });

  it("takes the token of a field or of the header, masked or not [SEC-03, SEC-04]", async () => {
    const { client, token } = await visitor();
    const secret = client.cookies.get("csrftoken") ?? "";
    const post = async (
      data: Record<string, string>,
      options?: ClientRequestOptions,
    ): Promise<number> => (await client.post("/plain/", data, options)).statusCode;

    expect(await post({ csrfmiddlewaretoken: token })).toBe(200);
    expect(await post({ csrfmiddlewaretoken: secret })).toBe(200);
    expect(await post({}, { headers: { "X-CSRFToken": token } })).toBe(200);
  });

  it.each([
    ["no token", {}],
    ["another token", { csrfmiddlewaretoken: maskSecret("a".repeat(32)) }],
    ["a short token", { csrfmiddlewaretoken: "abc" }],
    ["odd characters", { csrfmiddlewaretoken: "*".repeat(64) }],
    ["a giant token", { csrfmiddlewaretoken: "a".repeat(100_000) }],
  ])("refuses %s, and tells the visitor nothing [SEC-04, ADV-107]", async (_what, data) => {
    const { client } = await visitor();

    const response = await client.post("/plain/", data);

    expect(response.statusCode).toBe(403);
    expect(response.text).toContain("CSRF verification failed. Request aborted.");
    expect(response.text).not.toContain("incorrect");
  });

  it.each(["a".repeat(100_000), "*".repeat(32), "<script>"])(
    "gives a new cookie for one that cannot be [ADV-107]",
    async (cookie) => {
      const client = new Client({ enforceCsrfChecks: true });
      client.cookies.set("csrftoken", cookie);

      const response = await client.get("/plain/");

      expect(response.cookies.get("csrftoken")?.value).toMatch(/^[a-zA-Z0-9]{32}$/);
      expect(response.text).not.toContain(cookie);
    },
  );

  it("tells the reason in debug, escaped [SEC-04]", async () => {
    const { client, token } = await visitor({ debug: true });
    const headers = { Origin: "https://<b>.example" };

    const response = await client.post("/plain/", { csrfmiddlewaretoken: token }, { headers });

    expect(response.text).toContain("Origin checking failed - https://&lt;b&gt;.example");
    expect(response.text).toContain("csrfTrustedOrigins");
  });

  it.each([
    ["http://testserver", {}, 200],
    ["https://testserver", {}, 403],
    ["https://evil.example", {}, 403],
    ["null", {}, 403],
    ["https://shop.example", { csrfTrustedOrigins: ["https://shop.example"] }, 200],
    ["https://a.shop.example", { csrfTrustedOrigins: ["https://*.shop.example"] }, 200],
    ["http://a.shop.example", { csrfTrustedOrigins: ["https://*.shop.example"] }, 403],
  ])("judges the origin %s with %j: %d [SEC-05]", async (origin, settings, status) => {
    const { client, token } = await visitor(settings);

    const response = await client.post(
      "/plain/",
      { csrfmiddlewaretoken: token },
      { headers: { Origin: origin } },
    );

    expect(response.statusCode).toBe(status);
  });

  it.each([
    [undefined, 403],
    ["https://testserver/form/", 200],
    ["http://testserver/form/", 403],
    ["https://evil.example/testserver", 403],
    ["nonsense", 403],
  ])("judges over HTTPS the referer %s: %d [SEC-05]", async (referer, status) => {
    const { client, token } = await visitor();
    const headers: Record<string, string> = referer === undefined ? {} : { Referer: referer };

    const response = await client.post(
      "/plain/",
      { csrfmiddlewaretoken: token },
      { headers, secure: true },
    );

    expect(response.statusCode).toBe(status);
  });

  it("believes a browser that says the request is of another site [SEC-05]", async () => {
    const { client, token } = await visitor();
    const headers = { "Sec-Fetch-Site": "cross-site" };

    expect(
      (await client.post("/plain/", { csrfmiddlewaretoken: token }, { headers })).statusCode,
    ).toBe(403);
  });

  it("asks safe methods and exempt views for nothing [SEC-06, VIEW-06]", async () => {
    const client = new Client({ enforceCsrfChecks: true });

    expect((await client.head("/plain/")).statusCode).toBe(200);
    expect((await client.post("/hook/")).statusCode).toBe(200);
  });

  it("gives another secret at login [SEC-06]", async () => {
    const { client, token } = await visitor();
    const before = client.cookies.get("csrftoken");

    await client.get("/login/");

    expect(client.cookies.get("csrftoken")).not.toBe(before);
    expect((await client.post("/plain/", { csrfmiddlewaretoken: token })).statusCode).toBe(403);
  });

  it("sets the cookie as the settings say [SEC-06]", async () => {
    active = overrideSettings({
      csrfCookieName: "c",
      csrfCookieSecure: true,
      csrfCookiePath: "/app/",
    });

    const cookie = (await new Client({ enforceCsrfChecks: true }).get("/form/")).cookies.get("c");

    expect(String(cookie)).toContain("Path=/app/; SameSite=Lax; Secure");
  });

  it("shows a page of the site's own [VIEW-36]", async () => {
    active = overrideSettings({
      csrfFailureView: (_request, { reason }) =>
        new HttpResponse(`own: ${reason}`, { status: 403 }),
    });

    expect((await new Client({ enforceCsrfChecks: true }).post("/plain/")).text).toBe(
      "own: CSRF cookie not set.",
    );
  });
});

describe("decorators", () => {
  const post = new HttpRequest({ method: "POST" });
  const answer = (view: ViewFunction<object>, request = new HttpRequest()) => view(request, {});

  it("csrfProtect checks where no middleware does [SEC-06, VIEW-06]", async () => {
    const view = csrfProtect(() => new HttpResponse("done"));

    expect((await answer(view, post)).statusCode).toBe(403);
    expect((await answer(view)).statusCode).toBe(200);
  });

  it("ensureCsrfCookie sets the cookie always [SEC-06, SEC-07, VIEW-06]", async () => {
    expect(
      (await answer(ensureCsrfCookie(() => new HttpResponse()))).cookies.has("csrftoken"),
    ).toBe(true);
  });

  it("requiresCsrfToken gives a token and checks none [SEC-06, VIEW-06]", async () => {
    const view = requiresCsrfToken((request) => new HttpResponse(getToken(request)));

    const response = await answer(view, post);

    expect((response as HttpResponse).text).toHaveLength(64);
    expect(response.cookies.has("csrftoken")).toBe(true);
  });

  it.each([
    ["csrfProtect", csrfProtect],
    ["ensureCsrfCookie", ensureCsrfCookie],
    ["requiresCsrfToken", requiresCsrfToken],
  ])(
    "%s sets the cookie for pages that are rendered after the view [SEC-06, VIEW-06, VIEW-08]",
    async (_name, decorate) => {
      active = overrideSettings({
        middleware: [],
        rootUrlconf: [
          path(
            "late/",
            decorate((request: HttpRequest) => new TemplateResponse(request, "form.html")),
          ),
          path("class/", decorate(TemplateView.asView({ templateName: "form.html" }))),
        ],
      });

      for (const target of ["/late/", "/class/"]) {
        const client = new Client({ enforceCsrfChecks: true });
        const page = await client.get(target);
        const secret = client.cookies.get("csrftoken") ?? "";

        expect(page.headers.get("Vary")).toBe("Cookie");
        expect(tokenMatches(tokenIn(page), secret)).toBe(true);
      }
    },
  );
});
