import { availableParallelism } from "node:os";

import { afterEach, describe, expect, it, vi } from "vitest";

import { readServeOptions } from "./serve-options.ts";
import { restartDelay } from "./worker-pool.ts";

const given = {
  addrport: undefined,
  socket: undefined,
  workers: undefined,
  grace: 30,
  keepAlive: 5,
  health: "/-/health",
  noAccessLog: false,
  noRequestIds: false,
  allowDebug: false,
  skipChecks: false,
};

describe("readServeOptions()", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("takes the number of workers from the option, the environment, the processors", () => {
    vi.stubEnv("WEB_CONCURRENCY", "");
    expect(readServeOptions(given).workers).toBe(availableParallelism());

    vi.stubEnv("WEB_CONCURRENCY", "7");
    expect(readServeOptions(given).workers).toBe(7);
    expect(readServeOptions({ ...given, workers: "3" }).workers).toBe(3);
    expect(readServeOptions({ ...given, workers: "auto" }).workers).toBe(availableParallelism());
  });

  it.each(["0", "-1", "1.5", "many", "9999"])("refuses %s workers", (workers) => {
    expect(() => readServeOptions({ ...given, workers })).toThrow("is not a number of workers");
  });

  it.each([-1, NaN, Infinity])("refuses %s seconds", (grace) => {
    expect(() => readServeOptions({ ...given, grace })).toThrow("--grace takes seconds");
  });

  it.each(["status", "/", "/a b", "/a?b", "//a"])("refuses the path %s for health", (health) => {
    expect(() => readServeOptions({ ...given, health })).toThrow("is not a path for the health");
  });

  it("leaves the paths of health out", () => {
    expect(readServeOptions({ ...given, health: "none" }).healthPath).toBeUndefined();
  });

  it("refuses a socket together with an address", () => {
    expect(() => readServeOptions({ ...given, socket: "/run/a", addrport: "80" })).toThrow(
      "in place of an address",
    );
  });
});

describe("restartDelay()", () => {
  it("grows with each worker that ends early, to half a minute", () => {
    expect([1, 2, 3, 4, 10, 1_000].map(restartDelay)).toEqual([0, 100, 200, 400, 25_600, 30_000]);
  });
});
