import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { FileResponse, HttpRequest, HttpResponse } from "./index.ts";
import { applyRange, parseRange } from "./ranges.ts";

const folder = mkdtempSync(join(tmpdir(), "nuages-ranges-"));
const path = join(folder, "digits.txt");

beforeAll(() => {
  configure({ secretKey: "k".repeat(50), allowedHosts: ["testserver"] });
  writeFileSync(path, "0123456789");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("parseRange()", () => {
  it.each([
    ["bytes=0-0", { start: 0, end: 1 }],
    ["bytes=2-4", { start: 2, end: 5 }],
    ["bytes=2-", { start: 2, end: 10 }],
    ["bytes=2-99", { start: 2, end: 10 }],
    ["bytes=-3", { start: 7, end: 10 }],
    ["bytes=-99", { start: 0, end: 10 }],
    ["BYTES= 9-9 ", { start: 9, end: 10 }],
    ["bytes=10-", null],
    ["bytes=-0", null],
    ["bytes=999999999999999-", null],
  ])("%s of ten bytes is %j", (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected);
  });

  it.each([
    "bytes=4-2",
    "bytes=-",
    "bytes=a-b",
    "bytes=0-1,3-4",
    "bytes=1--2",
    "bytes=0x1-2",
    `bytes=${"9".repeat(400)}-`,
    "lines=1-2",
    "",
    `bytes=${" ".repeat(100_000)}`,
  ])("%j is ignored", (header) => {
    expect(parseRange(header, 10)).toBeUndefined();
  });

  it("finds no bytes in an empty file", () => {
    expect(parseRange("bytes=0-", 0)).toBeNull();
    expect(parseRange("bytes=-5", 0)).toBeNull();
  });
});

async function ask(
  response: FileResponse,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<string> {
  const request = new HttpRequest({ method, rawHeaders: Object.entries(headers).flat() });
  applyRange(request, response);
  const text = Buffer.concat(await Array.fromAsync(response)).toString();
  await response.close();
  return text;
}

async function* pieces(): AsyncGenerator<string> {
  yield "012";
  yield "345";
  yield "6789";
}

describe("a part of a file", () => {
  it.each<[string, () => FileResponse]>([
    ["a file that was opened", () => FileResponse.open(path)],
    ["bytes", () => new FileResponse(Buffer.from("0123456789"))],
    ["a list", () => new FileResponse(["012", "3456789"])],
    ["a stream", () => new FileResponse({ size: 10, [Symbol.asyncIterator]: pieces })],
  ])("is sent alone: %s [HTTP-25]", async (_what, open) => {
    for (const [range, expected] of [
      ["bytes=2-6", "23456"],
      ["bytes=-4", "6789"],
      ["bytes=3-3", "3"],
    ] as const) {
      const response = open();

      expect(await ask(response, { Range: range })).toBe(expected);
      expect(response.statusCode).toBe(206);
      expect(response.headers.get("Content-Length")).toBe(String(expected.length));
    }
  });

  it("needs the validator that the client has seen", async () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    const open = (): FileResponse =>
      new FileResponse(Buffer.from("0123456789"), {
        headers: { ETag: '"a"', "Last-Modified": date },
      });
    const range = { Range: "bytes=0-1" };

    expect(await ask(open(), { ...range, "If-Range": '"a"' })).toBe("01");
    expect(await ask(open(), { ...range, "If-Range": date })).toBe("01");
    expect(await ask(open(), { ...range, "If-Range": '"b"' })).toBe("0123456789");
    expect(await ask(open(), { ...range, "If-Range": 'W/"a"' })).toBe("0123456789");
    expect(await ask(open(), { ...range, "If-Range": "yesterday" })).toBe("0123456789");
  });

  it("is for GET and whole, plain files of known length", async () => {
    const range = { Range: "bytes=0-1" };
    const failed = new FileResponse(Buffer.from("0123"), { status: 500 });
    const packed = new FileResponse(Buffer.from("0123"), {
      headers: { "Content-Encoding": "gzip" },
    });
    const endless = new FileResponse({ [Symbol.asyncIterator]: pieces });
    const page = new HttpResponse("0123");

    expect(await ask(new FileResponse(Buffer.from("0123")), range, "POST")).toBe("0123");
    expect(await ask(failed, range)).toBe("0123");
    expect(await ask(packed, range)).toBe("0123");
    expect(await ask(endless, range)).toBe("0123456789");
    applyRange(new HttpRequest({ rawHeaders: ["Range", "bytes=0-1"] }), page);
    expect([page.statusCode, page.headers.has("Accept-Ranges")]).toEqual([200, false]);
  });

  it("leaves no file open that was never read", async () => {
    const before = openSync(path, "r");
    for (let turn = 0; turn < 5; turn += 1) await FileResponse.open(path).close();
    const after = openSync(path, "r");

    expect(after - before).toBe(1);
  });
});
