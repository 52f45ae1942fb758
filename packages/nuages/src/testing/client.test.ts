import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, settings } from "../conf/index.ts";
import {
  HttpResponse,
  HttpResponseRedirect,
  JsonResponse,
  SimpleUploadedFile,
} from "../http/index.ts";
import { CsrfViewMiddleware } from "../middleware/index.ts";
import { path } from "../urls/index.ts";
import { Client, RedirectCycleError, RequestFactory, setupTestEnvironment } from "./index.ts";

let environment: Disposable;
beforeAll(() => {
  configure({
    debug: true,
    secretKey: "k".repeat(50),
    rootUrlconf: [
      path(
        "echo/",
        async (request) =>
          new JsonResponse({
            method: request.method,
            query: request.GET.dict(),
            form: (await request.POST).dict(),
            body: request.method === "PUT" ? (await request.body).toString() : "",
            host: request.getHost(),
            secure: request.isSecure(),
          }),
      ),
      path("upload/", async (request) => {
        const file = (await request.FILES).get("f");
        const tags = (await request.POST).getlist("tags");
        return new JsonResponse({ tags, name: file?.name, text: await file?.text() });
      }),
      path("login/", () => {
        const response = new HttpResponse();
        response.setCookie("session", "a b");
        return response;
      }),
      path("logout/", () => {
        const response = new HttpResponse();
        response.deleteCookie("session");
        return response;
      }),
      path("cookie/", (request) => new HttpResponse(request.COOKIES["session"] ?? "none")),
      path("away/", () => new HttpResponseRedirect("/echo/?from=away")),
      path("keep/", () => new HttpResponseRedirect("/echo/", { preserveRequest: true })),
      path("loop/", () => new HttpResponseRedirect("/loop/")),
      path("boom/", () => {
        throw new RangeError("boom");
      }),
    ],
  });
  environment = setupTestEnvironment();
});
afterAll(() => environment[Symbol.dispose]());

describe("Client", () => {
  it("sends queries, forms and JSON [TEST-08, TEST-09]", async () => {
    const client = new Client();

    const got = await client.get("/echo/", { query: { q: ["a", "b"] }, secure: true });
    const posted = await client.post("/echo/?x=1", { name: "Django Reinhardt" });
    const json = await client.put("/echo/", { a: [1] }, { contentType: "application/json" });

    expect(got.json()).toMatchObject({ method: "GET", query: { q: "b" }, secure: true });
    expect(posted.json()).toMatchObject({ query: { x: "1" }, form: { name: "Django Reinhardt" } });
    expect(json.json()).toMatchObject({ method: "PUT", body: '{"a":[1]}', host: "testserver" });
  });

  it("sends files and lists as a browser does [TEST-09]", async () => {
    const client = new Client();
    const upload = new SimpleUploadedFile("café.txt", "content", "text/plain");

    const response = await client.post("/upload/", { tags: ["a", "b"], f: upload });

    expect(response.json()).toEqual({ tags: ["a", "b"], name: "café.txt", text: "content" });
    await expect(client.post("/upload/", { a: null })).rejects.toThrow("Cannot encode null");
  });

  it("keeps cookies until they are deleted [TEST-10]", async () => {
    const client = new Client();

    await client.get("/login/");
    expect((await client.get("/cookie/")).text).toBe("a b");
    await client.get("/logout/");

    expect((await client.get("/cookie/")).text).toBe("none");
  });

  it("follows redirects and tells the way [TEST-09]", async () => {
    const response = await new Client().post("/away/", { a: "1" }, { follow: true });

    expect(response.json()).toMatchObject({ method: "GET", query: { from: "away" }, form: {} });
    expect(response.redirectChain).toEqual([["/echo/?from=away", 302]]);
  });

  it("keeps method and data for 307 [TEST-09]", async () => {
    const response = await new Client().post("/keep/", { a: "1" }, { follow: true });

    expect(response.json()).toMatchObject({ method: "POST", form: { a: "1" } });
  });

  it("stops at a loop [TEST-09]", async () => {
    await expect(new Client().get("/loop/", { follow: true })).rejects.toThrow(RedirectCycleError);
  });

  it("throws what a view threw, unless it is told not to [TEST-12]", async () => {
    await expect(new Client().get("/boom/")).rejects.toThrow("boom");

    const response = await new Client({ raiseRequestException: false }).get("/boom/");

    expect(response.statusCode).toBe(500);
    expect(response.error).toBeInstanceOf(RangeError);
  });

  it("has the request and its match [TEST-11]", async () => {
    const response = await new Client().get("/echo/");

    expect(response.request.path).toBe("/echo/");
    expect(response.resolverMatch?.route).toBe("echo/");
  });
});

describe("Client with CSRF", () => {
  it("needs no token, unless it is told to [TEST-12]", async () => {
    using _settings = overrideSettings({ middleware: [CsrfViewMiddleware] });

    expect((await new Client().post("/echo/")).statusCode).toBe(200);
    expect((await new Client({ enforceCsrfChecks: true }).post("/echo/")).statusCode).toBe(403);
  });
});

describe("RequestFactory", () => {
  it("makes a request for a view alone [TEST-13]", async () => {
    const request = new RequestFactory({ headers: { "X-A": "1" } }).post("/é/?q=1", { a: "2" });

    expect([request.method, request.path, request.GET.get("q")]).toEqual(["POST", "/é/", "1"]);
    expect((await request.POST).get("a")).toBe("2");
    expect(request.headers.get("X-A")).toBe("1");
  });
});

describe("setupTestEnvironment()", () => {
  it("turns debug off and lets the client's host in [TEST-22]", () => {
    expect(settings.debug).toBe(false);
    expect(settings.allowedHosts).toContain("testserver");
  });
});
