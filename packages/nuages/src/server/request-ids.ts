import { randomUUID } from "node:crypto";

import { type HttpResponseBase, onceThere } from "../http/index.ts";
import { runWithRequestId } from "../logging/index.ts";
import type { Handler } from "./handler.ts";

/** Where a request's id comes from, and where it is told. */
export const REQUEST_ID_HEADER = "X-Request-ID";

// What can neither forge a line of a log nor mean anything to the programs that read one.
const safe = /^[\w.-]{1,128}$/;

/**
 * Gives each request an id: that of its header `X-Request-ID`, when it is no more than 128 letters, digits,
 * `.`, `_` and `-`, else a new one. The response tells it, and records logged meanwhile carry it.
 */
export function withRequestIds(handler: Handler): Handler {
  return (request) => {
    const given = request.headers.get(REQUEST_ID_HEADER) ?? "";
    const id = safe.test(given) ? given : randomUUID();
    const named = (response: HttpResponseBase): HttpResponseBase => {
      response.headers.set(REQUEST_ID_HEADER, id);
      return response;
    };
    return onceThere(
      runWithRequestId(id, () => handler(request)),
      named,
    );
  };
}
