import type { IncomingMessage } from "node:http";

import { escapeForLog, HttpResponse, type HttpResponseBase } from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { REQUEST_ID_HEADER } from "./request-ids.ts";

function sizeOf(response: HttpResponseBase): unknown {
  const whole = response instanceof HttpResponse ? Buffer.byteLength(response.body) : "-";
  return response.headers.get("Content-Length", whole);
}

/** Logs an answered request, as the development server shows it. */
export function logAccess(message: IncomingMessage, response: HttpResponseBase): void {
  const line = escapeForLog(`${message.method} ${message.url} HTTP/${message.httpVersion}`);
  write('"%s" %s %s', [line, response.statusCode, sizeOf(response)], { response });
}

/** The same with the peer's address before it, and milliseconds and the request's id after it. */
export function logDetailedAccess(
  message: IncomingMessage,
  response: HttpResponseBase,
  started: number,
): void {
  const peer = message.socket.remoteAddress ?? "-";
  const line = escapeForLog(`${message.method} ${message.url} HTTP/${message.httpVersion}`);
  const duration = Math.round(performance.now() - started);
  const requestId = response.headers.get(REQUEST_ID_HEADER) ?? "-";
  write(
    '%s "%s" %s %s %sms %s',
    [peer, line, response.statusCode, sizeOf(response), duration, requestId],
    { response, requestId, duration },
  );
}

function write(
  text: string,
  params: readonly unknown[],
  { response, ...extra }: { readonly response: HttpResponseBase; readonly [key: string]: unknown },
): void {
  const { statusCode } = response;
  const level = statusCode >= 500 ? "error" : statusCode >= 400 ? "warning" : "info";
  getLogger("nuages.server")[level](text, { params, extra: { statusCode, ...extra } });
}
