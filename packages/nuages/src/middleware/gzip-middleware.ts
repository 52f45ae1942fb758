import { randomBytes, randomInt } from "node:crypto";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";

import {
  type GetResponse,
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  type MiddlewareObject,
  StreamingHttpResponse,
} from "../http/index.ts";
import { patchVaryHeaders } from "../utils/cache.ts";

const compress = promisify(gzip);
const LEVEL = 6;
/** Smaller pages gain nothing. */
const MIN_LENGTH = 200;
const HEADER_LENGTH = 10;
const FLAG_FILE_NAME = 0x08;

/** The compressed bytes with a file name of random length, which hides their length (BREACH). */
function padded(compressed: Buffer, maxBytes: number): Buffer {
  if (maxBytes <= 0) return compressed;
  const name = randomBytes(maxBytes)
    .toString("hex")
    .slice(0, randomInt(0, maxBytes + 1));
  const header = Buffer.from(compressed.subarray(0, HEADER_LENGTH));
  header[3] = (header[3] ?? 0) | FLAG_FILE_NAME;
  return Buffer.concat([
    header,
    Buffer.from(`${name}\0`, "latin1"),
    compressed.subarray(HEADER_LENGTH),
  ]);
}

/** Compresses pages for clients that take gzip. Django: `GZipMiddleware`. */
export class GZipMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 30;
  /** How many random bytes hide the length of a page. */
  maxRandomBytes = 100;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const response = await this.#getResponse(request);
    const isShort = response instanceof HttpResponse && response.content.length < MIN_LENGTH;
    if (isShort || response.headers.has("content-encoding")) return response;
    patchVaryHeaders(response, ["Accept-Encoding"]);
    if (!/\bgzip\b/i.test(request.header("accept-encoding") ?? "")) return response;
    if (response instanceof StreamingHttpResponse) this.#compressStream(response);
    else if (response instanceof HttpResponse && !(await this.#compressWhole(response))) {
      return response;
    }
    const etag = response.headers.get("ETag");
    if (etag?.startsWith('"') === true) response.headers.set("ETag", `W/${etag}`);
    response.headers.set("Content-Encoding", "gzip");
    return response;
  }

  #compressStream(response: StreamingHttpResponse): void {
    const plain = new StreamingHttpResponse(response.streamingContent, {
      charset: response.charset,
    });
    const zip = createGzip({ level: LEVEL });
    response.streamingContent = Readable.from(plain).compose(zip) as AsyncIterable<Uint8Array>;
    response.headers.delete("Content-Length");
  }

  async #compressWhole(response: HttpResponse): Promise<boolean> {
    const { content } = response;
    const compressed = padded(await compress(content, { level: LEVEL }), this.maxRandomBytes);
    if (compressed.length >= content.length) return false;
    response.content = compressed;
    response.headers.set("Content-Length", compressed.length);
    return true;
  }
}
