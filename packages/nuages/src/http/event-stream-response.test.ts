import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, describe, expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { EventStreamResponse, formatEvent } from "./index.ts";

beforeAll(() => configure({ secretKey: "k".repeat(50) }));

describe("formatEvent()", () => {
  it.each([
    [{ data: "hello" }, "data: hello\n\n"],
    [{ data: "a\nb\r\nc\rd" }, "data: a\ndata: b\ndata: c\ndata: d\n\n"],
    [{ data: "" }, "data: \n\n"],
    [{ data: { a: "x\ny" } }, 'data: {"a":"x\\ny"}\n\n'],
    [{ data: undefined }, "data: null\n\n"],
    [
      { data: 1, event: "tick", id: "7", retry: 500 },
      "event: tick\nid: 7\nretry: 500\ndata: 1\n\n",
    ],
  ])("%j", (event, expected) => {
    expect(formatEvent(event)).toBe(expected);
  });

  it.each([
    { data: "", event: "a\ndata: forged" },
    { data: "", id: "a\rb" },
    { data: "", id: "a\0" },
    { data: "", retry: 1.5 },
    { data: "", retry: -1 },
  ])("refuses %j", (event) => {
    expect(() => formatEvent(event)).toThrow(RangeError);
  });
});

describe("EventStreamResponse", () => {
  it("breaks the silence with comments", async () => {
    async function* slow(): AsyncGenerator<string> {
      await sleep(30);
      yield "late";
    }
    const response = new EventStreamResponse(slow(), { heartbeat: 5 });

    const text = Buffer.concat(await Array.fromAsync(response)).toString();

    expect(text).toMatch(/^(?::\n\n){2,}data: late\n\n$/u);
  });

  it("ends a generator that waits when nobody reads any more", async () => {
    const stop = new AbortController();
    let hasEnded = false;
    async function* waiting(): AsyncGenerator<string> {
      try {
        await sleep(60_000, undefined, { signal: stop.signal });
        yield "never";
      } finally {
        hasEnded = true;
      }
    }
    const iterator = new EventStreamResponse(waiting(), { heartbeat: 1 })[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();

    await iterator.return?.(undefined);
    stop.abort();
    while (!hasEnded) await sleep(1);

    expect(hasEnded).toBe(true);
  });

  it("passes an error of the generator on", async () => {
    async function* failing(): AsyncGenerator<string> {
      yield "one";
      throw new Error("no more events");
    }

    await expect(Array.fromAsync(new EventStreamResponse(failing()))).rejects.toThrow(
      "no more events",
    );
  });
});
