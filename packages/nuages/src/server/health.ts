import type { ServerResponse } from "node:http";

import { getLogger } from "../logging/index.ts";
import type { NodeListener } from "./node-listener.ts";

/** Where a server says how it is. */
export interface HealthOptions {
  /**
   * Start of the two paths: `<path>/live` is 200 while the process answers, `<path>/ready` is 200 while it
   * should get requests, else 503. Neither looks at the host, runs middleware, or is logged.
   */
  readonly path: string;
  /** Whether all that the site needs is there; throws or rejects when not. Default: nothing is needed. */
  readonly check?: () => unknown;
}

/** Milliseconds for which an answer of `check` counts, so that visitors cannot make it work hard. */
const freshness = 1_000;
/** Milliseconds that `check` may take. */
const patience = 5_000;

/** Answers the two paths of health itself, and leaves everything else to `listener`. */
export function withHealth(
  listener: NodeListener,
  options: HealthOptions,
  isClosing: () => boolean,
): NodeListener {
  const live = `${options.path}/live`;
  const ready = `${options.path}/ready`;
  const isReady = remembered(options.check ?? (() => undefined));
  return (message, target) => {
    const { url = "", method } = message;
    if (!url.startsWith(options.path) || (method !== "GET" && method !== "HEAD")) {
      listener(message, target);
      return;
    }
    const [path] = url.split("?", 1);
    if (path === live) answer(target, true);
    else if (path !== ready) listener(message, target);
    else if (isClosing()) answer(target, false);
    else void isReady().then((fine) => answer(target, fine));
  };
}

function answer(target: ServerResponse, isFine: boolean): void {
  const text = isFine ? "ok" : "unavailable";
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  target.writeHead(isFine ? 200 : 503, { ...headers, "Content-Length": text.length }).end(text);
}

/** Runs the check at most once at a time, and not again while its answer is fresh. */
function remembered(check: () => unknown): () => Promise<boolean> {
  let last: { readonly until: number; readonly result: Promise<boolean> } | undefined;
  return () => {
    if (last === undefined || performance.now() > last.until) {
      last = { until: performance.now() + patience + freshness, result: passes(check) };
      const { result } = last;
      void result.then(() => {
        if (last?.result === result) last = { until: performance.now() + freshness, result };
      });
    }
    return last.result;
  };
}

async function passes(check: () => unknown): Promise<boolean> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DOMException(`No answer within ${patience} ms.`, "TimeoutError")),
    patience,
  );
  try {
    await Promise.race([(async () => check())(), late]);
    return true;
  } catch (error) {
    getLogger("nuages.server").error("Not ready: %s", { params: [String(error)], error });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
