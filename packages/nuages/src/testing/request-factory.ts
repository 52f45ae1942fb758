import { HttpRequest, type RequestSource } from "../http/index.ts";
import { encodeMultipart, MULTIPART_CONTENT } from "./encode-multipart.ts";
import { quote } from "../utils/encoding.ts";
import { type QueryInput, urlencode } from "../utils/http.ts";

/** What goes with a request besides its path and data. */
export interface RequestOptions {
  /** Fields of the query string; they replace those of the path. */
  readonly query?: QueryInput;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it comes over HTTPS. Default: false. */
  readonly secure?: boolean;
  /** Type of the data. Default: that of a form, for POST of one with files. */
  readonly contentType?: string;
  readonly remoteAddress?: string;
}

/** What a request can carry: fields, or a body as it is. */
export type RequestData = QueryInput | string | Uint8Array | null;

const FORM = "application/x-www-form-urlencoded";
const SAFE_IN_PATH = "/~:@!$&'()*+,;=%";

interface EncodedData {
  readonly body: NonNullable<RequestSource["body"]> | null;
  readonly headers: Readonly<Record<string, string>>;
}

function withLength(body: string | Uint8Array, contentType: string): EncodedData {
  if (body.length === 0) return { body: null, headers: {} };
  const headers = {
    "Content-Type": contentType,
    "Content-Length": String(Buffer.byteLength(body)),
  };
  return { body, headers };
}

function encodeData(data: RequestData, contentType: string): EncodedData {
  if (data === null) return { body: null, headers: {} };
  if (typeof data === "string" || data instanceof Uint8Array) return withLength(data, contentType);
  if (/^application\/(?:.+\+)?json/.test(contentType)) {
    return withLength(JSON.stringify(data), contentType);
  }
  if (contentType === MULTIPART_CONTENT) {
    return { body: encodeMultipart(data), headers: { "Content-Type": contentType } };
  }
  return withLength(urlencode(data, { doseq: true }), contentType);
}

function targetOf(url: string, query: QueryInput | undefined): string {
  const path = url.replace(/^https?:\/\/[^/]*/, "").replace(/#.*$/, "");
  const at = path.indexOf("?");
  const own = at < 0 ? "" : path.slice(at + 1);
  const text = query === undefined ? own : urlencode(query, { doseq: true });
  const bare = quote(at < 0 ? path : path.slice(0, at), SAFE_IN_PATH) || "/";
  return text === "" ? bare : `${bare}?${text}`;
}

/**
 * Makes requests for views that are tested alone: no middleware runs, so what it would hang on the
 * request is set by hand. Django: `RequestFactory`.
 *
 * @example
 * const response = await bookDetail(new RequestFactory().get("/book/3/"), { id: 3 });
 */
export class RequestFactory {
  readonly #defaults: RequestOptions;

  /** @param defaults What every request gets. */
  constructor(defaults: RequestOptions = {}) {
    this.#defaults = defaults;
  }

  /** A request of any method. */
  generic(
    method: string,
    url: string,
    data: RequestData = null,
    options: RequestOptions = {},
  ): HttpRequest {
    return new HttpRequest(this.source(method, url, data, options));
  }

  /** @internal The facts of a request, for the client. */
  source(method: string, url: string, data: RequestData, options: RequestOptions): RequestSource {
    const {
      query,
      secure = false,
      remoteAddress = "127.0.0.1",
      ...rest
    } = {
      ...this.#defaults,
      ...options,
    };
    const usual = method === "POST" ? MULTIPART_CONTENT : FORM;
    const encoded = encodeData(data, rest.contentType ?? usual);
    const headers = {
      Host: "testserver",
      ...encoded.headers,
      ...this.#defaults.headers,
      ...options.headers,
    };
    return {
      method,
      target: targetOf(url, query),
      rawHeaders: Object.entries(headers).flat(),
      body: encoded.body,
      secure,
      remoteAddress,
      serverName: "testserver",
      serverPort: secure ? "443" : "80",
    };
  }

  get(url: string, options?: RequestOptions): HttpRequest {
    return this.generic("GET", url, null, options);
  }

  head(url: string, options?: RequestOptions): HttpRequest {
    return this.generic("HEAD", url, null, options);
  }

  options(url: string, options?: RequestOptions): HttpRequest {
    return this.generic("OPTIONS", url, null, options);
  }

  trace(url: string, options?: RequestOptions): HttpRequest {
    return this.generic("TRACE", url, null, options);
  }

  post(url: string, data?: RequestData, options?: RequestOptions): HttpRequest {
    return this.generic("POST", url, data, options);
  }

  put(url: string, data?: RequestData, options?: RequestOptions): HttpRequest {
    return this.generic("PUT", url, data, options);
  }

  patch(url: string, data?: RequestData, options?: RequestOptions): HttpRequest {
    return this.generic("PATCH", url, data, options);
  }

  delete(url: string, data?: RequestData, options?: RequestOptions): HttpRequest {
    return this.generic("DELETE", url, data, options);
  }
}
