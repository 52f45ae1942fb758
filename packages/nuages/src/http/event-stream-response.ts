import { StreamingHttpResponse } from "./streaming-response.ts";
import type { ResponseOptions } from "./response-base.ts";

/** One event of the server: what `EventSource` in a browser gets. */
export interface ServerSentEvent {
  /** A text, or what is sent as JSON. */
  readonly data: unknown;
  /** Name of the kind of event. Default: `message`. */
  readonly event?: string;
  /** What a browser that connects again sends as `Last-Event-ID`. */
  readonly id?: string;
  /** Milliseconds after which a browser connects again. */
  readonly retry?: number;
}

/** Options of {@link EventStreamResponse}. */
export interface EventStreamOptions extends Omit<ResponseOptions, "contentType" | "charset"> {
  /** Milliseconds of silence after which a comment keeps the connection open. Default: 15,000. */
  readonly heartbeat?: number;
}

const HEARTBEAT = ":\n\n";

function field(name: string, value: string): string {
  // Line breaks would begin another field, which only data may have.
  if (/[\r\n\u0000]/.test(value)) {
    throw new RangeError(`The ${name} of an event must not hold line breaks or NUL.`);
  }
  return `${name}: ${value}\n`;
}

/**
 * The text of an event.
 *
 * @throws RangeError when the name or id holds a line break or NUL, or `retry` is no whole number
 */
export function formatEvent({ data, event, id, retry }: ServerSentEvent): string {
  let text = "";
  if (event !== undefined) text += field("event", event);
  if (id !== undefined) text += field("id", id);
  if (retry !== undefined) {
    if (!Number.isSafeInteger(retry) || retry < 0) {
      throw new RangeError("The retry of an event is a whole number of milliseconds.");
    }
    text += field("retry", String(retry));
  }
  const content = typeof data === "string" ? data : (JSON.stringify(data) ?? "null");
  for (const line of content.split(/\r\n|[\r\n]/)) text += `data: ${line}\n`;
  return `${text}\n`;
}

async function* format(
  events: AsyncIterable<ServerSentEvent | string>,
  heartbeat: number,
): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  // What is sent at once tells the browser that it is connected.
  yield HEARTBEAT;
  try {
    for (;;) {
      const next = iterator.next();
      let result = await within(next, heartbeat);
      while (result === undefined) {
        yield HEARTBEAT;
        result = await within(next, heartbeat);
      }
      if (result.done === true) return;
      const { value } = result;
      yield formatEvent(typeof value === "string" ? { data: value } : value);
    }
  } finally {
    // A generator that waits ends when what it waits for does: it is not waited for here.
    iterator.return?.()?.catch(() => undefined);
  }
}

/** What the promise gives, or nothing when it takes longer. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends events to a page as they happen (server-sent events, `EventSource` in browsers). When the visitor
 * has gone, the generator is ended: one that waits for long should listen to `request.signal`.
 *
 * @example
 * async function* ticks(signal: AbortSignal) {
 *   for await (const _ of setInterval(1_000, undefined, { signal })) yield { event: "tick", data: Date.now() };
 * }
 * return new EventStreamResponse(ticks(request.signal));
 */
export class EventStreamResponse extends StreamingHttpResponse {
  constructor(
    events: AsyncIterable<ServerSentEvent | string>,
    { heartbeat = 15_000, ...options }: EventStreamOptions = {},
  ) {
    super(format(events, heartbeat), { ...options, contentType: "text/event-stream" });
    this.headers.setdefault("Cache-Control", "no-cache");
    // Proxies that collect answers would hold the events back.
    this.headers.setdefault("X-Accel-Buffering", "no");
  }
}
