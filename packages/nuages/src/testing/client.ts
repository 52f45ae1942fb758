import {
  gotRequestException,
  HttpRequest,
  type HttpResponseBase,
  requestFinished,
} from "../http/index.ts";
// Declares what the client sets on a request.
import type {} from "../middleware/index.ts";
import { getHandler, type Handler } from "../server/index.ts";
import { joinUrl, splitUrl } from "../utils/url-split.ts";
import { RedirectCycleError } from "./errors.ts";
import { type RequestData, RequestFactory, type RequestOptions } from "./request-factory.ts";
import { withTemplates } from "./rendered-templates.ts";
import { type RedirectStep, TestResponse } from "./test-response.ts";

/** Options of {@link Client}. */
export interface ClientOptions extends RequestOptions {
  /** Whether forms need their CSRF token. Default: false. */
  readonly enforceCsrfChecks?: boolean;
  /** Whether what a view throws reaches the test, instead of the page for 500. Default: true. */
  readonly raiseRequestException?: boolean;
  /** Default: the site. */
  readonly handler?: Handler;
}

/** Options of a request of the client. */
export interface ClientRequestOptions extends RequestOptions {
  /** Whether redirects are followed. Default: false. */
  readonly follow?: boolean;
}

const MAX_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

async function bodyOf(response: HttpResponseBase, isHead: boolean): Promise<Buffer> {
  const empty = isHead || response.statusCode === 204 || response.statusCode === 304;
  const parts: Uint8Array[] = [];
  if (!empty) for await (const part of response) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * A browser for tests, without a network: it calls the site as a function, keeps its cookies, and can
 * follow redirects. Django: `Client`.
 *
 * @example
 * const client = new Client();
 * const response = await client.get("/book/3/");
 * expect(response.statusCode).toBe(200);
 */
export class Client {
  /** The cookies that the site has set. */
  readonly cookies = new Map<string, string>();
  readonly #factory: RequestFactory;
  readonly #handler: Handler;
  readonly #raise: boolean;
  readonly #enforceCsrf: boolean;

  constructor({
    raiseRequestException = true,
    enforceCsrfChecks = false,
    handler,
    ...defaults
  }: ClientOptions = {}) {
    this.#factory = new RequestFactory(defaults);
    this.#handler = handler ?? getHandler();
    this.#raise = raiseRequestException;
    this.#enforceCsrf = enforceCsrfChecks;
  }

  /** Sends a request of any method. */
  async generic(
    method: string,
    url: string,
    data: RequestData = null,
    { follow = false, ...options }: ClientRequestOptions = {},
  ): Promise<TestResponse> {
    let response = await this.#send({ method, url, data, options }, []);
    const chain: RedirectStep[] = [];
    let current = { method, url, data, options };
    while (follow && REDIRECTS.has(response.statusCode)) {
      current = nextRequest(current, response);
      chain.push([response.url, response.statusCode]);
      checkCycle(chain);
      response = await this.#send(current, chain);
    }
    return response;
  }

  async #send(
    { method, url, data, options }: PlannedRequest,
    redirectChain: readonly RedirectStep[],
  ): Promise<TestResponse> {
    const source = this.#factory.source(method, url, data, options);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const rawHeaders = [...(source.rawHeaders ?? []), ...(cookie === "" ? [] : ["Cookie", cookie])];
    const request = new HttpRequest({ ...source, rawHeaders });
    request.dontEnforceCsrfChecks = !this.#enforceCsrf;
    const { result, templates } = await withTemplates(async () => {
      const answer = await this.#answer(request);
      return { ...answer, content: await bodyOf(answer.response, method === "HEAD") };
    });
    const { response, error, content } = result;
    request.closeLater(response);
    await request.close();
    await requestFinished.send(undefined, { request });
    this.#keepCookies(response);
    const facts = { request, client: this, content, redirectChain, error, templates };
    return new TestResponse(response, facts);
  }

  async #answer(
    request: HttpRequest,
  ): Promise<{ readonly response: HttpResponseBase; readonly error: unknown }> {
    let thrown: { readonly error: unknown } | undefined;
    const remember = gotRequestException.connect((sent) => {
      if (sent.request === request) thrown = { error: sent.error };
    });
    try {
      const response = await this.#handler(request);
      if (this.#raise && thrown !== undefined) throw thrown.error;
      return { response, error: thrown?.error };
    } finally {
      gotRequestException.disconnect(remember);
    }
  }

  #keepCookies(response: HttpResponseBase): void {
    if (!response.hasCookies) return;
    for (const cookie of response.cookies.values()) {
      if (cookie.maxAge !== undefined && cookie.maxAge <= 0) this.cookies.delete(cookie.name);
      else
        this.cookies.set(
          cookie.name,
          cookie
            .toString()
            .split(";", 1)[0]
            ?.slice(cookie.name.length + 1) ?? "",
        );
    }
  }

  get(url: string, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("GET", url, null, options);
  }

  head(url: string, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("HEAD", url, null, options);
  }

  options(url: string, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("OPTIONS", url, null, options);
  }

  trace(url: string, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("TRACE", url, null, options);
  }

  post(url: string, data?: RequestData, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("POST", url, data, options);
  }

  put(url: string, data?: RequestData, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("PUT", url, data, options);
  }

  patch(url: string, data?: RequestData, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("PATCH", url, data, options);
  }

  delete(url: string, data?: RequestData, options?: ClientRequestOptions): Promise<TestResponse> {
    return this.generic("DELETE", url, data, options);
  }
}

interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly data: RequestData;
  readonly options: RequestOptions;
}

function checkCycle(chain: readonly RedirectStep[]): void {
  const [url, status] = chain.at(-1) ?? ["", 0];
  const times = chain.filter((step) => step[0] === url && step[1] === status).length;
  if (times > 1) throw new RedirectCycleError(`Redirect loop detected at ${url}.`);
  if (chain.length > MAX_REDIRECTS) throw new RedirectCycleError("Too many redirects.");
}

/** Where a redirect leads; 307 and 308 keep method and data. */
function nextRequest(before: PlannedRequest, response: TestResponse): PlannedRequest {
  const { scheme, netloc } = splitUrl(response.url);
  const url = joinUrl(before.url, response.url);
  const keeps = response.statusCode === 307 || response.statusCode === 308;
  const isRead = before.method === "GET" || before.method === "HEAD";
  const { query: _query, ...options } = before.options;
  return {
    url,
    method: keeps || isRead ? before.method : "GET",
    data: keeps ? before.data : null,
    options: {
      ...options,
      ...(scheme === "" ? {} : { secure: scheme === "https" }),
      ...(netloc === "" ? {} : { headers: { ...options.headers, Host: netloc } }),
    },
  };
}
