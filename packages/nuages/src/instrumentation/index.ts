export { defineEvent, type InstrumentationEvent } from "./event.ts";
export {
  channelName,
  defineSpan,
  type Span,
  type SpanContext,
  type SpanListener,
  type SpanMessage,
} from "./span.ts";
export { subscribe, type Unsubscribe } from "./subscribe.ts";
