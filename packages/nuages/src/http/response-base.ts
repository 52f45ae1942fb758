import { settings } from "../conf/index.ts";
import { signCookie } from "../signing/index.ts";
import { closeAll } from "./close-all.ts";
import { Cookie, type CookieOptions } from "./cookies.ts";
import { reasonPhrase } from "./reason-phrases.ts";
import { type HeaderInput, type HeaderValue, ResponseHeaders } from "./headers.ts";

/** Options that every response takes. */
export interface ResponseOptions {
  /** From 100 to 599. Default: 200, or that of the class. */
  readonly status?: number;
  /** Text of the status line. Default: the usual one of the status. */
  readonly reason?: string;
  /** The `Content-Type` header. Default: `text/html; charset=utf-8`, or that of the class. */
  readonly contentType?: string | null;
  /** Encoding of the text. Default: that of the content type, else `defaultCharset` of the settings. */
  readonly charset?: string | null;
  readonly headers?: HeaderInput;
}

/** Something that is released when the response was sent. */
export interface Closable {
  close(): unknown;
}

/**
 * What all responses share: status, headers, cookies. Use {@link HttpResponse} or another of its
 * classes. Django: `HttpResponseBase`.
 */
export abstract class HttpResponseBase {
  /** Status when the options name none. */
  static readonly statusCode: number = 200;

  readonly headers: ResponseHeaders;
  /** Whether the body comes in pieces. */
  readonly streaming: boolean = false;
  /** Whether {@link close} was called. */
  closed = false;
  /** Whether the error that led here is in the log already: one record per error. */
  hasBeenLogged = false;
  #statusCode: number;
  #reason: string | undefined;
  #charset: string | undefined;
  #cookies: Map<string, Cookie> | undefined;
  #closers: (() => unknown)[] | undefined;

  constructor(options: ResponseOptions = {}) {
    const { status = new.target.statusCode, reason, contentType, charset, headers } = options;
    this.#statusCode = checkedStatus(status);
    this.#reason = reason === undefined ? undefined : checkedReason(reason);
    this.#charset = charset ?? undefined;
    this.headers = new ResponseHeaders(headers);
    if (contentType !== undefined && contentType !== null) {
      if (KNOWN_TYPES.has(contentType)) {
        this.headers.setTrusted("content-type", "Content-Type", contentType);
      } else this.headers.set("Content-Type", contentType);
    } else if (contentType === undefined && !this.headers.has("content-type")) {
      this.headers.setTrusted("content-type", "Content-Type", `text/html; charset=${this.charset}`);
    }
  }

  get statusCode(): number {
    return this.#statusCode;
  }

  set statusCode(status: number) {
    this.#statusCode = checkedStatus(status);
  }

  /** The text of the status line. */
  get reasonPhrase(): string {
    return this.#reason ?? reasonPhrase(this.#statusCode);
  }

  set reasonPhrase(reason: string) {
    this.#reason = checkedReason(reason);
  }

  /** Encoding of the text: the option, else what the content type says, else `defaultCharset`. */
  get charset(): string {
    if (this.#charset !== undefined) return this.#charset;
    return charsetOf(this.headers.get("Content-Type") ?? "") ?? settings.defaultCharset;
  }

  set charset(charset: string) {
    this.#charset = charset;
  }

  /** The cookies that this response sets, by name. */
  get cookies(): Map<string, Cookie> {
    return (this.#cookies ??= new Map<string, Cookie>());
  }

  /** Whether a cookie is set; asking does not make the map. */
  get hasCookies(): boolean {
    return this.#cookies !== undefined && this.#cookies.size > 0;
  }

  hasHeader(name: string): boolean {
    return this.headers.has(name);
  }

  get(name: string): string | undefined;
  get<D>(name: string, fallback: D): string | D;
  get<D>(name: string, fallback?: D): string | D | undefined {
    return this.headers.get(name, fallback);
  }

  /** Sets the header unless it is there. */
  setdefault(name: string, value: HeaderValue): void {
    this.headers.setdefault(name, value);
  }

  items(): MapIterator<[string, string]> {
    return this.headers.items();
  }

  /**
   * Sets a cookie; a later one of the same name replaces it.
   *
   * @throws RangeError when name or attributes are not valid.
   */
  setCookie(name: string, value = "", options: CookieOptions = {}): void {
    this.cookies.set(name, new Cookie(name, value, options));
  }

  /**
   * Sets a cookie that the visitor can read but not change; `request.getSignedCookie()` reads it.
   *
   * @param options `salt` keeps values of one use from being taken for those of another.
   */
  setSignedCookie(
    name: string,
    value: string,
    { salt = "", ...options }: CookieOptions & { readonly salt?: string } = {},
  ): void {
    this.setCookie(name, signCookie(name, value, salt), options);
  }

  /** Makes the browser forget a cookie; path and domain must be those it was set with. */
  deleteCookie(
    name: string,
    options: Pick<CookieOptions, "path" | "domain" | "samesite"> = {},
  ): void {
    const secure =
      name.startsWith("__Secure-") ||
      name.startsWith("__Host-") ||
      options.samesite?.toLowerCase() === "none";
    const expires = "Thu, 01 Jan 1970 00:00:00 GMT";
    this.setCookie(name, "", { ...options, secure, maxAge: 0, expires });
  }

  /** Has something closed when the response was sent, or the client went away. */
  addCloser(resource: Closable | (() => unknown)): void {
    this.#closers ??= [];
    this.#closers.push(typeof resource === "function" ? resource : () => resource.close());
  }

  /**
   * Whether {@link close} would do anything.
   * @internal
   */
  get hasClosers(): boolean {
    return this.#closers !== undefined;
  }

  /** Releases what the response holds. The server calls it when the response was sent. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await closeAll(this.#closers ?? []);
  }

  /** The body in pieces, as bytes. */
  abstract [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
}

/** Types that need no check. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(["application/json", "text/html; charset=utf-8"]);

let lastType = "";
let lastCharset: string | undefined;

/** The charset that a content type names; most responses have the type of the one before. */
function charsetOf(contentType: string): string | undefined {
  if (contentType !== lastType) {
    lastCharset = /;\s*charset=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
    lastType = contentType;
  }
  return lastCharset;
}

function checkedStatus(status: number): number {
  if (!Number.isInteger(status)) throw new TypeError("HTTP status code must be an integer.");
  if (status < 100 || status > 599) {
    throw new RangeError("HTTP status code must be an integer from 100 to 599.");
  }
  return status;
}

function checkedReason(reason: string): string {
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(reason)) {
    throw new RangeError("The reason phrase must not hold control characters.");
  }
  return reason;
}
