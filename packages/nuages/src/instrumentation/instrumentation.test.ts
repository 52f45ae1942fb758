import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";

import { describe, expect, it } from "vitest";

import { channelName, defineEvent, defineSpan, type SpanMessage, subscribe } from "./index.ts";

interface Query {
  readonly sql: string;
}

describe("defineSpan()", () => {
  it("runs the work untouched while nobody listens", async () => {
    const span = defineSpan<Query>("test.idle");
    const promise = Promise.resolve(3);

    expect(span.hasSubscribers).toBe(false);
    expect(span.runSync({ sql: "" }, () => 2)).toBe(2);
    expect(span.run({ sql: "" }, () => promise)).toBe(promise);
  });

  it("tells the start and the end of asynchronous work, with its duration and result", async () => {
    const span = defineSpan<Query>("test.async");
    const seen: unknown[] = [];
    const stop = subscribe(span, {
      start: ({ payload, duration }) => seen.push(["start", payload.sql, duration]),
      end: ({ payload, duration, result }) =>
        seen.push(["end", payload.sql, typeof duration, result]),
    });

    const result = await span.run({ sql: "SELECT 1" }, async () => {
      seen.push("work");
      return 1;
    });
    stop();

    expect(result).toBe(1);
    expect(seen).toEqual([
      ["start", "SELECT 1", undefined],
      "work",
      ["end", "SELECT 1", "number", 1],
    ]);
  });

  it("tells the error of rejected and of thrown work, and passes it on", async () => {
    const span = defineSpan<Query>("test.failing");
    const errors: unknown[] = [];
    const ends: unknown[] = [];
    const stop = subscribe(span, {
      end: (context) => ends.push(context),
      error: ({ error }) => errors.push(error),
    });
    const rejected = new RangeError("rejected");
    const thrown = new RangeError("thrown");

    const outcome = span.run({ sql: "" }, () => Promise.reject(rejected));
    await expect(outcome).rejects.toBe(rejected);
    const failing = (): never => {
      throw thrown;
    };
    expect(() => span.runSync({ sql: "" }, failing)).toThrow(thrown);
    stop();

    expect(errors).toEqual([rejected, thrown]);
    expect(ends).toEqual([]);
  });

  it("rejects when asynchronous work throws at once while somebody listens", async () => {
    const span = defineSpan<Query>("test.throwing");
    const stop = subscribe(span, {});
    const failing = (): Promise<never> => {
      throw new RangeError("at once");
    };

    await expect(span.run({ sql: "" }, failing)).rejects.toThrow("at once");
    stop();
  });

  it("ends a subscription", () => {
    const span = defineSpan<Query>("test.ended");
    const seen: unknown[] = [];

    const stop = subscribe(span, { start: (context) => seen.push(context) });
    stop();
    stop();
    span.runSync({ sql: "" }, () => 1);

    expect(span.hasSubscribers).toBe(false);
    expect(seen).toEqual([]);
  });

  it("is an ordinary diagnostics channel for tools from outside", () => {
    const span = defineSpan<Query>("test.outside");
    const phases: string[] = [];
    const listener = (message: unknown): void => {
      phases.push((message as SpanMessage<Query>).phase);
    };
    const outside = channel("nuages.test.outside");

    outside.subscribe(listener);
    span.runSync({ sql: "" }, () => 1);
    outside.unsubscribe(listener);

    expect(channelName("query")).toBe("nuages.query");
    expect(phases).toEqual(["start", "end"]);
  });

  it("runs the work inside stores that tracers bind to the channel", async () => {
    const span = defineSpan<Query>("test.stores");
    const storage = new AsyncLocalStorage<string>();
    const outside = channel("nuages.test.stores");
    outside.bindStore(storage, (message) => (message as SpanMessage<Query>).context.payload.sql);

    const inside = await span.run({ sql: "SELECT 2" }, async () => storage.getStore());
    outside.unbindStore(storage);

    expect(inside).toBe("SELECT 2");
    expect(storage.getStore()).toBeUndefined();
  });
});

describe("defineEvent()", () => {
  it("tells each listener what was published, until it leaves", () => {
    const event = defineEvent<Query>("test.event");
    const seen: string[] = [];

    event.publish({ sql: "nobody" });
    const stop = subscribe(event, ({ sql }) => seen.push(sql));
    expect(event.hasSubscribers).toBe(true);
    event.publish({ sql: "one" });
    stop();
    event.publish({ sql: "two" });

    expect(event.hasSubscribers).toBe(false);
    expect(seen).toEqual(["one"]);
  });
});
