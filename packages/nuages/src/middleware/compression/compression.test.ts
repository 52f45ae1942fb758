import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, createGunzip, gunzipSync, zstdDecompressSync } from "node:zlib";

import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import {
  FileResponse,
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  StreamingHttpResponse,
} from "../../http/index.ts";
import { Client } from "../../testing/index.ts";
import { path } from "../../urls/index.ts";
import { SimpleTemplateResponse, type ViewFunction } from "../../views/index.ts";
import { chooseEncoding } from "./accept-encoding.ts";
import { compressPage, CompressionMiddleware, gzipPage } from "../index.ts";
import { ENCODERS } from "./encoders.ts";

beforeAll(() =>
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"], rootUrlconf: [] }),
);
let active: Disposable | undefined;
afterEach(() => {
  active?.[Symbol.dispose]();
  active = undefined;
});

const long = "Trees are a swing é ".repeat(100);

function client(view: ViewFunction<unknown>, middleware = [CompressionMiddleware]): Client {
  active?.[Symbol.dispose]();
  active = overrideSettings({ middleware, rootUrlconf: [path("", view)] });
  return new Client();
}

const accepting = (encodings: string) => ({ headers: { "Accept-Encoding": encodings } });

const decompress: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

describe("chooseEncoding()", () => {
  const offered = ["zstd", "br", "gzip"] as const;

  it.each([
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip, br", "br"],
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["GZIP;Q=0.5, br;q=0.4", "gzip"],
    ["br;q=0, gzip;q=0.1", "gzip"],
    ["br; q=1.000 , zstd;q=0.999", "br"],
    ["*", "zstd"],
    ["*;q=0.5, zstd;q=0", "br"],
    ["gzip;q=0", undefined],
    ["*;q=0", undefined],
    ["", undefined],
    ["identity", undefined],
    ["identity;q=1, gzip;q=0.5", undefined],
    ["identity;q=0.5, gzip;q=0.5", "gzip"],
    ["deflate", undefined],
    ["gzipped, notgzip", undefined],
    ["gzip;q=nonsense", undefined],
    ["gzip;q=-1", undefined],
    ["__proto__, constructor", undefined],
    [",".repeat(100_000), undefined],
  ])("takes from %j the best: %s", (header, expected) => {
    expect(chooseEncoding(header, offered)).toBe(expected);
  });
});

describe("CompressionMiddleware", () => {
  it.each(["zstd", "br", "gzip"])("compresses whole pages: %s [HTTP-41]", async (name) => {
    const view = (): HttpResponse => new HttpResponse(long, { headers: { ETag: '"a"' } });

    const response = await client(view).get("/", accepting(name));

    expect(response.headers.get("Content-Encoding")).toBe(name);
    expect(response.headers.get("Content-Length")).toBe(String(response.content.length));
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(response.headers.get("ETag")).toBe('W/"a"');
    expect(response.content.length).toBeLessThan(long.length / 2);
    expect(decompress[name]?.(response.content).toString()).toBe(long);
  });

  it.each(["zstd", "br", "gzip"])(
    "hides the length of pages and streams: %s [SEC-21, ADV-104]",
    async (name) => {
      for (const view of [
        () => new HttpResponse(long),
        () => new StreamingHttpResponse([long, long]),
      ]) {
        const site = client(view);
        const lengths = new Set<number>();
        for (let turn = 0; turn < 30; turn += 1) {
          const { content } = await site.get("/", accepting(name));
          lengths.add(content.length);
          expect(decompress[name]?.(content).toString()).toContain(long);
        }

        expect(lengths.size).toBeGreaterThan(5);
      }
    },
  );

  it.each([1, 2, 99, 100])("can hide it with %i bytes", async (count) => {
    for (const [name, encoder] of Object.entries(ENCODERS)) {
      const padded = encoder.pad(await encoder.compress(Buffer.from(long)), count);

      expect(decompress[name]?.(padded).toString()).toBe(long);
    }
  });

  it.each(["zstd", "br", "gzip"])("compresses streams, empty ones too: %s", async (name) => {
    const view = (): StreamingHttpResponse =>
      new StreamingHttpResponse([long, "", "é", long], { headers: { "Content-Length": 9 } });

    const response = await client(view).get("/", accepting(name));
    const empty = await client(() => new StreamingHttpResponse([])).get("/", accepting(name));

    expect(response.headers.get("Content-Length")).toBeUndefined();
    expect(decompress[name]?.(response.content).toString()).toBe(`${long}é${long}`);
    expect(decompress[name]?.(empty.content).toString()).toBe("");
  });

  it("offers no parts of a file that it compresses", async () => {
    const view = (): FileResponse => new FileResponse(Buffer.from(long), { filename: "a.txt" });
    const range = { headers: { "Accept-Encoding": "br", Range: "bytes=0-4" } };

    const whole = await client(view).get("/", accepting("br"));
    const plain = await client(view).get("/", accepting("identity"));
    const part = await client(view).get("/", range);

    expect(brotliDecompressSync(whole.content).toString()).toBe(long);
    expect(whole.headers.has("Accept-Ranges")).toBe(false);
    expect(plain.headers.get("Accept-Ranges")).toBe("bytes");
    expect([part.statusCode, part.text, part.headers.has("Content-Encoding")]).toEqual([
      206,
      "Trees",
      false,
    ]);
  });

  it("sends what is there, before the stream ends", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<string> {
      yield "first";
      await promise;
      yield "second";
    }
    const response = await new CompressionMiddleware(() => new StreamingHttpResponse(slow())).call(
      new HttpRequest({
        rawHeaders: ["Accept-Encoding", "gzip"],
      }),
    );
    const gunzip = createGunzip();
    const texts: string[] = [];
    gunzip.on("data", (data) => texts.push(String(data)));

    const sending = (async () => {
      for await (const chunk of response) gunzip.write(chunk);
      gunzip.end();
    })();
    while (texts.length === 0) await sleep(1);
    const early = texts.join("");
    resolve();
    await sending;

    expect(early).toBe("first");
  });

  it("ends the source when the reader leaves", async () => {
    let hasEnded = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield long;
      } finally {
        hasEnded = true;
      }
    }
    const response = new StreamingHttpResponse(endless());
    const request = new HttpRequest({ rawHeaders: ["Accept-Encoding", "br"] });
    await new CompressionMiddleware(() => response).call(request);

    for await (const chunk of response) if (chunk.length > 0) break;
    while (!hasEnded) await sleep(1);

    expect(hasEnded).toBe(true);
  });

  it("passes an error of the source on", async () => {
    async function* failing(): AsyncGenerator<string> {
      yield long;
      throw new Error("the source broke");
    }
    const response = new StreamingHttpResponse(failing());
    const request = new HttpRequest({ rawHeaders: ["Accept-Encoding", "zstd"] });
    await new CompressionMiddleware(() => response).call(request);

    await expect(Array.fromAsync(response)).rejects.toThrow("the source broke");
  });

  it.each<[string, () => HttpResponseBase]>([
    ["short pages", () => new HttpResponse("short")],
    ["pictures", () => new HttpResponse(long, { contentType: "image/png" })],
    ["archives", () => new HttpResponse(long, { contentType: "application/zip" })],
    ["ranges", () => new HttpResponse(long, { status: 206 })],
    [
      "what must not be transformed",
      () => new HttpResponse(long, { headers: { "Cache-Control": "public, No-Transform" } }),
    ],
    [
      "what is encoded already",
      () => new HttpResponse(long, { headers: { "Content-Encoding": "deflate" } }),
    ],
  ])("leaves alone %s", async (_what, view) => {
    const response = await client(view).get("/", accepting("zstd, br, gzip"));

    expect(response.headers.get("Content-Encoding") ?? "").not.toMatch(/zstd|br|gzip/u);
    expect(response.content.equals((view() as HttpResponse).content)).toBe(true);
  });

  it("says that pages vary also to those who get them plain", async () => {
    const response = await client(() => new HttpResponse(long)).get("/", accepting("identity"));

    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(response.headers.has("Content-Encoding")).toBe(false);
  });

  it("keeps what does not get shorter", async () => {
    const noise = Buffer.from(Array.from({ length: 250 }, (_, index) => (index * 89 + 7) % 256));

    const response = await client(() => new HttpResponse(noise)).get("/", accepting("gzip"));

    expect(response.headers.has("Content-Encoding")).toBe(false);
    expect(response.content.equals(noise)).toBe(true);
  });
});

describe("gzipPage and compressPage", () => {
  it("compress one view's pages, template responses too [VIEW-07, VIEW-08]", async () => {
    class Page extends SimpleTemplateResponse {
      override async renderedContent(): Promise<string> {
        return long;
      }
    }
    const plain = await client(
      gzipPage(() => new HttpResponse(long)),
      [],
    ).get("/", accepting("br, gzip"));
    const lazy = await client(
      compressPage(() => new Page("page.html")),
      [],
    ).get("/", accepting("br, gzip"));

    expect(gunzipSync(plain.content).toString()).toBe(long);
    expect(brotliDecompressSync(lazy.content).toString()).toBe(long);
  });
});
