import {
  type GetResponse,
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  type MiddlewareObject,
  StreamingHttpResponse,
} from "../../http/index.ts";
import { hasDirective, patchVaryHeaders } from "../../utils/cache.ts";
import { chooseEncoding } from "./accept-encoding.ts";
import { compressStream } from "./compress-stream.ts";
import { type Encoder, type EncodingName, ENCODERS, hideLength } from "./encoders.ts";

/** Smaller pages gain nothing. */
const MIN_LENGTH = 200;

// What is compressed already, or nearly so.
const DENSE =
  /^(?:(?:image|audio|video)\/(?!svg|bmp)|font\/woff|application\/(?:zip|gzip|zstd|x-(?:7z|bzip2|rar|xz)|vnd\.openxml|epub))/i;

/** Whether the body has fewer bytes than it takes; a text has at least as many as characters. */
function isShort(body: string | Uint8Array): boolean {
  return body.length < MIN_LENGTH && Buffer.byteLength(body) < MIN_LENGTH;
}

function isUnfit(response: HttpResponseBase): boolean {
  const { headers } = response;
  if (response instanceof HttpResponse && isShort(response.body)) return true;
  if (headers.has("content-encoding")) return true;
  // A range is one of the plain bytes.
  return response.statusCode === 206 || hasDirective(response, "no-transform");
}

/**
 * Compresses pages in the way that the client likes best: Zstandard, Brotli or gzip. Pages that hold a secret
 * and repeat what a visitor sent can give the secret away by their compressed length (BREACH): random bytes
 * make the length of each another one, and tokens of forms are masked anew each time.
 */
export class CompressionMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 30;
  /** What is offered; the first is taken when a client likes several alike. */
  readonly encodings: readonly EncodingName[] = ["zstd", "br", "gzip"];
  /** Whether pictures, archives and the like are left alone. */
  readonly skipsDenseTypes: boolean = true;
  /** How many random bytes hide the length of a page. */
  maxRandomBytes = 100;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const response = await this.#getResponse(request);
    const type = response.headers.get("Content-Type") ?? "";
    if (isUnfit(response) || (this.skipsDenseTypes && DENSE.test(type))) return response;
    patchVaryHeaders(response, ["Accept-Encoding"]);
    const name = chooseEncoding(request.header("accept-encoding") ?? "", this.encodings);
    if (name === undefined || !(await this.#compress(response, ENCODERS[name]))) return response;
    const etag = response.headers.get("ETag");
    if (etag?.startsWith('"') === true) response.headers.set("ETag", `W/${etag}`);
    response.headers.set("Content-Encoding", name);
    return response;
  }

  /** Whether it was worth it. */
  async #compress(response: HttpResponseBase, encoder: Encoder): Promise<boolean> {
    if (response instanceof StreamingHttpResponse) {
      const { streamingContent, charset } = response;
      const plain = new StreamingHttpResponse(streamingContent, { charset });
      response.streamingContent = compressStream(plain, encoder, this.maxRandomBytes);
      response.headers.delete("Content-Length");
      // Parts are those of the plain bytes.
      response.headers.delete("Accept-Ranges");
      return true;
    }
    if (!(response instanceof HttpResponse)) return false;
    const { content } = response;
    const compressed = await encoder.compress(content);
    const hidden = hideLength(encoder, compressed, this.maxRandomBytes);
    if (hidden.length >= content.length) return false;
    response.content = hidden;
    response.headers.set("Content-Length", hidden.length);
    return true;
  }
}

/** {@link CompressionMiddleware} with gzip alone, for every type. Django: `GZipMiddleware`. */
export class GZipMiddleware extends CompressionMiddleware {
  override readonly encodings: readonly EncodingName[] = ["gzip"];
  override readonly skipsDenseTypes = false;
}
