import { settings } from "../conf/index.ts";
import { NuagesError, PermissionDenied } from "../errors/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  HttpResponsePermanentRedirect,
  type MaybeResponse,
  type MiddlewareObject,
  onceThere,
} from "../http/index.ts";
import { getResolver, type Urlconf } from "../urls/index.ts";
import { escapeLeadingSlashes } from "../utils/http.ts";

/** A form was sent to an address without its slash; the redirect would lose it. Only in debug. */
export class LostFormData extends NuagesError {
  readonly code = "middleware.lost_form_data";
}

type RedirectClass = new (to: string) => HttpResponseBase;

/**
 * Checks the host, refuses `disallowedUserAgents`, adds `www.` (`prependWww`) and the slash at the end
 * (`appendSlash`) by redirects, and the length of the content. Django: `CommonMiddleware`.
 */
export class CommonMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 70;
  /** Class of the redirects. */
  responseRedirectClass: RedirectClass = HttpResponsePermanentRedirect;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  call(request: HttpRequest): MaybeResponse {
    const early = this.#beforeView(request);
    if (early !== undefined) return withLength(early);
    return onceThere(this.#getResponse(request), (response) => this.#afterView(request, response));
  }

  #beforeView(request: HttpRequest): HttpResponseBase | undefined {
    const { disallowedUserAgents, prependWww } = settings;
    if (disallowedUserAgents.length > 0) refuseAgent(request, disallowedUserAgents);
    const host = request.getHost();
    if (!prependWww || host.startsWith("www.")) return undefined;
    const path = this.shouldRedirectWithSlash(request)
      ? this.getFullPathWithSlash(request)
      : request.getFullPath();
    return new this.responseRedirectClass(`${request.scheme}://www.${host}${path}`);
  }

  #afterView(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (response.statusCode === 404 && this.shouldRedirectWithSlash(request)) {
      return new this.responseRedirectClass(this.getFullPathWithSlash(request));
    }
    return withLength(response);
  }

  /** Whether only the slash at the end is missing. */
  shouldRedirectWithSlash(request: HttpRequest): boolean {
    const { pathInfo } = request;
    if (!settings.appendSlash || pathInfo.endsWith("/")) return false;
    const resolver = getResolver(request.urlconf as Urlconf | null | undefined);
    if (resolver.find(pathInfo) !== undefined) return false;
    const view = resolver.find(`${pathInfo}/`)?.leaf.view as
      | { shouldAppendSlash?: boolean }
      | undefined;
    return view !== undefined && view.shouldAppendSlash !== false;
  }

  /**
   * The path with its slash, and the query.
   *
   * @throws LostFormData in debug when the request has a body that the redirect would lose
   */
  getFullPathWithSlash(request: HttpRequest): string {
    const path = escapeLeadingSlashes(request.getFullPath({ forceAppendSlash: true }));
    if (settings.debug && ["DELETE", "POST", "PUT", "PATCH"].includes(request.method)) {
      throw new LostFormData(
        `You called this URL via ${request.method}, but it doesn't end in a slash and appendSlash is set: a redirect to the slash would lose the ${request.method} data.`,
        {
          hint: `Send the form to ${request.getHost()}${path} (note the slash at the end), or set appendSlash to false.`,
        },
      );
    }
    return path;
  }
}

function refuseAgent(request: HttpRequest, disallowed: readonly RegExp[]): void {
  const agent = request.header("user-agent");
  if (agent !== undefined && disallowed.some((pattern) => agent.search(pattern) >= 0)) {
    throw new PermissionDenied("Forbidden user agent");
  }
}

function withLength(response: HttpResponseBase): HttpResponseBase {
  if (response instanceof HttpResponse && !response.headers.has("content-length")) {
    const length = String(Buffer.byteLength(response.body));
    response.headers.setTrusted("content-length", "Content-Length", length);
  }
  return response;
}
