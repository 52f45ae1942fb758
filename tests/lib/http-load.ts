import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { EventStreamResponse, HttpResponse, StreamingHttpResponse } from "nuages/http";
import { path } from "nuages/urls";

const VISITORS = 200;

async function* events(): AsyncGenerator<string> {
  for (let turn = 0; turn < 3; turn += 1) {
    await sleep(1);
    yield "event";
  }
}

/** What the visitors ask for: a page, a stream, events. */
export const loadPatterns = [
  path("page/", () => new HttpResponse("x".repeat(2_000))),
  path(
    "stream/",
    () => new StreamingHttpResponse(Array.from({ length: 20 }, () => "y".repeat(2_000))),
  ),
  path("events/", () => new EventStreamResponse(events())),
];
const TARGETS = ["page/", "stream/", "events/"];

/** What the visitors have seen. */
export interface Tally {
  answered: number;
  aborted: number;
  /** Other statuses than 200, and errors. */
  readonly wrong: unknown[];
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

/** Asks until the time is over; one request of seven is left before it is answered. */
async function visit(url: string, visitor: number, until: number, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = visitor; performance.now() < until; round += 1) {
    const target = `${url}${TARGETS[round % TARGETS.length]}`;
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

/** Lets 200 visitors with a connection each ask the server at `url` for so long. */
export async function visitAll(url: string, milliseconds: number, tally: Tally): Promise<void> {
  const until = performance.now() + milliseconds;
  await Promise.all(
    Array.from({ length: VISITORS }, (_, visitor) => visit(url, visitor, until, tally)),
  );
}

/** How many sockets and pipes of the process are open. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCPSocketWrap|PipeWrap/.test(kind))
    .length;
}

/** Bytes of the heap that are in use after everything unused was freed. */
export function usedHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
