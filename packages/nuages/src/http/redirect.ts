import { iriToUri } from "../utils/encoding.ts";
import { MAX_URL_REDIRECT_LENGTH } from "../utils/http.ts";
import { splitUrl } from "../utils/url-split.ts";
import { DisallowedRedirect } from "./errors.ts";
import { HttpResponse } from "./response.ts";
import type { ResponseOptions } from "./response-base.ts";

/** Options of a redirect. */
export interface RedirectOptions extends ResponseOptions {
  /** Whether the browser repeats method and body (307, 308). Default: false. */
  readonly preserveRequest?: boolean;
}

const SCHEMES = new Set(["", "http", "https", "ftp"]);

function checkTarget(target: string): void {
  if (target.length > MAX_URL_REDIRECT_LENGTH) {
    throw new DisallowedRedirect(
      `Unsafe redirect exceeding ${MAX_URL_REDIRECT_LENGTH} characters.`,
    );
  }
  // A browser reads "\njavascript:" and "java\nscript:" as a scheme: judge what it sees.
  const { scheme } = splitUrl(target);
  if (!SCHEMES.has(scheme)) {
    throw new DisallowedRedirect(`Unsafe redirect to URL with protocol '${scheme}'`, {
      hint: "Redirects lead to http, https or ftp addresses, or to a path.",
    });
  }
}

/** What redirects share; not made itself. */
export abstract class HttpResponseRedirectBase extends HttpResponse {
  /**
   * @throws DisallowedRedirect when the target has a scheme but `http`, `https`, `ftp`, or is longer than
   * 16,384 characters.
   */
  constructor(to: string | URL, options: ResponseOptions = {}) {
    const target = String(to);
    checkTarget(target);
    super("", options);
    // Line breaks and tabs mean nothing to a browser, and must not reach the header.
    this.headers.set("Location", iriToUri(target.trim().replaceAll(/[\t\r\n]/g, "")));
  }

  /** Where it leads to. */
  get url(): string {
    return this.headers.get("Location", "");
  }
}

/** 302, or 307 with `preserveRequest`. */
export class HttpResponseRedirect extends HttpResponseRedirectBase {
  static override readonly statusCode = 302;
  /** Status with `preserveRequest`. */
  static readonly statusCodePreserveRequest = 307;

  constructor(to: string | URL, { preserveRequest = false, ...options }: RedirectOptions = {}) {
    super(to, preserveRequest ? { status: 307, ...options } : options);
  }
}

/** 301, or 308 with `preserveRequest`. */
export class HttpResponsePermanentRedirect extends HttpResponseRedirectBase {
  static override readonly statusCode = 301;
  /** Status with `preserveRequest`. */
  static readonly statusCodePreserveRequest = 308;

  constructor(to: string | URL, { preserveRequest = false, ...options }: RedirectOptions = {}) {
    super(to, preserveRequest ? { status: 308, ...options } : options);
  }
}
