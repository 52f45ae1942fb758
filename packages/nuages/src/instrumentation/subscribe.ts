import { subscribe as listen, unsubscribe as stopListening } from "node:diagnostics_channel";

import type { InstrumentationEvent } from "./event.ts";
import { channelName, type Span, type SpanListener, type SpanMessage } from "./span.ts";

/** Ends a subscription; calling it again does nothing. */
export type Unsubscribe = () => void;

/**
 * Watches a span or an event until the returned function is called. Listeners run at once, within
 * the work they watch; what they throw becomes an uncaught exception of the process.
 *
 * @example
 * const stop = subscribe(querySpan, {
 *   end: ({ payload, duration }) => console.log(payload.sql, duration),
 * });
 */
export function subscribe<Payload>(
  span: Span<Payload>,
  listener: SpanListener<Payload>,
): Unsubscribe;
export function subscribe<Payload>(
  event: InstrumentationEvent<Payload>,
  listener: (payload: Payload) => void,
): Unsubscribe;
export function subscribe<Payload>(
  source: Span<Payload> | InstrumentationEvent<Payload>,
  listener: SpanListener<Payload> | ((payload: Payload) => void),
): Unsubscribe {
  const name = channelName(source.name);
  const handle =
    typeof listener === "function"
      ? (message: unknown): void => listener(message as Payload)
      : (message: unknown): void => {
          const { phase, context } = message as SpanMessage<Payload>;
          listener[phase]?.(context);
        };
  listen(name, handle);
  return () => {
    stopListening(name, handle);
  };
}
