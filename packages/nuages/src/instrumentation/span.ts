import { type Channel, channel } from "node:diagnostics_channel";

/** What listeners of a span see; one object for all phases of one run. */
export interface SpanContext<Payload> {
  readonly payload: Payload;
  /** When it began: milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** How long it took in milliseconds; `undefined` while it runs. */
  duration: number | undefined;
  /** What the work gave, once it has ended without an error. */
  result: unknown;
  /** What the work threw, when it failed. */
  error: unknown;
}

/** The message of a span's channel. */
export interface SpanMessage<Payload> {
  readonly phase: "start" | "end" | "error";
  readonly context: SpanContext<Payload>;
}

/** A named stretch of work that others may watch. Made by {@link defineSpan}. */
export interface Span<Payload> {
  /** Name without prefix, such as `query`. */
  readonly name: string;
  /** Whether anybody watches: ask it before building an expensive payload. */
  readonly hasSubscribers: boolean;
  /** Runs asynchronous work and tells listeners when it starts, and when its promise settles. */
  run<Result>(payload: Payload, work: () => Promise<Result>): Promise<Result>;
  /** Runs synchronous work and tells listeners when it starts and ends. */
  runSync<Result>(payload: Payload, work: () => Result): Result;
}

/** What `subscribe()` calls in the phases of a span. */
export interface SpanListener<Payload> {
  start?(context: SpanContext<Payload>): void;
  /** The work has ended without an error. */
  end?(context: SpanContext<Payload>): void;
  /** The work has thrown, or its promise was rejected. */
  error?(context: SpanContext<Payload>): void;
}

const PREFIX = "nuages.";

/** Name of the diagnostics channel behind a span or an event: `nuages.query` for `query`. */
export function channelName(name: string): string {
  return PREFIX + name;
}

class ChannelSpan<Payload> implements Span<Payload> {
  readonly name: string;
  readonly #channel: Channel;

  constructor(name: string) {
    this.name = name;
    this.#channel = channel(channelName(name));
  }

  get hasSubscribers(): boolean {
    return this.#channel.hasSubscribers;
  }

  run<Result>(payload: Payload, work: () => Promise<Result>): Promise<Result> {
    return this.#channel.hasSubscribers ? this.#observe(payload, work) : work();
  }

  runSync<Result>(payload: Payload, work: () => Result): Result {
    if (!this.#channel.hasSubscribers) return work();
    const context = begin(payload);
    try {
      context.result = this.#start(context, work);
    } catch (error) {
      this.#fail(context, error);
      throw error;
    }
    this.#finish(context);
    return context.result as Result;
  }

  async #observe<Result>(payload: Payload, work: () => Promise<Result>): Promise<Result> {
    const context = begin(payload);
    try {
      context.result = await this.#start(context, work);
    } catch (error) {
      this.#fail(context, error);
      throw error;
    }
    this.#finish(context);
    return context.result as Result;
  }

  /** Publishes the start inside the stores that tracers have bound to the channel. */
  #start<Result>(context: SpanContext<Payload>, work: () => Result): Result {
    return this.#channel.runStores({ phase: "start", context }, work);
  }

  #finish(context: SpanContext<Payload>): void {
    context.duration = performance.now() - context.startedAt;
    this.#channel.publish({ phase: "end", context });
  }

  #fail(context: SpanContext<Payload>, error: unknown): void {
    context.error = error;
    context.duration = performance.now() - context.startedAt;
    this.#channel.publish({ phase: "error", context });
  }
}

function begin<Payload>(payload: Payload): SpanContext<Payload> {
  return {
    payload,
    startedAt: performance.now(),
    duration: undefined,
    result: undefined,
    error: undefined,
  };
}

/**
 * Names a stretch of work that can be watched. Its messages ({@link SpanMessage}) go to the
 * `node:diagnostics_channel` of the name `nuages.<name>`; while nobody listens, running it costs
 * one property read.
 *
 * @example
 * const querySpan = defineSpan<{ sql: string }>("query");
 * const rows = await querySpan.run({ sql }, () => driver.all(sql));
 */
export function defineSpan<Payload>(name: string): Span<Payload> {
  return new ChannelSpan<Payload>(name);
}
