import {
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  requestFinished,
  type RequestSource,
} from "../http/index.ts";
import { getHandler, type Handler } from "./handler.ts";
import { logUnsent } from "./visitor-left.ts";

/**
 * Answers a web-standard request: for Bun, Deno, workers, and servers built on `fetch`. What the runtime hands
 * over besides the request goes to {@link FetchHandlerOptions.remoteAddress}.
 */
export type FetchHandler<Context extends unknown[] = unknown[]> = (
  request: Request,
  ...context: Context
) => Promise<Response>;

/** Options of {@link fetchHandler}. */
export interface FetchHandlerOptions<Context extends unknown[]> {
  /** Default: the site. */
  readonly handler?: Handler;
  /**
   * The visitor's address, from what the runtime knows.
   *
   * @example
   * fetchHandler({ remoteAddress: (_request, info: Deno.ServeHandlerInfo) => info.remoteAddr.hostname })
   */
  readonly remoteAddress?: (request: Request, ...context: Context) => string;
}

/** A request as the web standard has it. */
class FetchSource implements RequestSource {
  readonly #request: Request;
  readonly remoteAddress: string;
  #left: AbortController | undefined;
  #signal: AbortSignal | undefined;

  constructor(request: Request, remoteAddress: string) {
    this.#request = request;
    this.remoteAddress = remoteAddress;
  }

  get method(): string {
    return this.#request.method;
  }

  /** As it stands in the address, not resolved anew. */
  get target(): string {
    const { url } = this.#request;
    const at = url.indexOf("/", url.indexOf("//") + 2);
    return at < 0 ? "/" : url.slice(at);
  }

  get rawHeaders(): string[] {
    const { headers, url } = this.#request;
    const raw = [...headers].flat();
    return headers.has("host") ? raw : ["Host", new URL(url).host, ...raw];
  }

  get body(): AsyncIterable<Uint8Array> | null {
    return this.#request.body as AsyncIterable<Uint8Array> | null;
  }

  get secure(): boolean {
    return this.#request.url.startsWith("https:");
  }

  get serverName(): string {
    return new URL(this.#request.url).hostname;
  }

  get serverPort(): string {
    return new URL(this.#request.url).port || (this.secure ? "443" : "80");
  }

  /** Aborted when the runtime says that the visitor has gone, or nobody reads the body any more. */
  get signal(): AbortSignal {
    this.#left ??= new AbortController();
    this.#signal ??= AbortSignal.any([this.#request.signal, this.#left.signal]);
    return this.#signal;
  }

  leave(): void {
    this.#left?.abort();
  }
}

function headersOf(response: HttpResponseBase): Headers {
  const headers = new Headers();
  for (const [name, value] of response.headers) headers.append(name, value);
  if (response.hasCookies) {
    for (const cookie of response.cookies.values()) {
      // Headers are bytes, each written as one character; text beyond ASCII goes out as UTF-8.
      headers.append("Set-Cookie", Buffer.from(cookie.toString(), "utf8").toString("latin1"));
    }
  }
  // How bodies are framed is the runtime's.
  headers.delete("Transfer-Encoding");
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

/** The body in pieces, made no faster than it is read. When its reader goes away, the response is closed. */
function streamOf(
  request: HttpRequest,
  response: HttpResponseBase,
  source: FetchSource,
): ReadableStream<Uint8Array> {
  const iterator = response[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let isDone = true;
        try {
          const { done, value } = await iterator.next();
          isDone = done === true;
          if (isDone) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          logUnsent(request, error);
          throw error;
        } finally {
          if (isDone) await finish(request, response);
        }
      },
      async cancel() {
        source.leave();
        // A generator that waits ends when what it waits for does: it is not waited for here.
        iterator.return?.()?.catch((error: unknown) => logUnsent(request, error));
        await finish(request, response);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Statuses that have no body, for which the standard takes none. */
const BODILESS: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * The site as a `fetch` handler.
 *
 * @example
 * export default { fetch: fetchHandler() };
 */
export function fetchHandler<Context extends unknown[] = unknown[]>(
  options: FetchHandlerOptions<Context> = {},
): FetchHandler<Context> {
  const { handler = getHandler(), remoteAddress } = options;
  return async (incoming, ...context) => {
    const source = new FetchSource(incoming, remoteAddress?.(incoming, ...context) ?? "");
    const request = new HttpRequest(source);
    const response = await handler(request);
    const { statusCode: status, reasonPhrase: statusText } = response;
    const headers = headersOf(response);
    if (BODILESS.has(status)) headers.delete("content-length");
    const init = { status, statusText, headers };
    const isEmpty = request.method === "HEAD" || BODILESS.has(status);
    if (!isEmpty && !(response instanceof HttpResponse)) {
      return new Response(streamOf(request, response, source), init);
    }
    const content = response instanceof HttpResponse ? response.content : undefined;
    if (content !== undefined && !BODILESS.has(status)) {
      const isKnown = request.method === "HEAD" && headers.has("content-length");
      if (!isKnown) headers.set("Content-Length", String(content.length));
    }
    await finish(request, response);
    return new Response(isEmpty || content === undefined ? null : new Uint8Array(content), init);
  };
}
