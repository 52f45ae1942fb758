import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../../conf/index.ts";
import { HttpResponse } from "../../http/index.ts";
import { Client, type TestResponse } from "../../testing/index.ts";
import { path } from "../../urls/index.ts";
import { etag, render } from "../../views/index.ts";
import {
  buildPolicy,
  CSP,
  csp,
  ContentSecurityPolicyMiddleware,
  cspOverride,
  cspReportOnlyOverride,
} from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "nuages-csp-"));
const ok = (): HttpResponse => new HttpResponse("ok");
const policy = { "default-src": [CSP.SELF], "script-src": [CSP.SELF, CSP.NONCE] };
let active: Disposable | undefined;

beforeAll(() => {
  writeFileSync(
    join(folder, "page.html"),
    '<script nonce="{{ csp_nonce }}">{{ csp_nonce }}</script>',
  );
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["testserver"],
    middleware: [ContentSecurityPolicyMiddleware],
    templates: [{ dirs: [folder], options: { contextProcessors: [csp] } }],
    secureCsp: policy,
    rootUrlconf: [
      path("plain/", ok),
      path("page/", (request) => render(request, "page.html")),
      path("none/", cspOverride({})(ok)),
      path("own/", cspOverride({ "default-src": CSP.NONE })(ok)),
      path("report/", cspReportOnlyOverride({ "img-src": "*" })(ok)),
      path(
        "known/",
        etag(() => "a")((request) => render(request, "page.html")),
      ),
      path("set/", () => new HttpResponse("", { headers: { "Content-Security-Policy": "x" } })),
    ],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

async function get(url: string, settings: ProjectSettings = {}): Promise<TestResponse> {
  active?.[Symbol.dispose]();
  active = overrideSettings(settings);
  return new Client().get(url);
}
const header = (response: TestResponse): string | undefined =>
  response.headers.get("Content-Security-Policy");

describe("buildPolicy()", () => {
  it("writes lists, sets, texts and switches [SEC-17, SEC-18, UTIL-13]", () => {
    expect(
      buildPolicy({
        "default-src": [CSP.SELF, "cdn.example"],
        "img-src": new Set(["b", "a"]),
        "style-src": CSP.UNSAFE_INLINE,
        "upgrade-insecure-requests": true,
        "object-src": false,
        "base-uri": null,
      }),
    ).toBe(
      "default-src 'self' cdn.example; img-src a b; style-src 'unsafe-inline'; upgrade-insecure-requests",
    );
  });

  it("refuses a source that would begin another directive [ADV-146]", () => {
    expect(() => buildPolicy({ "img-src": ["a; script-src *"] })).toThrow("cannot stand in");
    expect(() => buildPolicy({ "img-src *; x": ["a"] })).toThrow("cannot stand in");
  });
});

describe("ContentSecurityPolicyMiddleware", () => {
  it("sends the policy of the settings, without a nonce that the page does not use [SEC-17, SEC-19]", async () => {
    expect(header(await get("/plain/"))).toBe("default-src 'self'; script-src 'self'");
  });

  it("sends the nonce that the page uses, another for each request [SEC-19]", async () => {
    const first = await get("/page/");
    const second = await get("/page/");
    const nonce = /nonce="([^"]+)"/.exec(first.text)?.[1] ?? "";

    expect(nonce.length).toBeGreaterThan(20);
    expect(first.text).toBe(`<script nonce="${nonce}">${nonce}</script>`);
    expect(header(first)).toBe(`default-src 'self'; script-src 'self' 'nonce-${nonce}'`);
    expect(second.text).not.toContain(nonce);
  });

  it("leaves the page that a browser has its policy, with its nonce [SEC-19]", async () => {
    const first = await get("/known/");
    const again = await new Client().get("/known/", { headers: { "If-None-Match": '"a"' } });

    expect(header(first)).toContain("'nonce-");
    expect([again.statusCode, header(again)]).toEqual([304, undefined]);
  });

  it("lets a view have its own policy, or none [SEC-17, SEC-20]", async () => {
    expect(header(await get("/none/"))).toBeUndefined();
    expect(header(await get("/own/"))).toBe("default-src 'none'");
    expect(header(await get("/set/"))).toBe("x");
    expect((await get("/report/")).headers.get("Content-Security-Policy-Report-Only")).toBe(
      "img-src *",
    );
  });

  it("leaves the pages of debug alone [SEC-20]", async () => {
    expect(header(await get("/nothing/", { debug: true }))).toBeUndefined();
    expect(header(await get("/nothing/"))).toContain("default-src");
  });
});
