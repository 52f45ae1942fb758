import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "nuages/conf";
import { HttpResponse, StreamingHttpResponse } from "nuages/http";
import { type RunningServer, serve } from "nuages/server";
import { path } from "nuages/urls";

const DURATION = 60_000;
const VISITORS = 200;

let server: RunningServer;

beforeAll(async () => {
  configure({
    secretKey: "k".repeat(50),
    allowedHosts: ["127.0.0.1"],
    rootUrlconf: [
      path("page/", () => new HttpResponse("x".repeat(2_000))),
      path(
        "stream/",
        () => new StreamingHttpResponse(Array.from({ length: 20 }, () => "y".repeat(2_000))),
      ),
    ],
  });
  server = await serve({ port: 0 });
});
afterAll(() => server.close(0));

interface Tally {
  answered: number;
  aborted: number;
  readonly wrong: unknown[];
}

/** Asks until the time is over; one request of seven is left before it is answered. */
async function visit(visitor: number, until: number, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = visitor; performance.now() < until; round += 1) {
    const target = `${server.url}${round % 2 === 0 ? "page/" : "stream/"}`;
    await ask(target, agent, round % 7 === 0 ? (round % 5) * 2 : undefined).then(
      (status) => {
        if (status === 200) tally.answered += 1;
        else if (status === undefined) tally.aborted += 1;
        else tally.wrong.push(status);
      },
      (error: unknown) => tally.wrong.push(error),
    );
  }
  agent.destroy();
}

/** The status; nothing for a visitor who leaves after so many milliseconds. */
function ask(target: string, agent: Agent, leaveAfter?: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let isLeaving = false;
    const request = get(target, { agent }, (response) => {
      response.on("error", (error) => (isLeaving ? resolve(undefined) : reject(error)));
      response.on("end", () => resolve(response.statusCode)).resume();
    });
    request.on("error", (error) => (isLeaving ? resolve(undefined) : reject(error)));
    if (leaveAfter === undefined) return;
    setTimeout(() => {
      isLeaving = true;
      request.destroy();
      resolve(undefined);
    }, leaveAfter);
  });
}

function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
}

describe("200 keep-alive connections with aborts", () => {
  it(
    "get no wrong answer, and leave neither handles nor memory behind [ADV-122, ADV-149]",
    { timeout: DURATION * 3 },
    async () => {
      const before = sockets();
      const tally: Tally = { answered: 0, aborted: 0, wrong: [] };
      const run = (milliseconds: number): Promise<unknown> => {
        const until = performance.now() + milliseconds;
        return Promise.all(
          Array.from({ length: VISITORS }, (_, visitor) => visit(visitor, until, tally)),
        );
      };
      await run(DURATION / 4);
      const warm = process.memoryUsage.rss();

      await run(DURATION);
      const used = process.memoryUsage.rss();
      await server.close(10_000);
      // Closing takes a turn or two; what stays open is found by the runner's limit.
      while (sockets() > before) await sleep(10);

      expect(tally.wrong).toEqual([]);
      expect(tally.answered).toBeGreaterThan(VISITORS * 10);
      expect(tally.aborted).toBeGreaterThan(VISITORS);
      expect(used - warm).toBeLessThan(96 * 2 ** 20);
    },
  );
});
