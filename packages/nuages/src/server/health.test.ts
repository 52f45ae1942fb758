import { connect } from "node:net";

import { beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { HttpResponse } from "../http/index.ts";
import { currentRequestId, dictConfig, Handler, type LogRecord } from "../logging/index.ts";
import { path } from "../urls/index.ts";
import { type RunningServer, serve } from "./index.ts";

const records: LogRecord[] = [];

class Keeping extends Handler {
  emit(record: LogRecord): void {
    records.push(record);
  }
}

beforeAll(() => {
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1"],
    rootUrlconf: [
      path("id/", async () => {
        await Promise.resolve();
        return new HttpResponse(currentRequestId() ?? "none");
      }),
      path("slow/", async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return new HttpResponse("slow");
      }),
    ],
  });
  dictConfig({
    version: 1,
    disableExistingLoggers: false,
    handlers: { keeping: { class: Keeping } },
    loggers: { "nuages.server": { handlers: ["keeping"], level: "INFO", propagate: false } },
  });
});

async function status(server: RunningServer, path: string): Promise<number> {
  return (await fetch(`${server.url}${path}`)).status;
}

describe("health", () => {
  it("is not ready while the check fails, but alive [DEP-16]", async () => {
    await using server = await serve({
      port: 0,
      health: { path: "/up", check: () => Promise.reject(new RangeError("no database")) },
    });

    expect(await status(server, "up/ready")).toBe(503);
    expect(await status(server, "up/live")).toBe(200);
    expect(records.at(-1)?.message).toBe("Not ready: RangeError: no database");
  });

  it("runs the check once for many who ask at once", async () => {
    let runs = 0;
    await using server = await serve({
      port: 0,
      health: { path: "/up", check: () => (runs += 1) },
    });

    await Promise.all(Array.from({ length: 20 }, () => status(server, "up/ready")));

    expect(runs).toBe(1);
  });

  it("leaves other paths and methods to the site", async () => {
    await using server = await serve({ port: 0, health: { path: "/up" } });

    expect(await status(server, "up")).toBe(404);
    expect((await fetch(`${server.url}up/live`, { method: "POST" })).status).toBe(404);
  });
});

describe("close({ drain: true })", () => {
  it("answers a request that comes on an idle connection, then closes it [DEP-08]", async () => {
    const server = await serve({ port: 0, health: { path: "/up" } });
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
    const socket = connect(server.port, server.host);
    socket.setEncoding("latin1");
    const answers: string[] = [];
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        socket.once("data", (data) => {
          answers.push(String(data));
          resolve();
        });
      });
    socket.write(ask("/id/"));
    await next();

    const closed = server.close(10_000, { drain: true });
    socket.write(ask("/up/ready"));
    await next();
    await closed;

    expect(answers[0]).toMatch(/200 OK[^]*keep-alive/u);
    expect(answers[1]).toMatch(/503 Service Unavailable[^]*Connection: close/u);
  });
});

describe("request ids", () => {
  it.each(["a".repeat(128), "req-1.2_3"])("are taken as they came: %s", async (id) => {
    await using server = await serve({ port: 0, requestIds: true });

    const response = await fetch(`${server.url}id/`, { headers: { "X-Request-ID": id } });

    expect(response.headers.get("x-request-id")).toBe(id);
    expect(await response.text()).toBe(id);
  });

  it.each(["a".repeat(129), "a b", "a;b", '"', "é", "${jndi}", "<script>"])(
    "are new for what may forge a line of a log: %s [ADV-099]",
    async (id) => {
      await using server = await serve({ port: 0, requestIds: true });

      const response = await fetch(`${server.url}id/`, { headers: { "X-Request-ID": id } });

      expect(response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/u);
      expect(await response.text()).toBe(response.headers.get("x-request-id"));
    },
  );

  it("stay apart when requests interleave [ADV-123]", async () => {
    await using server = await serve({ port: 0, requestIds: true });
    const ids = Array.from({ length: 50 }, (_, index) => `request-${index}`);

    const texts = await Promise.all(
      ids.map(async (id) => {
        const response = await fetch(`${server.url}id/`, { headers: { "X-Request-ID": id } });
        return response.text();
      }),
    );

    expect(texts).toEqual(ids);
  });

  it("are off by default", async () => {
    await using server = await serve({ port: 0 });

    const response = await fetch(`${server.url}id/`, { headers: { "X-Request-ID": "a" } });

    expect([response.headers.get("x-request-id"), await response.text()]).toEqual([null, "none"]);
  });
});

describe("the access log", () => {
  it("is one line a request, whatever the visitor sends [ADV-099]", async () => {
    await using server = await serve({ port: 0, requestIds: true, accessLog: "detailed" });
    records.length = 0;
    const socket = connect(server.port, server.host);
    socket.end(
      "GET /\x9b31m\xe2\x80\xae HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
      "latin1",
    );
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    await fetch(`${server.url}id/`, { headers: { "X-Request-ID": "mine" } });
    await server.close(100);

    const lines = records.map((record) => record.message);
    // Node itself may refuse the first; no line then, or one without control characters.
    expect(lines.join("\n")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    expect(lines.at(-1)).toMatch(/^127\.0\.0\.1 "GET \/id\/ HTTP\/1\.1" 200 4 \d+ms mine$/u);
    expect(records.at(-1)?.extra).toMatchObject({ statusCode: 200, requestId: "mine" });
  });
});
