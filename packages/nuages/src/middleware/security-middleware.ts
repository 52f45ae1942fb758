import { settings } from "../conf/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  HttpResponsePermanentRedirect,
  type MaybeResponse,
  type MiddlewareObject,
  ResponseHeaders,
  onceThere,
} from "../http/index.ts";

/**
 * Redirects to HTTPS and sets the headers that make browsers careful: HSTS, nosniff, referrer policy,
 * cross-origin opener policy. A header that a view has set stays. Django: `SecurityMiddleware`.
 */
export class SecurityMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 10;
  readonly #getResponse: GetResponse;
  readonly #hsts: string;
  /** Lower-case name, name and value of the headers that every response gets. */
  readonly #headers: readonly (readonly [string, string, string])[];
  readonly #redirect: boolean;
  readonly #sslHost: string | null;
  readonly #exempt: readonly RegExp[];

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
    this.#hsts = hstsHeader();
    this.#headers = constantHeaders();
    this.#redirect = settings.secureSslRedirect;
    this.#sslHost = settings.secureSslHost;
    this.#exempt = settings.secureRedirectExempt.map((pattern) => new RegExp(pattern));
  }

  call(request: HttpRequest): MaybeResponse {
    if (this.#redirect && !request.isSecure() && !this.#isExempt(request)) {
      const host = this.#sslHost ?? request.getHost();
      const target = new HttpResponsePermanentRedirect(`https://${host}${request.getFullPath()}`);
      return this.#secure(request, target);
    }
    return onceThere(this.#getResponse(request), (response) => this.#secure(request, response));
  }

  #isExempt(request: HttpRequest): boolean {
    const path = request.path.replace(/^\/+/, "");
    return this.#exempt.some((pattern) => path.search(pattern) >= 0);
  }

  #secure(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    const { headers } = response;
    if (this.#hsts !== "" && !headers.has("strict-transport-security") && request.isSecure()) {
      headers.setTrusted("strict-transport-security", "Strict-Transport-Security", this.#hsts);
    }
    for (const [lower, name, value] of this.#headers) headers.setDefaultTrusted(lower, name, value);
    return response;
  }
}

function hstsHeader(): string {
  const seconds = settings.secureHstsSeconds;
  if (!seconds) return "";
  const parts = [`max-age=${seconds}`];
  if (settings.secureHstsIncludeSubdomains) parts.push("includeSubDomains");
  if (settings.secureHstsPreload) parts.push("preload");
  return parts.join("; ");
}

function constantHeaders(): [string, string, string][] {
  const given: [string, string][] = [];
  if (settings.secureContentTypeNosniff) given.push(["X-Content-Type-Options", "nosniff"]);
  const referrer = referrerPolicy(settings.secureReferrerPolicy);
  if (referrer !== "") given.push(["Referrer-Policy", referrer]);
  const opener = settings.secureCrossOriginOpenerPolicy ?? "";
  if (opener !== "") given.push(["Cross-Origin-Opener-Policy", opener]);
  // Checked here, once, as every header is.
  const checked = new ResponseHeaders(given);
  return [...checked].map(([name, value]) => [name.toLowerCase(), name, value]);
}

function referrerPolicy(setting: string | readonly string[] | null): string {
  if (setting === null) return "";
  const policies = typeof setting === "string" ? setting.split(",") : setting;
  return policies.map((policy) => policy.trim()).join(",");
}
