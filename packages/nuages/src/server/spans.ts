import { defineSpan } from "../instrumentation/index.ts";
import type { HttpRequest } from "../http/index.ts";

/** What instrumentation tells about a request. */
export interface RequestSpanPayload {
  readonly request: HttpRequest;
}

/** What instrumentation tells about the call of a view. */
export interface ViewSpanPayload {
  readonly request: HttpRequest;
  /** Name of the URL pattern, or of the view. */
  readonly view: string;
}

/** Every request, from the first layer of middleware to the response. */
export const requestSpan = defineSpan<RequestSpanPayload>("request");
/** Every call of a view. */
export const viewSpan = defineSpan<ViewSpanPayload>("view");
