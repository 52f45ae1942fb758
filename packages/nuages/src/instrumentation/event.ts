import { type Channel, channel } from "node:diagnostics_channel";

import { channelName } from "./span.ts";

/** A moment that others may watch. Made by {@link defineEvent}. */
export interface InstrumentationEvent<Payload> {
  /** Name without prefix, such as `signal.failed`. */
  readonly name: string;
  /** Whether anybody watches: ask it before building an expensive payload. */
  readonly hasSubscribers: boolean;
  /** Tells every listener, at once. */
  publish(payload: Payload): void;
}

class ChannelEvent<Payload> implements InstrumentationEvent<Payload> {
  readonly name: string;
  readonly #channel: Channel;

  constructor(name: string) {
    this.name = name;
    this.#channel = channel(channelName(name));
  }

  get hasSubscribers(): boolean {
    return this.#channel.hasSubscribers;
  }

  publish(payload: Payload): void {
    this.#channel.publish(payload);
  }
}

/**
 * Names a moment that can be watched; its payloads go to the `node:diagnostics_channel` of the name
 * `nuages.<name>`.
 */
export function defineEvent<Payload>(name: string): InstrumentationEvent<Payload> {
  return new ChannelEvent<Payload>(name);
}
