import { createHash } from "node:crypto";

import { parseEtags, parseHttpDateSafe } from "../utils/http.ts";
import { logResponse } from "./log-response.ts";
import type { HttpRequest } from "./request.ts";
import { HttpResponse, HttpResponseNotModified } from "./response.ts";
import type { HttpResponseBase } from "./response-base.ts";

/** What is known of a page before it is made, or after. */
export interface Validators {
  /** In quotes, with `W/` when it is weak. */
  readonly etag?: string | null | undefined;
  /** Seconds since 1970. */
  readonly lastModified?: number | null | undefined;
}

function matchesStrongly(etag: string | undefined, wanted: readonly string[]): boolean {
  if (etag === undefined) return false;
  if (wanted[0] === "*") return true;
  return !etag.startsWith("W/") && wanted.includes(etag);
}

function matchesWeakly(etag: string | undefined, wanted: readonly string[]): boolean {
  if (etag === undefined) return false;
  if (wanted[0] === "*") return true;
  const bare = etag.replace(/^W\//, "");
  return wanted.some((tag) => tag.replace(/^W\//, "") === bare);
}

const KEPT_BY_NOT_MODIFIED = [
  "Cache-Control",
  "Content-Location",
  "Date",
  "ETag",
  "Expires",
  "Last-Modified",
  "Vary",
];

function notModified(response: HttpResponseBase | undefined): HttpResponseBase {
  const answer = new HttpResponseNotModified();
  if (response === undefined) return answer;
  for (const name of KEPT_BY_NOT_MODIFIED) {
    const value = response.headers.get(name);
    if (value !== undefined) answer.headers.set(name, value);
  }
  if (response.hasCookies) {
    for (const [name, cookie] of response.cookies) answer.cookies.set(name, cookie);
  }
  return answer;
}

function preconditionFailed(request: HttpRequest): HttpResponseBase {
  const answer = new HttpResponse("", { status: 412 });
  logResponse(request, answer, "Precondition Failed: %s", { params: [request.path] });
  return answer;
}

/**
 * Judges the conditions of a request in the order of RFC 9110 §13.2.2: 304, 412, or the response as it
 * is. Django: `get_conditional_response`.
 */
export function getConditionalResponse(
  request: HttpRequest,
  validators: Validators,
  response?: HttpResponseBase,
): HttpResponseBase | undefined {
  if (response !== undefined && (response.statusCode < 200 || response.statusCode > 299)) {
    return response;
  }
  const etag = validators.etag ?? undefined;
  const modified = validators.lastModified ?? undefined;
  const header = (name: string): string | undefined => request.header(name);
  const ifMatch = parseEtags(header("if-match") ?? "");
  const ifNoneMatch = parseEtags(header("if-none-match") ?? "");
  const unmodifiedSince = parseHttpDateSafe(header("if-unmodified-since"));
  const modifiedSince = parseHttpDateSafe(header("if-modified-since"));
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (ifMatch.length > 0) {
    if (!matchesStrongly(etag, ifMatch)) return preconditionFailed(request);
  } else if (unmodifiedSince !== undefined) {
    const unmodified = modified !== undefined && modified <= unmodifiedSince;
    if (!unmodified) return preconditionFailed(request);
  }
  if (ifNoneMatch.length > 0) {
    if (matchesWeakly(etag, ifNoneMatch)) {
      return isRead ? notModified(response) : preconditionFailed(request);
    }
  } else if (modifiedSince !== undefined && isRead) {
    if (modified !== undefined && modified <= modifiedSince) return notModified(response);
  }
  return response;
}

/** Gives a whole, not empty response an ETag made of its content, unless it has one. Django: `set_response_etag`. */
export function setResponseEtag(response: HttpResponseBase): void {
  if (!(response instanceof HttpResponse)) return;
  const { content } = response;
  if (content.length === 0) return;
  const digest = createHash("md5").update(content).digest("hex");
  response.headers.set("ETag", `"${digest}"`);
}
