import { isIterable } from "../utils/iterables.ts";
import { decodeBytes } from "../utils/encoding.ts";
import { ResponseMisuse } from "./errors.ts";
import { HttpResponseBase, type ResponseOptions } from "./response-base.ts";

/** One piece of a response's content; what is no text or bytes is turned into text. */
export type ContentPart = string | Uint8Array | number | bigint | boolean | { toString(): string };
/** What a response can be made of. An iterable is read at once. */
export type Content = ContentPart | Iterable<ContentPart> | null | undefined;

/** Encodes text; Python's names of Latin-1 and UTF-16 are known. */
export function encodeText(text: string, charset: string): Buffer {
  const name = charset.toLowerCase().replaceAll(/[_\s]/g, "-");
  if (name === "utf-8" || name === "utf8") return Buffer.from(text, "utf8");
  if (/^(?:latin-?1|iso-?8859-1|l1|us-ascii|ascii)$/.test(name)) return Buffer.from(text, "latin1");
  if (name === "utf-16") return Buffer.from(`\ufeff${text}`, "utf16le");
  if (name === "utf-16-le" || name === "utf-16le") return Buffer.from(text, "utf16le");
  throw new ResponseMisuse(`A response cannot be encoded as ${JSON.stringify(charset)}.`, {
    hint: "Use utf-8, or hand over bytes.",
  });
}

/**
 * A response with a whole body.
 *
 * @example
 * const response = new HttpResponse("Bonjour", { contentType: "text/plain", status: 201 });
 */
export class HttpResponse extends HttpResponseBase {
  #parts: (string | Uint8Array)[] = [];

  constructor(content: Content = "", options: ResponseOptions = {}) {
    super(options);
    this.content = content;
  }

  /** The body as bytes. Set it to anything that the constructor takes. */
  get content(): Buffer {
    const body = this.body;
    return typeof body === "string" ? Buffer.from(body, "utf8") : asBuffer(body);
  }

  set content(content: Content) {
    this.#parts =
      typeof content === "string" ? [content] : [...partsOf(content)].map((part) => asPart(part));
  }

  /** The body as text, decoded with {@link charset}. */
  get text(): string {
    const body = this.body;
    return typeof body === "string" ? body : decodeBytes(body, this.charset);
  }

  /**
   * The body as the server sends it: text that is to be sent as UTF-8, or bytes.
   * @internal
   */
  get body(): string | Uint8Array {
    const [first = ""] = this.#parts;
    const isSingle = this.#parts.length <= 1;
    if (isSingle && (typeof first !== "string" || this.#isUtf8)) return first;
    const { charset } = this;
    const encoded = this.#parts.map((part) =>
      typeof part === "string" ? encodeText(part, charset) : part,
    );
    const whole = Buffer.concat(encoded);
    this.#parts = [whole];
    return whole;
  }

  get #isUtf8(): boolean {
    const { charset } = this;
    return charset === "utf-8" || /^utf-?8$/i.test(charset);
  }

  /** Adds to the end of the body. */
  write(part: ContentPart): void {
    this.#parts.push(asPart(part));
  }

  writelines(lines: Iterable<ContentPart>): void {
    for (const line of lines) this.write(line);
  }

  /** How many bytes the body has. */
  tell(): number {
    return this.content.length;
  }

  getvalue(): Buffer {
    return this.content;
  }

  /** The text of the body, decoded and parsed as JSON. */
  json(): unknown {
    return JSON.parse(this.text);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield this.content;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A piece as text or bytes; what is neither becomes text, as Django has it. */
export function asPart(part: ContentPart): string | Uint8Array {
  if (typeof part === "string" || part instanceof Uint8Array) return part;
  if (part instanceof ArrayBuffer) return new Uint8Array(part);
  if (ArrayBuffer.isView(part)) {
    return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  }
  if (part === null || part === undefined) return "";
  return String(part);
}

function partsOf(content: Content): Iterable<ContentPart> {
  if (content === null || content === undefined) return [];
  if (typeof content !== "object") return [content];
  if (content instanceof ArrayBuffer || ArrayBuffer.isView(content)) return [content];
  if (Symbol.asyncIterator in content) {
    throw new ResponseMisuse("HttpResponse got an asynchronous iterable.", {
      hint: "Stream it: new StreamingHttpResponse(iterable).",
    });
  }
  if (content instanceof Promise) {
    throw new ResponseMisuse("HttpResponse got a promise as its content.", {
      hint: "Await it first: new HttpResponse(await content).",
    });
  }
  return isIterable(content) ? (content as Iterable<ContentPart>) : [content];
}

/** 304: what the client has is still right. No body, no content type. */
export class HttpResponseNotModified extends HttpResponse {
  static override readonly statusCode = 304;

  constructor(options: Omit<ResponseOptions, "contentType"> = {}) {
    super("", { ...options, contentType: null });
  }

  override get content(): Buffer {
    return super.content;
  }

  override set content(content: Content) {
    if (content !== "") {
      throw new ResponseMisuse("You cannot set content to a 304 (Not Modified) response.");
    }
    super.content = content;
  }
}

/** 400: the request makes no sense. Django: `HttpResponseBadRequest`. */
export class HttpResponseBadRequest extends HttpResponse {
  static override readonly statusCode = 400;
}

/** 403: the visitor may not. Django: `HttpResponseForbidden`. */
export class HttpResponseForbidden extends HttpResponse {
  static override readonly statusCode = 403;
}

/** 404: there is nothing here. Django: `HttpResponseNotFound`. */
export class HttpResponseNotFound extends HttpResponse {
  static override readonly statusCode = 404;
}

/** 405: names the methods that are allowed in the `Allow` header. */
export class HttpResponseNotAllowed extends HttpResponse {
  static override readonly statusCode = 405;

  constructor(allowed: readonly string[], content: Content = "", options: ResponseOptions = {}) {
    super(content, options);
    this.headers.set("Allow", allowed.join(", "));
  }
}

/** 410: what was here will not come back. Django: `HttpResponseGone`. */
export class HttpResponseGone extends HttpResponse {
  static override readonly statusCode = 410;
}

/** 500: the site failed. Django: `HttpResponseServerError`. */
export class HttpResponseServerError extends HttpResponse {
  static override readonly statusCode = 500;
}
