import { cookieFromHeader } from "./cookies.ts";
import { StreamingHttpResponse } from "./streaming-response.ts";

/** Headers of one connection, which say nothing on the next (RFC 9110 §7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What `fetch` undoes while it reads. */
const DECODED_BY_FETCH: ReadonlySet<string> = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"]);

function namesIn(header: string | null): string[] {
  return (header ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
}

/** Names of the headers that are not true of the body as it is sent on. */
function leftOut({ headers, url }: Response): ReadonlySet<string> {
  const names = ["set-cookie", ...HOP_BY_HOP, ...namesIn(headers.get("connection"))];
  const codings = namesIn(headers.get("content-encoding"));
  // Only what was fetched has an address; a response that a library has made keeps its bytes.
  if (url !== "" && codings.every((coding) => DECODED_BY_FETCH.has(coding))) {
    names.push("content-encoding", "content-length");
  }
  return new Set(names);
}

/**
 * The response for one of the web standard, as `fetch` and many libraries give it. The body is sent as it
 * arrives; it is cancelled when the visitor goes away. What `fetch` has decompressed is sent so, without
 * the headers of the compressed bytes; headers of the other connection stay behind.
 *
 * @example
 * export const proxy = async (request: HttpRequest) =>
 *   responseFromWeb(await fetch("https://example.com/feed", { signal: request.signal }));
 */
export function responseFromWeb(web: Response): StreamingHttpResponse {
  const response = new StreamingHttpResponse(web.body ?? [], {
    status: web.status,
    contentType: null,
    ...(web.statusText === "" ? {} : { reason: web.statusText }),
  });
  const omitted = leftOut(web);
  for (const [name, value] of web.headers) {
    if (!omitted.has(name)) response.headers.set(name, value);
  }
  for (const header of web.headers.getSetCookie()) {
    const cookie = cookieFromHeader(header);
    response.cookies.set(cookie.name, cookie);
  }
  // What is never read must be let go of as well.
  response.addCloser(() => (web.body?.locked === false ? web.body.cancel() : undefined));
  return response;
}
