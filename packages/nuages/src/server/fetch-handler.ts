import {
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  requestFinished,
} from "../http/index.ts";
import { getHandler, type Handler } from "./handler.ts";

/** Answers a web-standard request: for Bun, Deno, workers, and servers built on `fetch`. */
export type FetchHandler = (request: Request) => Promise<Response>;

function rawHeaders(request: Request): string[] {
  const { host } = new URL(request.url);
  const raw = [...request.headers].flat();
  return request.headers.has("host") ? raw : ["Host", host, ...raw];
}

/** The target as it stands in the address, not resolved anew. */
function targetOf(url: string): string {
  const at = url.indexOf("/", url.indexOf("//") + 2);
  return at < 0 ? "/" : url.slice(at);
}

function headersOf(response: HttpResponseBase): Headers {
  const headers = new Headers();
  for (const [name, value] of response.headers) headers.append(name, value);
  if (response.hasCookies) {
    for (const cookie of response.cookies.values()) headers.append("Set-Cookie", cookie.toString());
  }
  return headers;
}

async function finish(request: HttpRequest, response: HttpResponseBase): Promise<void> {
  request.closeLater(response);
  try {
    await request.close();
  } finally {
    if (requestFinished.hasListeners()) await requestFinished.sendRobust(undefined, { request });
  }
}

/** The body in pieces; when the reader goes away, the response is closed. */
function streamOf(request: HttpRequest, response: HttpResponseBase): ReadableStream<Uint8Array> {
  const iterator = response[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let isDone = true;
      try {
        const { done, value } = await iterator.next();
        isDone = done === true;
        if (isDone) controller.close();
        else controller.enqueue(value);
      } finally {
        if (isDone) await finish(request, response);
      }
    },
    async cancel() {
      await iterator.return?.();
      await finish(request, response);
    },
  });
}

/**
 * The site as a `fetch` handler.
 *
 * @example
 * export default { fetch: fetchHandler() };
 */
export function fetchHandler(handler: Handler = getHandler()): FetchHandler {
  return async (incoming) => {
    const request = new HttpRequest({
      method: incoming.method,
      target: targetOf(incoming.url),
      rawHeaders: rawHeaders(incoming),
      body: incoming.body as AsyncIterable<Uint8Array> | null,
      signal: incoming.signal,
      secure: incoming.url.startsWith("https:"),
    });
    const response = await handler(request);
    const { statusCode: status, reasonPhrase: statusText } = response;
    const init = { status, statusText, headers: headersOf(response) };
    const empty = request.method === "HEAD" || [101, 103, 204, 205, 304].includes(status);
    if (!empty && !(response instanceof HttpResponse)) {
      return new Response(streamOf(request, response), init);
    }
    await finish(request, response);
    return new Response(empty ? null : new Uint8Array((response as HttpResponse).content), init);
  };
}
