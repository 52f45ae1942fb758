import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings, type ProjectSettings } from "../conf/index.ts";
import { HttpResponse } from "../http/index.ts";
import { outbox } from "../mail/index.ts";
import { Client } from "../testing/index.ts";
import { path } from "../urls/index.ts";
import { BrokenLinkEmailsMiddleware, CommonMiddleware } from "./index.ts";

let active: Disposable | undefined;
beforeAll(() =>
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["testserver"],
    emailBackend: "memory",
    serverEmail: "root@example.org",
    managers: ["ada@example.org"],
    middleware: [BrokenLinkEmailsMiddleware, CommonMiddleware],
    rootUrlconf: [path("here/", () => new HttpResponse("here"))],
  }),
);
beforeEach(() => {
  outbox.length = 0;
});
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

async function follow(
  target: string,
  referer?: string,
  settings: ProjectSettings = {},
): Promise<string[]> {
  active = overrideSettings(settings);
  const headers = { "User-Agent": "Swing/1", ...(referer === undefined ? {} : { referer }) };
  await new Client().get(target, { headers });
  return outbox.map(({ subject }) => subject);
}

describe("BrokenLinkEmailsMiddleware", () => {
  it("tells the managers where a link leads to nothing [HTTP-43, LOG-14]", async () => {
    const subjects = await follow("/gone/?a=1", "https://other.example/links/");

    expect(subjects).toEqual(["[Nuages] Broken link on testserver"]);
    expect(outbox[0]).toMatchObject({
      fromEmail: "root@example.org",
      to: ["ada@example.org"],
      body: "Referrer: https://other.example/links/\nRequested URL: /gone/?a=1\nUser agent: Swing/1\nIP address:  127.0.0.1\n",
    });
  });

  it("says when the link is one of the site's own [HTTP-43]", async () => {
    expect(await follow("/gone/", "http://testserver/here/?a=1")).toEqual([
      "[Nuages] Broken INTERNAL link on testserver",
    ]);
  });

  it.each<[string, string, string | undefined, ProjectSettings?]>([
    ["a page that is there", "/here/", "https://other.example/"],
    ["the redirect to the slash", "/here", "https://other.example/"],
    ["an address that was typed", "/gone/", undefined],
    ["a page of debug", "/gone/", "https://other.example/", { debug: true }],
    ["a search", "/gone/", "https://other.example/?q=gone"],
    ["a page that names itself", "/gone/", "http://testserver/gone/"],
    ["a path that names itself", "/gone/", "/gone/"],
    ["a path without its slash", "/gone/", "/gone"],
    [
      "what the settings ignore",
      "/favicon.ico",
      "https://other.example/",
      { ignorable404Urls: [/^\/favicon\.ico$/] },
    ],
    ["a site without managers", "/gone/", "https://other.example/", { managers: [] }],
  ])("says nothing of %s [HTTP-43, LOG-14]", async (_what, target, referer, settings) => {
    expect(await follow(target, referer, settings)).toEqual([]);
  });

  it("answers also when no mail can be sent, and to addresses that are none", async () => {
    active = overrideSettings({
      emailBackend: () => ({
        sendMessages: async () => Promise.reject(new Error("no server")),
      }),
    });
    const headers = { referer: "http://[bad/" };

    expect((await new Client().get("/gone/", { headers })).statusCode).toBe(404);
  });
});
