import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { PermissionDenied } from "../errors/index.ts";
import {
  EventStreamResponse,
  FileResponse,
  type HttpRequest,
  HttpResponse,
  HttpResponseNotModified,
  HttpResponseRedirect,
  JsonResponse,
  requestFinished,
  responseFromWeb,
  StreamingHttpResponse,
} from "../http/index.ts";
import { activate, getLanguage } from "../i18n/index.ts";
import { dictConfig, Handler, type LogRecord } from "../logging/index.ts";
import {
  CommonMiddleware,
  CompressionMiddleware,
  SecurityMiddleware,
} from "../middleware/index.ts";
import { path } from "../urls/index.ts";
import { requirePOST } from "../views/index.ts";
import { fetchHandler, type RunningServer, serve } from "./index.ts";

const events: string[] = [];
const records: LogRecord[] = [];
const folder = mkdtempSync(join(tmpdir(), "nuages-adapters-"));
const file = join(folder, "digits.txt");

class Keeping extends Handler {
  emit(record: LogRecord): void {
    records.push(record);
  }
}

async function* endless(): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      yield Buffer.alloc(65_536);
      await sleep(1);
    }
  } finally {
    events.push("generator ended");
  }
}

async function* ticks(
  request: HttpRequest,
): AsyncGenerator<string | { data: unknown; id: string }> {
  try {
    yield "one\ntwo";
    yield { data: { n: 1 }, id: "7" };
    if (request.GET.has("wait")) await sleep(60_000, undefined, { signal: request.signal });
  } finally {
    events.push("events ended");
  }
}

async function* breaking(): AsyncGenerator<string> {
  yield "begin";
  throw new Error("while streaming");
}

const urlpatterns = [
  path("json/", () => new JsonResponse({ hello: "world" })),
  path("text/", () => new HttpResponse("é中")),
  path("long/", () => new HttpResponse("swing ".repeat(500))),
  path("empty/", () => new HttpResponse("ignored", { status: 204 })),
  path("reset/", () => new HttpResponse("ignored", { status: 205 })),
  path("known/", () => new HttpResponseNotModified({ headers: { ETag: '"a"' } })),
  path("too-short/", () => new HttpResponse("é, all of it", { headers: { "Content-Length": 3 } })),
  path("too-long/", () => new HttpResponse("all", { headers: { "Content-Length": 30 } })),
  path("framed/", () => new HttpResponse("all", { headers: { "Transfer-Encoding": "chunked" } })),
  path("where/", (request) => {
    const { SERVER_NAME: name, SERVER_PORT: port } = request.META;
    return new JsonResponse({ name, port, secure: request.isSecure() });
  }),
  path("teapot/", () => new HttpResponse("short", { status: 418, reason: "Tea time" })),
  path("redirect/", () => new HttpResponseRedirect("/json/")),
  path(
    "post/",
    requirePOST(() => new HttpResponse("posted")),
  ),
  path("echo/", async (request) => new HttpResponse(await request.body)),
  path("query/", (request) => new JsonResponse({ q: request.GET.getlist("q") })),
  path(
    "form/",
    async (request) => new JsonResponse(Object.fromEntries((await request.POST).lists())),
  ),
  path("upload/", async (request) => {
    const upload = (await request.FILES).get("f");
    return new JsonResponse({
      title: (await request.POST).get("title"),
      name: upload?.name ?? null,
      size: upload?.size ?? null,
    });
  }),
  path("lines/", async (request) => {
    const lines = await request.readlines();
    return new JsonResponse(lines.map(String), { safe: false });
  }),
  path("meta/", (request) => {
    const { HTTP_X_FORWARDED_PROTO: proto = null, HTTP_X_TEST: test = null } = request.META;
    return new JsonResponse({ proto, test, method: request.method, path: request.path });
  }),
  path("read-cookies/", (request) => new JsonResponse(request.COOKIES)),
  path("cookies/", () => {
    const response = new HttpResponse("set");
    response.setCookie("a", "1");
    response.setCookie("b", "中");
    return response;
  }),
  path("denied/", () => {
    throw new PermissionDenied("no");
  }),
  path("breaks/", () => {
    throw new Error("broken view");
  }),
  path("rejects/", async () => Promise.reject(new Error("broken later"))),
  path("throws-null/", () => {
    // oxlint-disable-next-line no-throw-literal -- what a careless library may throw
    throw null;
  }),
  path("stream/", () => new StreamingHttpResponse(["one,", "", "two"])),
  path("stream-breaks/", () => {
    const response = new StreamingHttpResponse(breaking());
    response.addCloser(() => events.push("closed"));
    return response;
  }),
  path("endless/", (request) => {
    request.signal.addEventListener("abort", () => events.push("signal aborted"));
    const response = new StreamingHttpResponse(endless());
    response.addCloser(() => events.push("closed"));
    return response;
  }),
  path("stuck/", () => {
    async function* stuck(): AsyncGenerator<string> {
      yield "begin";
      await new Promise<never>(() => undefined);
    }
    const response = new StreamingHttpResponse(stuck());
    response.addCloser(() => events.push("closed"));
    return response;
  }),
  path("stopping/", (request) => {
    async function* stopping(): AsyncGenerator<string> {
      yield "begin";
      try {
        await sleep(60_000, undefined, { signal: request.signal });
      } finally {
        events.push("stopped");
      }
    }
    return new StreamingHttpResponse(stopping());
  }),
  path("working/", async (request) => {
    events.push("begun");
    try {
      await sleep(60_000, undefined, { signal: request.signal });
    } finally {
      events.push("stopped");
    }
    return new HttpResponse();
  }),
  path("same-signal/", (request) => new HttpResponse(String(request.signal === request.signal))),
  path("events/", (request) => new EventStreamResponse(ticks(request), { heartbeat: 20 })),
  path("file/", () => FileResponse.open(file)),
  path("web/", async (request) => {
    const web = request.toWeb();
    const headers = new Headers({ "X-Web": "yes", "Content-Type": "text/plain" });
    headers.append("Set-Cookie", "a=1; Path=/; Partitioned");
    headers.append("Set-Cookie", "b=2");
    const text = `${web.method} ${web.url} ${web.headers.get("x-test")} ${await web.text()}`;
    return responseFromWeb(new Response(text, { status: 201, headers }));
  }),
  path("language/", async (request) => {
    const before = getLanguage();
    activate(request.GET.get("code", "en"));
    await sleep(Number(request.GET.get("wait", "0")));
    return new JsonResponse([before, getLanguage()], { safe: false });
  }),
];

let server: RunningServer;

beforeAll(async () => {
  writeFileSync(file, "0123456789");
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1"],
    rootUrlconf: urlpatterns,
    middleware: [SecurityMiddleware, CompressionMiddleware, CommonMiddleware],
  });
  dictConfig({
    version: 1,
    disableExistingLoggers: false,
    handlers: { keeping: { class: Keeping } },
    loggers: { nuages: { handlers: ["keeping"], level: "WARNING", propagate: false } },
  });
  server = await serve({ port: 0, staticFiles: false });
});
beforeEach(() => {
  events.length = 0;
  records.length = 0;
});
afterAll(async () => {
  await server.close(0);
  rmSync(folder, { recursive: true });
});

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
  readonly signal?: AbortSignal;
}

/** A way to reach the site, with the standard's own client or without a network. */
type Adapter = (target: string, ask?: Ask) => Promise<Response>;

const viaFetchHandler: Adapter = (target, ask) =>
  fetchHandler()(new Request(`http://127.0.0.1:8000${target}`, ask));
const viaNodeHttp: Adapter = (target, ask) =>
  fetch(`http://127.0.0.1:${server.port}${target}`, { redirect: "manual", ...ask });

const form = { "Content-Type": "application/x-www-form-urlencoded" };
function upload(size: number): FormData {
  const data = new FormData();
  data.set("title", "Nuages");
  data.set("f", new Blob(["x".repeat(size)]), "../a.bin");
  return data;
}

/** This text and nothing else. */
const exactly = (text: string): RegExp => new RegExp(`^${RegExp.escape(text)}$`, "u");

interface Case {
  readonly what: string;
  readonly target: string;
  readonly ask?: Ask;
  readonly status?: number;
  readonly text?: RegExp;
  readonly headers?: Readonly<Record<string, string | null>>;
}

const CASES: readonly Case[] = [
  {
    what: "JSON with its length",
    target: "/json/",
    text: exactly('{"hello":"world"}'),
    headers: { "content-type": "application/json", "content-length": "17" },
  },
  {
    what: "text in UTF-8",
    target: "/text/",
    text: exactly("é中"),
    headers: { "content-length": "5" },
  },
  {
    what: "the headers of middleware",
    target: "/json/",
    headers: { "x-content-type-options": "nosniff", "referrer-policy": "same-origin" },
  },
  {
    what: "no body for HEAD, but its length",
    target: "/json/",
    ask: { method: "HEAD" },
    text: exactly(""),
    headers: { "content-length": "17" },
  },
  {
    what: "no body for HEAD of a stream",
    target: "/stream/",
    ask: { method: "HEAD" },
    text: exactly(""),
  },
  {
    what: "no body for 204",
    target: "/empty/",
    status: 204,
    text: exactly(""),
    headers: { "content-length": null },
  },
  {
    what: "neither body nor length for 304, whose length would be that of the page",
    target: "/known/",
    status: 304,
    text: exactly(""),
    headers: { "content-length": null, etag: '"a"' },
  },
  { what: "no body for 205", target: "/reset/", status: 205, text: exactly("") },
  {
    what: "all of a body that is longer than its view says",
    target: "/too-short/",
    text: exactly("é, all of it"),
    headers: { "content-length": "13" },
  },
  {
    what: "a body that is shorter than its view says",
    target: "/too-long/",
    text: exactly("all"),
    headers: { "content-length": "3" },
  },
  {
    what: "one way to tell where a body ends",
    target: "/framed/",
    text: exactly("all"),
    headers: { "transfer-encoding": null, "content-length": "3" },
  },
  { what: "a status of its own", target: "/teapot/", status: 418, text: exactly("short") },
  {
    what: "a redirect",
    target: "/redirect/",
    status: 302,
    text: exactly(""),
    headers: { location: "/json/" },
  },
  {
    what: "the slash that is missing",
    target: "/json?a=1",
    status: 301,
    headers: { location: "/json/?a=1" },
  },
  {
    what: "405 with the methods that are allowed",
    target: "/post/",
    status: 405,
    headers: { allow: "POST" },
  },
  {
    what: "a body",
    target: "/echo/",
    ask: { method: "POST", body: "swing é" },
    text: exactly("swing é"),
  },
  { what: "an empty body", target: "/echo/", ask: { method: "POST" }, text: exactly("") },
  {
    what: "a body of PUT",
    target: "/echo/",
    ask: { method: "PUT", body: "put" },
    text: exactly("put"),
  },
  {
    what: "lines of a body",
    target: "/lines/",
    ask: { method: "POST", body: "a\nb" },
    text: exactly(String.raw`["a\n","b"]`),
  },
  {
    what: "a query",
    target: "/query/?q=1&q=%C3%A9&q=a;b",
    text: exactly('{"q":["1","é","a;b"]}'),
  },
  {
    what: "a form",
    target: "/form/",
    ask: { method: "POST", headers: form, body: "a=1&a=2&__proto__=x" },
    text: exactly('{"a":["1","2"],"__proto__":["x"]}'),
  },
  {
    what: "a form with a file",
    target: "/upload/",
    ask: { method: "POST", body: upload(3_000_000) },
    text: exactly('{"title":"Nuages","name":"a.bin","size":3000000}'),
  },
  {
    what: "400 for a body that is too large",
    target: "/echo/",
    ask: { method: "POST", body: "x".repeat(3_000_000) },
    status: 400,
  },
  {
    what: "400 for too many fields",
    target: "/form/",
    ask: { method: "POST", headers: form, body: "a&".repeat(2_000) },
    status: 400,
  },
  {
    what: "400 for a malformed form",
    target: "/upload/",
    ask: { method: "POST", headers: { "Content-Type": "multipart/form-data" }, body: "x" },
    status: 400,
  },
  {
    what: "no headers that imitate others by underscores",
    target: "/meta/?x",
    ask: { headers: { X_Forwarded_Proto: "https", "X-Test": "1" } },
    text: exactly('{"proto":null,"test":"1","method":"GET","path":"/meta/"}'),
  },
  {
    what: "cookies of the visitor",
    target: "/read-cookies/",
    ask: { headers: { Cookie: 'a=1; b="c d"; __proto__=x' } },
    text: exactly('{"a":"1","b":"c d","__proto__":"x"}'),
  },
  { what: "404", target: "/nothing/", status: 404, text: /Not Found/u },
  { what: "403", target: "/denied/", status: 403, text: /403 Forbidden/u },
  { what: "500", target: "/breaks/", status: 500, text: /^(?![^]*broken)[^]*Server Error/u },
  { what: "500 for a rejection", target: "/rejects/", status: 500, text: /Server Error/u },
  { what: "500 for what is no error", target: "/throws-null/", status: 500, text: /Server Error/u },
  {
    what: "a stream",
    target: "/stream/",
    text: exactly("one,two"),
    headers: { "content-length": null },
  },
  {
    what: "a file",
    target: "/file/",
    text: exactly("0123456789"),
    headers: { "content-length": "10", "accept-ranges": "bytes", "content-type": "text/plain" },
  },
  {
    what: "a part of a file",
    target: "/file/",
    ask: { headers: { Range: "bytes=2-4" } },
    status: 206,
    text: exactly("234"),
    headers: { "content-length": "3", "content-range": "bytes 2-4/10" },
  },
  {
    what: "416 for a part that is not there",
    target: "/file/",
    ask: { headers: { Range: "bytes=10-" } },
    status: 416,
    text: exactly(""),
    headers: { "content-range": "bytes */10" },
  },
  {
    what: "a compressed page",
    target: "/long/",
    ask: { headers: { "Accept-Encoding": "identity" } },
    text: exactly("swing ".repeat(500)),
    headers: { vary: "Accept-Encoding", "content-length": "3000" },
  },
  {
    what: "events",
    target: "/events/",
    text: exactly(':\n\ndata: one\ndata: two\n\nid: 7\ndata: {"n":1}\n\n'),
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
  },
  { what: "with one signal for a request", target: "/same-signal/", text: exactly("true") },
  {
    what: "what the web standard's objects say",
    target: "/web/?a=b",
    ask: { method: "POST", body: "swing", headers: { "X-Test": "1" } },
    status: 201,
    text: /^POST http:\/\/127\.0\.0\.1:\d+\/web\/\?a=b 1 swing$/u,
    headers: { "x-web": "yes", "content-type": "text/plain" },
  },
];

describe.each<[string, Adapter]>([
  ["node:http", viaNodeHttp],
  ["fetch", viaFetchHandler],
])("over %s the site answers", (name, ask) => {
  it.each(CASES)(
    "$what [DEP-01, DEP-09]",
    async ({ target, ask: options, status = 200, ...wanted }) => {
      const response = await ask(target, {
        ...options,
        headers: { "Accept-Encoding": "identity", ...options?.headers },
      });
      const text = await response.text();

      expect(response.status).toBe(status);
      expect(text).toMatch(wanted.text ?? /^/u);
      for (const [header, value] of Object.entries(wanted.headers ?? {})) {
        expect(response.headers.get(header), header).toBe(value);
      }
    },
  );

  it("and knows by which port it was reached [HTTP-02]", async () => {
    const response = await ask("/where/");

    expect(await response.json()).toEqual({
      name: "127.0.0.1",
      port: name === "fetch" ? "8000" : String(server.port),
      secure: false,
    });
  });

  it("each cookie in a header of its own, beyond ASCII too", async () => {
    const response = await ask("/cookies/");
    const [first = "", second = ""] = response.headers.getSetCookie();

    expect(first).toBe("a=1; Path=/");
    expect(Buffer.from(second, "latin1").toString()).toContain("中");
  });

  it("with the cookies of a web response as they are", async () => {
    const response = await ask("/web/", { method: "POST", body: "" });

    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/; Partitioned", "b=2"]);
  });

  it.each(["zstd", "br", "gzip"])(
    "compressed by %s when the visitor takes it",
    async (encoding) => {
      const response = await ask("/long/", { headers: { "Accept-Encoding": encoding } });

      expect(response.headers.get("content-encoding")).toBe(encoding);
      expect(Number(response.headers.get("content-length"))).toBeLessThan(500);
    },
  );

  it("pieces of a stream when they are there", async () => {
    const response = await ask("/events/?wait", { headers: { "Accept-Encoding": "identity" } });
    const reader = response.body?.getReader();
    let text = "";
    while (!text.includes(":\n\n:\n\n"))
      text += String(Buffer.from((await reader?.read())?.value ?? ""));
    await reader?.cancel();
    while (events.length === 0) await sleep(1);

    expect(text).toContain("data: one\ndata: two\n\nid: 7\n");
    expect(events).toEqual(["events ended"]);
  });

  it("until the visitor leaves, and tells the view [HTTP-24, HTTP-50]", async () => {
    const abort = new AbortController();
    const response = await ask("/endless/", {
      signal: abort.signal,
      headers: { "Accept-Encoding": "identity" },
    });
    const reader = response.body?.getReader();
    await reader?.read();

    abort.abort();
    await reader?.cancel().catch(() => undefined);
    while (events.length < 3) await sleep(1);

    expect(events.toSorted()).toEqual(["closed", "generator ended", "signal aborted"]);
  });

  it("releases a stream whose next piece never comes when the visitor leaves [HTTP-27, HTTP-50]", async () => {
    const abort = new AbortController();
    const response = await ask("/stuck/", {
      signal: abort.signal,
      headers: { "Accept-Encoding": "identity" },
    });
    const reader = response.body?.getReader();
    await reader?.read();

    abort.abort();
    await reader?.cancel().catch(() => undefined);
    while (events.length === 0) await sleep(1);

    expect(events).toEqual(["closed"]);
  });

  it("and logs no error when a stream ends as the signal asks [HTTP-50]", async () => {
    const abort = new AbortController();
    const response = await ask("/stopping/", {
      signal: abort.signal,
      headers: { "Accept-Encoding": "identity" },
    });
    const reader = response.body?.getReader();
    await reader?.read();
    const next = reader?.read().catch(() => undefined);
    await sleep(1);

    abort.abort();
    await reader?.cancel().catch(() => undefined);
    await next;
    while (events.length === 0) await sleep(1);
    await sleep(10);

    expect(events).toEqual(["stopped"]);
    expect(records.map((record) => record.message)).toEqual([]);
  });

  it("and logs no error when a view ends as the signal asks [HTTP-50]", async () => {
    const abort = new AbortController();
    const answer = ask("/working/", { signal: abort.signal }).catch(() => undefined);
    while (events.length === 0) await sleep(1);

    abort.abort();
    await answer;
    while (events.length < 2) await sleep(1);
    await sleep(10);

    expect(records.map((record) => record.message)).toEqual([]);
  });

  it("with a broken body when a stream breaks, and releases the response [ADV-122]", async () => {
    const response = await ask("/stream-breaks/", { headers: { "Accept-Encoding": "identity" } });

    await expect(response.text()).rejects.toThrow(/terminated|while streaming/u);
    while (events.length === 0) await sleep(1);
    expect(events).toEqual(["closed"]);
    expect(records.map((record) => record.message)).toEqual([
      "The response to /stream-breaks/ could not be sent: Error: while streaming",
    ]);
    expect((await ask("/json/")).status).toBe(200);
  });

  it.each([
    ["/breaks/", "Internal Server Error: /breaks/"],
    ["/rejects/", "Internal Server Error: /rejects/"],
    ["/throws-null/", "Internal Server Error: /throws-null/"],
    ["/nothing/", "Not Found: /nothing/"],
    ["/denied/", "Forbidden (Permission denied): /denied/"],
    ["/post/", "Method Not Allowed (GET): /post/"],
  ])("%s and writes one record of it [ADV-122, HTTP-30]", async (target, message) => {
    await (await ask(target)).text();

    expect(records.map((record) => record.message)).toEqual([message]);
  });

  it("and then tells that the request is over [DEP-02]", async () => {
    const finished: string[] = [];
    const receiver = requestFinished.connect(({ request }) => finished.push(request.path));

    await (await ask("/stream/")).text();
    while (finished.length === 0) await sleep(1);
    requestFinished.disconnect(receiver);

    expect(finished).toEqual(["/stream/"]);
  });

  it("each request for itself: no language stays behind [DEP-03, ADV-123]", async () => {
    const codes = Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? "de" : "fr"));

    const answers = await Promise.all(
      codes.map(async (code, index) => {
        const response = await ask(`/language/?code=${code}&wait=${(index * 7) % 20}`);
        return (await response.json()) as [string, string];
      }),
    );

    expect(answers.map(([, after]) => after)).toEqual(codes);
    expect(new Set(answers.map(([before]) => before))).toEqual(new Set(["en-us"]));
    expect(name).not.toBe("");
  });
});

describe("the fetch handler", () => {
  it("takes the visitor's address from what the runtime knows", async () => {
    const site = fetchHandler({
      handler: (request) => new HttpResponse(request.remoteAddress),
      remoteAddress: (_request, info: { ip: string }) => info.ip,
    });

    const response = await site(new Request("http://127.0.0.1/"), { ip: "10.0.0.9" });

    expect(await response.text()).toBe("10.0.0.9");
  });

  it("refuses foreign hosts and sees a secure connection", async () => {
    const site = fetchHandler({
      handler: (request) => new HttpResponse(`${request.scheme} ${request.getHost()}`),
    });

    expect(await (await site(new Request("https://127.0.0.1/"))).text()).toBe("https 127.0.0.1");
    await expect(site(new Request("http://evil.example/"))).rejects.toThrow("Invalid Host header");
    expect((await viaFetchHandlerOf("http://evil.example/meta/")).status).toBe(400);
  });

  it("makes a stream no faster than it is read", async () => {
    let made = 0;
    function* pieces(): Generator<string> {
      for (; made < 1_000; made += 1) yield "x";
    }
    const site = fetchHandler({ handler: () => new StreamingHttpResponse(pieces()) });
    const response = await site(new Request("http://127.0.0.1/"));

    await sleep(5);
    const before = made;
    await response.body?.getReader().read();

    expect(before).toBe(0);
    expect(made).toBeLessThan(3);
  });
});

const viaFetchHandlerOf = (url: string): Promise<Response> => fetchHandler()(new Request(url));

describe("node:http", () => {
  it("sends no faster than the visitor reads [DEP-02]", async () => {
    let made = 0;
    function* pieces(): Generator<Buffer> {
      for (; made < 2_000; made += 1) yield Buffer.alloc(65_536);
    }
    await using own = await serve({ port: 0, handler: () => new StreamingHttpResponse(pieces()) });
    const socket = connect(own.port, own.host, () => socket.pause());
    socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await sleep(200);
    const before = made;
    await new Promise((resolve) => {
      socket.once("close", resolve);
      socket.destroy();
    });

    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(1_000);
  });

  it("answers OPTIONS of the whole server with 404, not with an error", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest({ port: server.port, host: server.host, method: "OPTIONS", path: "*" })
        .on("response", (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });

    expect(status).toBe(404);
  });
});
