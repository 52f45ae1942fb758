import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { configure, isConfigured, overrideSettings } from "../conf/index.ts";
import {
  BaseCache,
  caches,
  DummyCache,
  InvalidCacheBackendError,
  LocMemCache,
  makeTemplateFragmentKey,
  MissingCacheKey,
  UncacheableValue,
} from "./index.ts";

beforeAll(() => {
  if (!isConfigured()) configure({ secretKey: "only-for-tests" });
});

describe("LocMemCache", () => {
  let cache: LocMemCache;

  beforeEach(async () => {
    cache = new LocMemCache({ backend: "locmem", location: "tests" });
    await cache.clear();
  });

  it("stores, reads, adds, touches and deletes [CACHE-01] [CACHE-08]", async () => {
    await cache.set("a", { n: 1 });

    expect(await cache.get("a")).toEqual({ n: 1 });
    expect(await cache.add("a", 2)).toBe(false);
    expect(await cache.add("b", 2)).toBe(true);
    expect(await cache.touch("b")).toBe(true);
    expect(await cache.delete("b")).toBe(true);
    expect(await cache.delete("b")).toBe(false);
    expect(await cache.get("b", { default: "none" })).toBe("none");
  });

  it("tells a stored null from a missing key [CACHE-08]", async () => {
    await cache.set("nothing", null);

    expect(await cache.get("nothing", { default: "none" })).toBeNull();
    expect(await cache.hasKey("nothing")).toBe(true);
  });

  it("makes a value once and keeps it [CACHE-08]", async () => {
    const make = vi.fn(async () => "made");

    expect(await cache.getOrSet("a", make)).toBe("made");
    expect(await cache.getOrSet("a", make)).toBe("made");
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("gives all who ask at once the value that was stored first [ADV-124]", async () => {
    let made = 0;
    const make = async (): Promise<number> => (made += 1);

    const answers = await Promise.all(Array.from({ length: 5 }, () => cache.getOrSet("a", make)));

    expect(new Set(answers).size).toBe(1);
  });

  it("works on many keys [CACHE-09]", async () => {
    expect(await cache.setMany({ a: 1, b: 2 })).toEqual([]);
    expect([...(await cache.getMany(["a", "x", "b"]))]).toEqual([
      ["a", 1],
      ["b", 2],
    ]);

    await cache.deleteMany(["a", "b"]);

    expect(await cache.hasKey("a")).toBe(false);
  });

  it("counts, and refuses to count what is not there or no number [CACHE-09]", async () => {
    await cache.set("n", 5);
    await cache.set("text", "5");

    expect(await cache.incr("n")).toBe(6);
    expect(await cache.decr("n", 4)).toBe(2);
    expect(await cache.get("n")).toBe(2);
    await expect(cache.incr("missing")).rejects.toThrow(MissingCacheKey);
    await expect(cache.incr("text")).rejects.toThrow("no number");
  });

  it("keeps versions apart, and moves between them [CACHE-10]", async () => {
    await cache.set("a", "one");
    await cache.set("a", "two", { version: 2 });

    expect(await cache.get("a")).toBe("one");
    expect(await cache.get("a", { version: 2 })).toBe("two");
    expect(await cache.incrVersion("a", 2)).toBe(3);
    expect(await cache.get("a", { version: 3 })).toBe("one");
    expect(await cache.hasKey("a")).toBe(false);
    expect(await cache.decrVersion("a", 1, { version: 3 })).toBe(2);
  });

  it("forgets when the time is over; null keeps for ever, 0 not at all [CACHE-06]", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    try {
      await cache.set("short", 1, { timeout: 10 });
      await cache.set("usual", 1);
      await cache.set("ever", 1, { timeout: null });
      await cache.set("never", 1, { timeout: 0 });

      expect(await cache.hasKey("never")).toBe(false);
      vi.setSystemTime(10_000);
      expect(await cache.hasKey("short")).toBe(false);
      vi.setSystemTime(300_000);
      expect(await cache.hasKey("usual")).toBe(false);
      vi.setSystemTime(1e12);
      expect(await cache.hasKey("ever")).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("throws away what was not used for the longest time [CACHE-01] [CACHE-06]", async () => {
    const small = new LocMemCache({
      backend: "locmem",
      location: "small",
      options: { maxEntries: 3, cullFrequency: 3 },
    });
    for (const key of ["a", "b", "c"]) await small.set(key, key);
    await small.get("a");

    await small.set("d", "d");

    expect(await small.hasKey("b")).toBe(false);
    expect(await small.hasKey("a")).toBe(true);
  });

  it("throws everything away with a cull frequency of 0 [CACHE-06]", async () => {
    const options = { maxEntries: 2, cullFrequency: 0 };
    const small = new LocMemCache({ backend: "locmem", location: "flush", options });
    for (const key of ["a", "b", "c"]) await small.set(key, key);

    expect([...(await small.getMany(["a", "b", "c"])).keys()]).toEqual(["c"]);
  });

  it("makes keys of prefix, version and key, or as it is told [CACHE-06]", () => {
    const prefixed = new LocMemCache({ backend: "locmem", keyPrefix: "site", version: 7 });
    const own = new LocMemCache({ backend: "locmem", keyFunction: (key) => key.toUpperCase() });

    expect(prefixed.makeKey("a")).toBe("site:7:a");
    expect(own.makeKey("a")).toBe("A");
  });

  it("gives copies: a change of what was read or stored changes nothing [CACHE-12] [ADV-125]", async () => {
    const list = [1, { deep: [2] }];
    await cache.set("list", list);
    list.push(3);

    const first = (await cache.get("list")) as unknown[];
    first.push(4);

    expect(await cache.get("list")).toEqual([1, { deep: [2] }]);
  });

  it.each([
    ["a map", new Map([["a", new Set([1])]])],
    ["a date", new Date(0)],
    ["bytes", new Uint8Array([1, 2])],
    ["a big integer", 2n ** 70n],
    ["data with a key then", { then: "later" }],
    ["data with a key __proto__", JSON.parse('{"__proto__": {"x": 1}}')],
  ])("gives back %s as it was [CACHE-12] [ADV-113]", async (_name, value) => {
    await cache.set("v", value);

    expect(await cache.get("v")).toEqual(value);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it.each([
    ["a function", () => 1],
    ["an instance of a class", new (class Book {})()],
    ["what holds one", { list: [new (class Book {})()] }],
  ])("refuses %s instead of losing what it is [CACHE-12]", async (_name, value) => {
    await expect(cache.set("v", value)).rejects.toThrow(UncacheableValue);
  });
});

describe("keys", () => {
  it("that other backends refuse are warned of, once [CACHE-11]", async () => {
    const warned: Error[] = [];
    const listener = (warning: Error): void => void warned.push(warning);
    process.on("warning", listener);
    const cache = new LocMemCache({ backend: "locmem", location: "keys" });

    await cache.set("with space", 1);
    await cache.set("with space", 2);
    await cache.set("k".repeat(300), 1);
    await new Promise((resolve) => setImmediate(resolve));

    process.off("warning", listener);
    expect(warned.map(({ name }) => name)).toEqual(["CacheKeyWarning", "CacheKeyWarning"]);
  });
});

describe("DummyCache", () => {
  it("keeps nothing [CACHE-03]", async () => {
    const cache = new DummyCache({ backend: "dummy" });
    await cache.set("a", 1);

    expect(await cache.add("a", 1)).toBe(true);
    expect(await cache.get("a")).toBeUndefined();
    expect(await cache.getOrSet("a", 2)).toBe(2);
  });
});

describe("caches", () => {
  it("gives the caches of the settings, each once [CACHE-07]", () => {
    using _ = overrideSettings({
      caches: { default: { backend: "locmem" }, nothing: { backend: "dummy" } },
    });

    expect(caches.get()).toBeInstanceOf(LocMemCache);
    expect(caches.get("nothing")).toBeInstanceOf(DummyCache);
    expect(caches.get("nothing")).toBe(caches.get("nothing"));
  });

  it("takes a class of the site's own [CACHE-05]", () => {
    class Own extends DummyCache {}
    using _ = overrideSettings({ caches: { default: { backend: Own } } });

    expect(caches.get()).toBeInstanceOf(Own);
    expect(caches.get()).toBeInstanceOf(BaseCache);
  });

  it("says which caches and backends there are [CACHE-05] [CACHE-07]", () => {
    using _ = overrideSettings({ caches: { default: { backend: "redis" } } });

    expect(() => caches.get("pages")).toThrow(InvalidCacheBackendError);
    expect(() => caches.get("pages")).toThrow("Caches: default.");
    expect(() => caches.get()).toThrow("Backends: dummy, locmem.");
    expect(() => caches.get("__proto__")).toThrow(InvalidCacheBackendError);
  });
});

describe("makeTemplateFragmentKey()", () => {
  it("gives Django's keys [CACHE-16]", () => {
    expect(makeTemplateFragmentKey("foo")).toBe(
      "template.cache.foo.d41d8cd98f00b204e9800998ecf8427e",
    );
    expect(makeTemplateFragmentKey("foo", ["abc", "def"])).toBe(
      "template.cache.foo.17c1a507a0cb58384f4c639067a93520",
    );
    expect(makeTemplateFragmentKey("spam", ["abc:def%"])).toBe(
      "template.cache.spam.06c8ae8e8c430b69fb0a6443504153dc",
    );
  });
});
