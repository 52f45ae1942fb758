import { settings } from "../conf/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  HttpResponsePermanentRedirect,
  type MaybeResponse,
  type MiddlewareObject,
} from "../http/index.ts";

/**
 * Redirects to HTTPS and sets the headers that make browsers careful: HSTS, nosniff, referrer policy,
 * cross-origin opener policy. A header that a view has set stays. Django: `SecurityMiddleware`.
 */
export class SecurityMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 10;
  readonly #getResponse: GetResponse;
  readonly #hsts: string;
  readonly #nosniff: boolean;
  readonly #referrerPolicy: string;
  readonly #openerPolicy: string;
  readonly #redirect: boolean;
  readonly #sslHost: string | null;
  readonly #exempt: readonly RegExp[];

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
    this.#hsts = hstsHeader();
    this.#nosniff = settings.secureContentTypeNosniff;
    this.#referrerPolicy = referrerPolicy(settings.secureReferrerPolicy);
    this.#openerPolicy = settings.secureCrossOriginOpenerPolicy ?? "";
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
    const response = this.#getResponse(request);
    return response instanceof Promise
      ? response.then((later) => this.#secure(request, later))
      : this.#secure(request, response);
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
    if (this.#nosniff && !headers.has("x-content-type-options")) {
      headers.setTrusted("x-content-type-options", "X-Content-Type-Options", "nosniff");
    }
    if (this.#referrerPolicy !== "") headers.setdefault("Referrer-Policy", this.#referrerPolicy);
    if (this.#openerPolicy !== "") {
      headers.setdefault("Cross-Origin-Opener-Policy", this.#openerPolicy);
    }
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

function referrerPolicy(setting: string | readonly string[] | null): string {
  if (setting === null) return "";
  const policies = typeof setting === "string" ? setting.split(",") : setting;
  return policies.map((policy) => policy.trim()).join(",");
}
