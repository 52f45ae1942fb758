import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, describe, expect, it } from "vitest";

import { configure } from "nuages/conf";
import { serve } from "nuages/server";

import { loadPatterns, openSockets, type Tally, usedHeap, visitAll } from "../lib/http-load.ts";
import { upload, uploadPattern } from "../lib/http-upload.ts";

const DURATION = 60_000;
const MEBIBYTE = 2 ** 20;

beforeAll(() =>
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1"],
    rootUrlconf: [...loadPatterns, uploadPattern],
  }),
);

describe("200 keep-alive connections with aborts, for a minute", () => {
  it(
    "get no wrong answer, and leave neither sockets nor memory behind [ADV-122, ADV-149]",
    { timeout: DURATION * 3 },
    async () => {
      const server = await serve({ port: 0 });
      const before = openSockets();
      const tally: Tally = { answered: 0, aborted: 0, wrong: [] };
      await visitAll(server.url, DURATION / 4, tally);
      const warm = { heap: usedHeap(), resident: process.memoryUsage.rss() };

      await visitAll(server.url, DURATION, tally);
      const used = { heap: usedHeap(), resident: process.memoryUsage.rss() };
      await server.close(10_000);
      while (openSockets() > before) await sleep(10);

      expect(tally.wrong).toEqual([]);
      expect(tally.answered).toBeGreaterThan(2_000);
      expect(tally.aborted).toBeGreaterThan(200);
      expect(used.heap - warm.heap).toBeLessThan(4 * MEBIBYTE);
      expect(used.resident - warm.resident).toBeLessThan(96 * MEBIBYTE);
    },
  );
});

describe("an upload", () => {
  it(
    "of 2 GB needs no more memory than one of 20 MB [HTTP-11, ADV-063]",
    { timeout: 600_000 },
    async () => {
      await using server = await serve({ port: 0 });
      const small = await upload(server.port, 20 * MEBIBYTE);

      const large = await upload(server.port, 2_048 * MEBIBYTE);

      expect(large.size).toBe(2_048 * MEBIBYTE);
      expect(large.memory - small.memory).toBeLessThan(64 * MEBIBYTE);
    },
  );
});
