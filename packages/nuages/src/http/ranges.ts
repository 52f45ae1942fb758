import { FileResponse } from "./file-response.ts";
import type { HttpRequest } from "./request.ts";
import type { HttpResponseBase } from "./response-base.ts";

/** The bytes from `start` to before `end`. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const SINGLE_RANGE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i;

/**
 * The range that a `Range` header asks for: `null` when there are no such bytes; `undefined` when the header
 * is to be ignored, as one with several ranges may be (RFC 9110 §14.2).
 */
export function parseRange(header: string, size: number): ByteRange | null | undefined {
  const match = SINGLE_RANGE.exec(header);
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "") {
    if (last === "") return undefined;
    const start = Math.max(0, size - Number(last));
    return start < size ? { start, end: size } : null;
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(size, Number(last) + 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start < size ? { start, end } : null;
}

/** Whether the client's part is one of this very file. */
function fitsCondition(request: HttpRequest, response: HttpResponseBase): boolean {
  const condition = request.header("if-range")?.trim();
  if (condition === undefined) return true;
  const validator = condition.endsWith('"') ? "ETag" : "Last-Modified";
  return !condition.startsWith("W/") && response.headers.get(validator) === condition;
}

/**
 * Sends the part of a file that the request asks for: status 206, or 416 when the file is shorter. Other
 * responses stay as they are.
 */
export function applyRange(request: HttpRequest, response: HttpResponseBase): void {
  if (!(response instanceof FileResponse) || response.statusCode !== 200) return;
  const { size, headers } = response;
  if (size === undefined || headers.has("content-encoding")) return;
  headers.setdefault("Accept-Ranges", "bytes");
  const header = request.header("range");
  if (header === undefined || request.method !== "GET" || !fitsCondition(request, response)) return;
  const range = parseRange(header, size);
  if (range === undefined) return;
  if (range !== null) {
    response.narrow(range.start, range.end);
    return;
  }
  response.statusCode = 416;
  headers.set("Content-Range", `bytes */${size}`);
  headers.set("Content-Length", 0);
  response.streamingContent = [];
}
