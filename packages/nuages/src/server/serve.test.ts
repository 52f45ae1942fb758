import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import {
  HttpResponse,
  type HttpRequest,
  JsonResponse,
  StreamingHttpResponse,
} from "../http/index.ts";
import { path } from "../urls/index.ts";
import { CommonMiddleware } from "../middleware/index.ts";
import { type RunningServer, serve, ServerStartError } from "./index.ts";

const events: string[] = [];
const folder = mkdtempSync(join(tmpdir(), "nuages-static-"));
let server: RunningServer;

const urls = [
  path("json/", () => new JsonResponse({ hello: "world" })),
  path("echo/", async (request) => new HttpResponse(await request.body)),
  path("upload/", async (request) => {
    const upload = (await request.FILES).get("f");
    return new JsonResponse({
      title: (await request.POST).get("title"),
      size: upload?.size ?? null,
    });
  }),
  path("form/", async (request) => new JsonResponse((await request.POST).urlencode())),
  path("host/", (request) => new HttpResponse(request.getHost())),
  path("empty/", () => new HttpResponse("ignored", { status: 204 })),
  path("cookies/", () => {
    const response = new HttpResponse("é");
    response.setCookie("a", "1");
    response.setCookie("b", "中");
    return response;
  }),
  path("stream/", () => new StreamingHttpResponse(["one,", "two"])),
  path("cut/", () => new StreamingHttpResponse(["one"], { headers: { "Content-Length": 9 } })),
  path("spill/", () => new StreamingHttpResponse(["one"], { headers: { "Content-Length": 2 } })),
  path("signal/", (request) => {
    request.signal.addEventListener("abort", () => events.push("signal aborted"));
    return new HttpResponse(String(request.signal.aborted));
  }),
  path("glance/", async (request) => {
    for await (const _chunk of request) break;
    return new HttpResponse("seen");
  }),
  path("unsendable/", () => {
    const response = new HttpResponse();
    response.headers.setTrusted("x-a", "X-A", "a\nb");
    return response;
  }),
  path("endless/", (request: HttpRequest) => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(65_536);
          await sleep(1);
        }
      } finally {
        events.push("generator ended");
      }
    }
    request.signal.addEventListener("abort", () => events.push("signal aborted"));
    const response = new StreamingHttpResponse(chunks());
    response.addCloser(() => events.push("closed"));
    return response;
  }),
  path("breaks/", () => {
    async function* chunks(): AsyncGenerator<string> {
      yield "a";
      throw new Error("while streaming");
    }
    return new StreamingHttpResponse(chunks());
  }),
];

beforeAll(async () => {
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1", "testserver"],
    rootUrlconf: urls,
    middleware: [CommonMiddleware],
    staticUrl: "/static/",
    staticfilesDirs: [folder],
    logging: { disableExistingLoggers: false },
  });
  server = await serve({ port: 0, staticFiles: true, headersTimeout: 2_000 });
  writeFileSync(join(folder, "site.css"), "body{}");
  writeFileSync(join(folder, ".env"), "SECRET=1");
  mkdirSync(join(folder, "sub"));
  symlinkSync("/etc", join(folder, "outside"));
});
afterAll(async () => {
  await server.close(100);
  rmSync(folder, { recursive: true });
});

/** Sends bytes as they are and gives everything that comes back. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, server.host, () => socket.write(bytes, "latin1"));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => (answer += String(data)));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** Status and, unless it tells of an error, text of an answer over the connection of an agent. */
function send(agent: Agent, page: string, body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    const options = {
      agent,
      method: body === "" ? "GET" : "POST",
      headers: body === "" ? {} : form,
    };
    const asked = request(`${server.url}${page}`, options, (message) => {
      let answer = "";
      message.on("data", (data) => (answer += String(data)));
      message.on("error", reject);
      message.on("end", () => {
        const { statusCode = 0 } = message;
        resolve(statusCode < 400 ? `${statusCode} ${answer}` : String(statusCode));
      });
    });
    asked.on("error", reject);
    // Without a length that is known before, so that the limits are met on the way.
    asked.write(body.slice(0, 1));
    asked.end(body.slice(1));
  });
}

const lastRequest = (head: string): Promise<string> =>
  raw(`${head}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);

describe("serve()", () => {
  it("answers, with length and type", async () => {
    const response = await fetch(`${server.url}json/`);

    expect(await response.json()).toEqual({ hello: "world" });
    expect(response.headers.get("content-length")).toBe("17");
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it("keeps a connection for several requests", async () => {
    const answer = await raw(
      "GET /json/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /json/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    );

    expect(answer.match(/200 OK/g)).toHaveLength(2);
  });

  it("sends no body for HEAD, but its length [HTTP-26]", async () => {
    const answer = await lastRequest("HEAD /json/ HTTP/1.1");

    expect(answer).toContain("Content-Length: 17");
    expect(answer.endsWith("\r\n\r\n")).toBe(true);
  });

  it("sends no body for 204 [HTTP-26]", async () => {
    const answer = await lastRequest("GET /empty/ HTTP/1.1");

    expect(answer).toMatch(/^HTTP\/1\.1 204 No Content/);
    expect(answer.endsWith("\r\n\r\n")).toBe(true);
  });

  it("sends every cookie, and none that cuts a character to a byte [ADV-146]", async () => {
    const response = await fetch(`${server.url}cookies/`);

    expect(response.headers.getSetCookie()[0]).toBe("a=1; Path=/");
    expect(Buffer.from(response.headers.getSetCookie()[1] ?? "", "latin1").toString()).toContain(
      "中",
    );
    expect(await response.text()).toBe("é");
  });

  it("reads bodies of known and of unknown length", async () => {
    const whole = await fetch(`${server.url}echo/`, { method: "POST", body: "swing" });
    const chunked = await raw(
      "POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    );

    expect(await whole.text()).toBe("swing");
    expect(chunked.endsWith("\r\n\r\nabcde")).toBe(true);
  });

  it("reads a form with a file [HTTP-02]", async () => {
    const body = new FormData();
    body.set("title", "Nuages");
    body.set("f", new Blob(["x".repeat(3_000_000)]), "big.bin");

    const response = await fetch(`${server.url}upload/`, { method: "POST", body });

    expect(await response.json()).toEqual({ title: "Nuages", size: 3_000_000 });
  });

  it("answers 400 to a body that is too large, and goes on [HTTP-14, ADV-079]", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const large = await fetch(`${server.url}echo/`, {
      method: "POST",
      body: "x".repeat(3_000_000),
      headers,
    });
    const chunked = await raw(
      `POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${`10000\r\n${"x".repeat(65_536)}\r\n`.repeat(50)}0\r\n\r\n`,
    );

    expect(large.status).toBe(400);
    expect(chunked).toMatch(/^HTTP\/1\.1 400/);
    expect((await fetch(`${server.url}json/`)).status).toBe(200);
  });

  it("answers 400 to a malformed form [HTTP-32]", async () => {
    const headers = { "Content-Type": "multipart/form-data" };
    const response = await fetch(`${server.url}upload/`, { method: "POST", body: "x", headers });

    expect(response.status).toBe(400);
  });

  it("answers 400 to a host that is not the site's [HTTP-04]", async () => {
    const answer = await raw(
      "GET /host/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });

  it("shows in debug which setting allows a host [HTTP-04]", async () => {
    using _debug = overrideSettings({ debug: true });

    const answer = await raw(
      "GET /host/ HTTP/1.1\r\nHost: new.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
    );

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(answer).toContain("add &quot;new.example&quot; to allowedHosts in the settings.");
  });

  it("streams", async () => {
    expect(await (await fetch(`${server.url}stream/`)).text()).toBe("one,two");
  });

  it("ends the generator and tells the view when the client goes away [HTTP-24, HTTP-50]", async () => {
    events.length = 0;
    const abort = new AbortController();
    const response = await fetch(`${server.url}endless/`, { signal: abort.signal });
    await response.body?.getReader().read();

    abort.abort();
    while (events.length < 3) await sleep(5);

    expect(events.toSorted()).toEqual(["closed", "generator ended", "signal aborted"]);
  });

  it.each(["cut", "spill"])(
    "cuts the connection when a stream is not as long as it says: no other answer fills it up (%s)",
    async (page) => {
      const answer = await raw(
        `GET /${page}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /json/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
      );

      expect(answer).not.toContain("hello");
      expect(answer.match(/^HTTP\/1\.1 /gmu)).toHaveLength(1);
    },
  );

  it("answers the next request of a connection whose body the view has not read to its end", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers: string[] = [];

    for (const [page, body] of [
      ["glance/", "a".repeat(3_000_000)],
      ["form/", "a&".repeat(2_000_000)],
      ["json/", ""],
    ] as const) {
      answers.push(await send(agent, page, body));
    }
    agent.destroy();

    expect(answers).toEqual(["200 seen", "400", '200 {"hello":"world"}']);
  });

  it("keeps nothing of a request at its connection once it is answered [HTTP-50]", async () => {
    events.length = 0;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on("warning", note);

    for (let count = 0; count < 12; count += 1) await send(agent, "signal/");
    agent.destroy();
    await sleep(20);
    process.off("warning", note);

    expect(events).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("says with 500 that a response cannot be sent", async () => {
    const answer = await raw(
      "GET /unsendable/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    );

    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/u);
  });

  it("cuts the connection when a stream breaks, and serves the next request [ADV-122]", async () => {
    const broken = await fetch(`${server.url}breaks/`);

    await expect(broken.text()).rejects.toThrow("terminated");
    expect((await fetch(`${server.url}json/`)).status).toBe(200);
  });

  it("says that the port is in use", async () => {
    const second = serve({ port: server.port });

    await expect(second).rejects.toThrow(ServerStartError);
    await expect(second).rejects.toThrow(
      `The port ${server.port} of 127.0.0.1 is already in use.\n  Stop the program that uses it, or choose another port, for instance ${server.port + 1}.`,
    );
  });

  it("sends what is on its way before it closes, and closes then", async () => {
    const body = "a".repeat(20_000_000);
    const own = await serve({ port: 0, handler: () => new HttpResponse(body) });
    const socket = connect(own.port, own.host, () =>
      socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    );
    await new Promise((resolve) => socket.once("readable", resolve));
    const began = performance.now();

    const closing = own.close();
    await sleep(60);
    let length = 0;
    for await (const chunk of socket) length += (chunk as Buffer).length;
    await closing;

    expect(length).toBeGreaterThan(body.length);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("closes when its block ends, after the requests in flight", async () => {
    let slow: Promise<Response>;
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    {
      await using own = await serve({
        port: 0,
        handler: async () => {
          begin();
          await sleep(100);
          return new HttpResponse("done");
        },
      });
      slow = fetch(own.url);
      await begun;
    }

    expect(await (await slow).text()).toBe("done");
  });
});

describe("visitors who go away", () => {
  /** Sends a part of a request, or a whole one, and leaves after a while. */
  function leave(bytes: string, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(server.port, server.host, () => socket.write(bytes));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
      socket.resume();
      setTimeout(() => socket.destroy(), milliseconds);
    });
  }
  const kinds = [
    "GET /json/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET /stream/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET /endless/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nhalf",
    "GET /json/ HTTP/1.1\r\nHost: 127",
  ];

  it("at any moment leave a server that answers the others [ADV-122, ADV-149]", async () => {
    const leaving = Array.from({ length: 200 }, (_, index) =>
      leave(kinds[index % kinds.length] ?? "", (index * 7) % 40),
    );
    const staying = Array.from(
      { length: 50 },
      async () => (await fetch(`${server.url}json/`)).status,
    );

    expect(new Set(await Promise.all(staying))).toEqual(new Set([200]));
    await Promise.all(leaving);
    expect((await fetch(`${server.url}json/`)).status).toBe(200);
  });

  it("in the midst of an upload leave no file behind [ADV-149, FILE-18]", async () => {
    const uploads = mkdtempSync(join(tmpdir(), "nuages-left-"));
    using _settings = overrideSettings({ fileUploadTempDir: uploads, fileUploadMaxMemorySize: 10 });
    const socket = connect(server.port, server.host);
    socket.on("error", () => undefined);
    socket.write(
      "POST /upload/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999\r\n" +
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n" +
        `Content-Disposition: form-data; name="f"; filename="a"\r\n\r\n${"x".repeat(50_000)}`,
    );
    while (readdirSync(uploads).length === 0) await sleep(5);

    socket.destroy();
    while (readdirSync(uploads).length > 0) await sleep(5);

    expect((await fetch(`${server.url}json/`)).status).toBe(200);
    rmSync(uploads, { recursive: true });
  });

  it("slowly lose their connection, and delay nobody [ADV-149]", async () => {
    await using strict = await serve({ port: 0, headersTimeout: 300, requestTimeout: 300 });
    const slow = new Promise<string>((resolve) => {
      const socket = connect(strict.port, strict.host, () =>
        socket.write("GET /json/ HTTP/1.1\r\n"),
      );
      let answer = "";
      const drip = setInterval(() => socket.write("X-A: b\r\n"), 50);
      socket.on("data", (data) => (answer += String(data)));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearInterval(drip);
        resolve(answer);
      });
    });

    expect((await fetch(`${strict.url}json/`)).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408/);
  });
});

describe("static files", () => {
  const status = async (target: string): Promise<number> =>
    Number(/^HTTP\/1\.1 (\d+)/.exec(await lastRequest(`GET ${target} HTTP/1.1`))?.[1]);

  it("are served with their type, and 304 when the client has them [VIEW-36]", async () => {
    const first = await fetch(`${server.url}static/site.css`);
    const since = first.headers.get("last-modified") ?? "";
    const second = await fetch(`${server.url}static/site.css`, {
      headers: { "If-Modified-Since": since },
    });

    expect(await first.text()).toBe("body{}");
    expect(first.headers.get("content-type")).toBe("text/css");
    expect(second.status).toBe(304);
  });

  it.each([
    "/static/missing.css",
    "/static/",
    "/static/sub",
    "/static/.env",
    "/static/../site.css",
    "/static/..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/%252e%252e/etc/passwd",
    "/static/..%5c..%5cetc",
    "/static//etc/passwd",
    "/static/C:/windows/win.ini",
    "/static/site.css::$DATA",
    "/static/site.css.",
    "/static/site.css%00.png",
    "/static/%c0%ae%c0%ae/etc/passwd",
    "/static/outside/passwd",
  ])("%s is not there [VIEW-36, ADV-138, ADV-139]", async (target) => {
    expect(await status(target)).toBe(404);
  });
});
