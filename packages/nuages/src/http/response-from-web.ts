import { cookieFromHeader } from "./cookies.ts";
import { StreamingHttpResponse } from "./streaming-response.ts";

/**
 * The response for one of the web standard, as `fetch` and many libraries give it. The body is sent as it
 * arrives; it is cancelled when the visitor goes away.
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
  for (const [name, value] of web.headers) {
    if (name !== "set-cookie") response.headers.set(name, value);
  }
  for (const header of web.headers.getSetCookie()) {
    const cookie = cookieFromHeader(header);
    response.cookies.set(cookie.name, cookie);
  }
  // What is never read must be let go of as well.
  response.addCloser(() => (web.body?.locked === false ? web.body.cancel() : undefined));
  return response;
}
