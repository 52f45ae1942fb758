import { Signal } from "../signals/index.ts";
import type { HttpRequest } from "./request.ts";

/** A request begins. Django: `request_started`. */
export const requestStarted = new Signal<{ request: HttpRequest }>("requestStarted");
/** A response was sent and closed, or its client went away. Django: `request_finished`. */
export const requestFinished = new Signal<{ request: HttpRequest }>("requestFinished");
/** A view or middleware threw; sent before the error is answered. Django: `got_request_exception`. */
export const gotRequestException = new Signal<{ request: HttpRequest; error: unknown }>(
  "gotRequestException",
);
