import { connect } from "node:net";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { HttpResponse } from "../http/index.ts";
import { dictConfig, Handler, type LogRecord } from "../logging/index.ts";
import { path } from "../urls/index.ts";
import { type RunningServer, serve } from "./index.ts";

const records: LogRecord[] = [];
let server: RunningServer;

class Keeping extends Handler {
  emit(record: LogRecord): void {
    records.push(record);
  }
}

beforeAll(async () => {
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1"],
    rootUrlconf: [
      path("host/", (request) => new HttpResponse(request.getHost())),
      path("form/", async (request) => new HttpResponse(String((await request.POST).size))),
      path("body/", async (request) => new HttpResponse(String((await request.body).length))),
      path("cookies/", (request) => new HttpResponse(String(Object.keys(request.COOKIES).length))),
      path("split/", (request) => {
        const response = new HttpResponse("");
        response.headers.set("X-Echo", request.GET.get("text", ""));
        return response;
      }),
    ],
  });
  dictConfig({
    version: 1,
    disableExistingLoggers: false,
    handlers: { keeping: { class: Keeping } },
    loggers: { nuages: { handlers: ["keeping"], level: "WARNING", propagate: false } },
  });
  server = await serve({ port: 0, headersTimeout: 300, requestTimeout: 600 });
});
beforeEach(() => {
  records.length = 0;
});
afterAll(() => server.close(0));

/** Sends bytes as they are and gives everything that comes back until the connection ends. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, server.host, () => socket.write(bytes, "latin1"));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => (answer += String(data)));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

const get = (target: string, ...headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, "Connection: close", ...headers, "", ""].join("\r\n");
const post = (target: string, body: string, ...headers: string[]): string =>
  [
    `POST ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    `Content-Length: ${body.length}`,
    ...headers,
    "",
    body,
  ].join("\r\n");
const formType = "Content-Type: application/x-www-form-urlencoded";
const multipartType = "Content-Type: multipart/form-data; boundary=b";

const chunked = (target: string, ...chunks: string[]): string =>
  [
    `POST ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    "Transfer-Encoding: chunked",
    "",
    ...chunks,
  ].join("\r\n");
const ask = (line: string, ...headers: string[]): string =>
  [line, "Host: 127.0.0.1", "Connection: close", ...headers, "", ""].join("\r\n");

describe("a hostile request", () => {
  it.each<[string, string, number]>([
    ["no HTTP", "nonsense\r\n\r\n", 400],
    ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
    ["an unknown method", ask("BREW /host/ HTTP/1.1"), 400],
    ["an unknown version", ask("GET /host/ HTTP/9.9"), 400],
    ["a space in the path", ask("GET /ho st/ HTTP/1.1"), 400],
    ["NUL in the path", ask("GET /ho\0st/ HTTP/1.1"), 400],
    ["NUL in a header", ask("GET /host/ HTTP/1.1", "X-A: a\0b"), 400],
    ["NUL in a header's name", ask("GET /host/ HTTP/1.1", "X-\0: a"), 400],
    ["a bare carriage return in a header", ask("GET /host/ HTTP/1.1", "X-A: a\rX-B: b"), 400],
    ["no host", "GET /host/ HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["an empty host", get("/host/", "Host:"), 400],
    ["a host with a port that is none", get("/host/", "Host: 127.0.0.1:80a"), 400],
    ["a host with a line separator", get("/host/", "Host: 127.0.0.1\xe2\x80\xa8"), 400],
    ["a host within another", get("/host/", "Host: 127.0.0.1.evil.example"), 400],
    ["a giant host", get("/host/", `Host: ${"a".repeat(8_000)}.example`), 400],
    [
      "two lengths",
      ask("POST /body/ HTTP/1.1", "Content-Length: 1", "Content-Length: 2").concat("ab"),
      400,
    ],
    ["a length that is no number", ask("POST /body/ HTTP/1.1", "Content-Length: 1e1"), 400],
    ["a negative length", ask("POST /body/ HTTP/1.1", "Content-Length: -1"), 400],
    ["a giant length", ask("POST /body/ HTTP/1.1", `Content-Length: ${"9".repeat(30)}`), 400],
    [
      "length and chunks, a second request behind",
      ask("POST /body/ HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked").concat(
        "0\r\n\r\n",
        get("/host/", "Host: 127.0.0.1"),
      ),
      400,
    ],
    [
      "chunked, identity",
      ask("POST /body/ HTTP/1.1", "Transfer-Encoding: chunked, identity").concat("0\r\n\r\n"),
      400,
    ],
    [
      "an encoding that only looks like chunked",
      ask("POST /body/ HTTP/1.1", "Transfer-Encoding: xchunked").concat("0\r\n\r\n"),
      400,
    ],
    ["a chunk whose length is none", chunked("/body/", "ZZ", ""), 400],
    ["a chunk with a negative length", chunked("/body/", "-1", "a", "0", "", ""), 400],
    ["a chunk of giant length", chunked("/body/", "f".repeat(30), "a", "0", "", ""), 400],
    ["a chunk that is longer than it says", chunked("/body/", "1", "abc", "0", "", ""), 400],
    ["huge headers", get("/host/", "Host: 127.0.0.1", `X-A: ${"a".repeat(20_000)}`), 431],
    [
      "thousands of headers",
      get("/host/", "Host: 127.0.0.1", ...Array.from({ length: 5_000 }, (_, n) => `X-${n}: a`)),
      431,
    ],
    ["a giant path", get(`/${"a".repeat(20_000)}`, "Host: 127.0.0.1"), 431],
    ["a percent sign alone", get("/%", "Host: 127.0.0.1"), 404],
    ["a broken escape", get("/%zz", "Host: 127.0.0.1"), 404],
    ["NUL, escaped", get("/%00", "Host: 127.0.0.1"), 404],
    ["bytes that are no UTF-8", get("/%ff%fe", "Host: 127.0.0.1"), 404],
    ["raw bytes that are no UTF-8", get("/\xff\xfe", "Host: 127.0.0.1"), 400],
    ["overlong UTF-8", get("/%c0%ae%c0%ae/", "Host: 127.0.0.1"), 404],
    ["a lone surrogate", get("/%ed%a0%80", "Host: 127.0.0.1"), 404],
    ["a way out of the folder", get("/..%2f..%2fetc/passwd", "Host: 127.0.0.1"), 404],
    ["dots", get("/../../etc/passwd", "Host: 127.0.0.1"), 404],
    ["backslashes", get("/a\\..\\b", "Host: 127.0.0.1"), 404],
    ["the path of another host", get("//evil.example/host/", "Host: 127.0.0.1"), 404],
    ["a line break for the log", get("/%0aforged%0d%0a%1b[31m", "Host: 127.0.0.1"), 404],
    ["a line break for the redirect", get("/host%0d%0aSet-Cookie:%20a=1", "Host: 127.0.0.1"), 404],
    [
      "100,000 parts of a form",
      post(
        "/form/",
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(100_000),
        multipartType,
      ),
      400,
    ],
    [
      "100,000 files",
      post(
        "/form/",
        '--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n\r\n'.repeat(100_000),
        multipartType,
      ),
      400,
    ],
    [
      "a form without its end",
      post(
        "/form/",
        '--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nhalf',
        multipartType,
      ),
      400,
    ],
    ["two hosts", get("/host/", "Host: 127.0.0.1", "Host: evil.example"), 400],
    ["a foreign host", get("/host/", "Host: evil.example"), 400],
    ["a host with a user", get("/host/", "Host: 127.0.0.1@evil.example"), 400],
    ["a host with a path", get("/host/", "Host: 127.0.0.1/evil"), 400],
    ["a bare line feed", "GET /host/ HTTP/1.1\nHost: 127.0.0.1\n\n", 400],
    ["a folded header", get("/host/", "Host: 127.0.0.1", "X-A: a\r\n b"), 400],
    ["a space before the colon", get("/host/", "Host: 127.0.0.1", "X-A : a"), 400],
    [
      "huge chunk extensions",
      `POST /body/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${"a".repeat(40_000)}\r\na\r\n0\r\n\r\n`,
      413,
    ],
    [
      "a bomb of cookies",
      get("/cookies/", "Host: 127.0.0.1", `Cookie: ${"a=1;".repeat(8_000)}`),
      431,
    ],
    ["100,000 fields", post("/form/", "a&".repeat(100_000), formType), 400],
    ["a body beyond the limit", post("/body/", "a".repeat(3_000_000)), 400],
    [
      "a part whose head does not end",
      post("/form/", `--b\r\nX-A: ${"a".repeat(70_000)}`, multipartType),
      400,
    ],
    ["multipart without boundary", post("/form/", "x", "Content-Type: multipart/form-data"), 400],
  ])(
    "with %s is answered by a 4xx and logged [ADV-147, ADV-148, ADV-149, ADV-120, ADV-099, ADV-190]",
    async (_what, bytes, status) => {
      const answer = await raw(bytes);

      expect(Number(/^HTTP\/1\.1 (\d+)/u.exec(answer)?.[1])).toBe(status);
      expect(answer.match(/^HTTP\/1\.1 /gmu)).toHaveLength(1);
      expect(records.length).toBeGreaterThan(0);
      expect(records.map((record) => record.message).join("")).not.toMatch(/[\u0000-\u001f]/u);
    },
  );

  it.each([
    ["a thousand cookies", get("/cookies/", "Host: 127.0.0.1", `Cookie: ${"a=1;".repeat(1_000)}`)],
    [
      "a thousand cookies of different names",
      get(
        "/cookies/",
        "Host: 127.0.0.1",
        `Cookie: ${Array.from({ length: 1_000 }, (_, n) => `c${n}=1`).join(";")}`,
      ),
    ],
    ["the name of the site at another one", get("http://evil.example/host/", "Host: 127.0.0.1")],
  ])("%s is an ordinary one [ADV-148, ADV-151]", async (_what, bytes) => {
    const answer = await raw(bytes);

    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n(?:1|1000|127\.0\.0\.1)$/u);
  });

  it("cannot add a header to the response [ADV-146]", async () => {
    const answer = await raw(get("/split/?text=a%0d%0aSet-Cookie:%20b=1", "Host: 127.0.0.1"));

    expect(answer).not.toMatch(/^set-cookie/imu);
    expect(answer).toMatch(/^HTTP\/1\.1 500 /u);
  });

  it("whose body never comes is cut off, and delays nobody [ADV-149]", async () => {
    const stalled = raw("POST /body/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf");

    expect((await fetch(`${server.url}host/`)).status).toBe(200);
    expect(await stalled).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/u);
  });
});

describe("a WebSocket", () => {
  const handshake = (...headers: string[]): string =>
    [
      "GET /host/ HTTP/1.1",
      "Host: 127.0.0.1",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
      "",
      "",
    ].join("\r\n");
  /** The head of a masked frame that says it has 2^62 bytes, and the first of them. */
  const giantFrame = `\x82\xff\x40${"\0".repeat(7)}mask${"x".repeat(1_000)}`;

  it.each([
    ["a foreign site", ["Origin: http://evil.example"]],
    ["no site", []],
    ["the site itself", ["Origin: http://127.0.0.1"]],
  ])("of %s is not begun, and what follows is no request [ADV-152]", async (_whose, headers) => {
    const answer = await raw(handshake(...headers).concat(giantFrame));

    expect(answer).not.toMatch(/^HTTP\/1\.1 101/mu);
    expect(answer.match(/^HTTP\/1\.1 200/gmu)).toHaveLength(1);
    expect((await fetch(`${server.url}host/`)).status).toBe(200);
  });

  it("with thousands of headers is refused like any request [ADV-152]", async () => {
    const headers = Array.from({ length: 5_000 }, (_, number) => `X-${number}: a`);

    expect(await raw(handshake(...headers))).toMatch(/^HTTP\/1\.1 431 /u);
    expect((await fetch(`${server.url}host/`)).status).toBe(200);
  });
});
