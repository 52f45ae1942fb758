import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { configure } from "../conf/index.ts";
import { HttpResponse, StreamingHttpResponse } from "../http/index.ts";
import { type Handler, nodeListener } from "./index.ts";
import { type Sendable, SendQueue } from "./send-queue.ts";

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Responses that note when they are sent. */
function noting(sent: number[]): (number: number) => Sendable {
  return (number) => ({ sendNow: () => sent.push(number) });
}

beforeAll(() => {
  configure({ secretKey: "k".repeat(50), allowedHosts: ["127.0.0.1"], rootUrlconf: [] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("SendQueue", () => {
  it("sends what became ready in one turn at its end, in order", async () => {
    const sent: number[] = [];
    const response = noting(sent);
    // A machine that is busy may take longer than responses wait.
    vi.spyOn(performance, "now").mockReturnValue(1_000);
    const queue = new SendQueue();

    for (const number of [1, 2, 3]) queue.add(response(number));
    const before = [...sent];
    await turn();

    expect(before).toEqual([]);
    expect(sent).toEqual([1, 2, 3]);
  });

  it("sends each response once, whatever was sent early", async () => {
    const sent: number[] = [];
    const response = noting(sent);
    const queue = new SendQueue();
    const numbers = Array.from({ length: 100 }, (_, index) => index);

    for (const number of numbers) queue.add(response(number));
    const early = sent.length;
    await turn();

    expect(early).toBeGreaterThan(0);
    expect(sent).toEqual(numbers);
  });

  it("does not let responses wait for slow ones of the same turn", () => {
    const sent: number[] = [];
    const response = noting(sent);
    const clock = vi.spyOn(performance, "now").mockReturnValue(1_000);
    const queue = new SendQueue();

    queue.add(response(1));
    clock.mockReturnValue(1_001);
    queue.add(response(2));
    const before = [...sent];
    clock.mockReturnValue(1_050);
    queue.add(response(3));

    expect(before).toEqual([]);
    expect(sent).toEqual([1, 2, 3]);
  });

  it("takes responses that come while it sends", async () => {
    const sent: number[] = [];
    const response = noting(sent);
    const queue = new SendQueue();
    queue.add({
      sendNow: () => {
        sent.push(1);
        queue.add(response(2));
      },
    });

    await turn();
    await turn();

    expect(sent).toEqual([1, 2]);
  });

  it("goes on while a test's clock stands still", async () => {
    const sent: number[] = [];
    const queue = new SendQueue();
    const realTurn = turn();
    vi.useFakeTimers();

    queue.add(noting(sent)(1));
    await realTurn;
    vi.useRealTimers();
    await turn();

    expect(sent).toEqual([1]);
  });
});

async function answersOf(handler: Handler, paths: readonly string[]): Promise<string[]> {
  const server = createServer(nodeListener({ handler }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await Promise.all(
      paths.map(async (path) => {
        const sent = httpRequest({ host: "127.0.0.1", port, path }).end();
        const [answer] = (await once(sent, "response")) as [AsyncIterable<Buffer>];
        const chunks = await Array.fromAsync(answer);
        return Buffer.concat(chunks).toString();
      }),
    );
  } finally {
    server.close();
  }
}

describe("nodeListener()", () => {
  const paths = Array.from({ length: 60 }, (_, index) => `/${index}`);

  it("gives each of many requests its own answer", async () => {
    const answers = await answersOf((request) => new HttpResponse(request.path), paths);

    expect(answers).toEqual(paths);
  });

  it("gives streams and responses with something to release their order of events", async () => {
    const events: string[] = [];
    const handler: Handler = (request) => {
      if (request.path.endsWith("7")) return new StreamingHttpResponse([request.path]);
      const response = new HttpResponse(request.path);
      response.addCloser(() => events.push(request.path));
      return response;
    };

    const answers = await answersOf(handler, paths);

    expect(answers).toEqual(paths);
    expect(events.toSorted()).toEqual(paths.filter((path) => !path.endsWith("7")).toSorted());
  });
});
