import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { responseFromWeb } from "./index.ts";

const text = "hello ".repeat(100);
let upstream: Server;
let base: string;

beforeAll(async () => {
  configure({});
  upstream = createServer((message, target) => {
    if (message.url === "/odd") {
      target.writeHead(200, { "Content-Encoding": "aws-chunked", "Content-Length": 3 }).end("abc");
      return;
    }
    const body = message.url === "/plain" ? Buffer.from(text) : gzipSync(text);
    target.writeHead(200, {
      "Content-Type": "text/plain",
      "Content-Length": body.length,
      ...(message.url === "/plain" ? {} : { "Content-Encoding": "gzip" }),
      "X-Kept": "yes",
      "X-Hop": "1",
      Connection: "keep-alive, X-Hop",
      "Proxy-Connection": "keep-alive",
      "Set-Cookie": ["a=1; Path=/", "b=2"],
    });
    target.end(message.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});

async function bodyOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(content)).toString();
}

describe("responseFromWeb()", () => {
  it("sends what fetch has decompressed without the headers of the compressed bytes", async () => {
    const response = responseFromWeb(await fetch(`${base}/packed`));

    expect(await bodyOf(response)).toBe(text);
    expect(response.headers.has("Content-Encoding")).toBe(false);
    expect(response.headers.has("Content-Length")).toBe(false);
    await response.close();
  });

  it("keeps the headers of the content, and drops those of the connection", async () => {
    const response = responseFromWeb(await fetch(`${base}/plain`, { method: "HEAD" }));

    expect(response.headers.toJSON()).toMatchObject({
      "content-type": "text/plain",
      "x-kept": "yes",
    });
    for (const name of ["Connection", "Keep-Alive", "X-Hop", "Proxy-Connection"]) {
      expect([name, response.headers.has(name)]).toEqual([name, false]);
    }
    expect([...response.cookies.values()].map(String)).toEqual(["a=1; Path=/", "b=2"]);
    await response.close();
  });

  it("keeps the length of what was not compressed", async () => {
    const response = responseFromWeb(await fetch(`${base}/plain`));

    expect(response.headers.get("Content-Length")).toBe("600");
    expect(await bodyOf(response)).toBe(text);
    await response.close();
  });

  it("keeps the encoding that fetch does not know, and that of a response made by a library", async () => {
    const odd = responseFromWeb(await fetch(`${base}/odd`));
    const own = responseFromWeb(
      new Response(gzipSync(text), { headers: { "Content-Encoding": "gzip" } }),
    );

    expect(odd.headers.get("Content-Encoding")).toBe("aws-chunked");
    expect(await bodyOf(odd)).toBe("abc");
    expect(own.headers.get("Content-Encoding")).toBe("gzip");
    await Promise.all([odd.close(), own.close()]);
  });
});
