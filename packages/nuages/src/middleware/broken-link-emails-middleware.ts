import { settings } from "../conf/index.ts";
import {
  escapeForLog,
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  type MaybeResponse,
  type MiddlewareObject,
  onceThere,
} from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { splitUrl } from "../utils/url-split.ts";

/**
 * Mails the `managers` when a link leads to a page that is not there (404): what the link's page is, and
 * where it leads. Not in debug, and not for `ignorable404Urls`. A mail that cannot be sent is a line in the log.
 * Django: `BrokenLinkEmailsMiddleware`.
 */
export class BrokenLinkEmailsMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 18;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  call(request: HttpRequest): MaybeResponse {
    return onceThere(this.#getResponse(request), (response) => this.#report(request, response));
  }

  #report(request: HttpRequest, response: HttpResponseBase): MaybeResponse {
    if (response.statusCode !== 404 || settings.debug) return response;
    const referer = request.header("referer") ?? "";
    // Those who typed the address follow no link.
    if (referer === "") return response;
    const domain = request.getHost();
    const uri = request.getFullPath();
    if (this.isIgnorableRequest(request, { uri, domain, referer })) return response;
    return this.#mail(request, { uri, domain, referer }).then(
      () => response,
      (error: unknown) => {
        getLogger("nuages.request").error("A broken link could not be mailed: %s", {
          params: [escapeForLog(uri)],
          error,
        });
        return response;
      },
    );
  }

  async #mail(request: HttpRequest, { uri, domain, referer }: BrokenLink): Promise<void> {
    // Sites that send no mail need not load it.
    const { mailManagers } = await import("../mail/index.ts");
    const kind = this.isInternalRequest(domain, referer) ? "INTERNAL " : "";
    await mailManagers({
      subject: `Broken ${kind}link on ${domain}`,
      body: [
        `Referrer: ${referer}`,
        `Requested URL: ${uri}`,
        `User agent: ${request.header("user-agent") ?? "<none>"}`,
        `IP address:  ${request.remoteAddress || "<none>"}`,
        "",
      ].join("\n"),
    });
  }

  /** Whether the link stands on a page of this site. */
  isInternalRequest(domain: string, referer: string): boolean {
    return [`http://${domain}/`, `https://${domain}/`].some((site) => referer.startsWith(site));
  }

  /** Whether nobody is told: robots that guess, pages that lead to themselves, `ignorable404Urls`. */
  isIgnorableRequest(_request: HttpRequest, { uri, domain, referer }: BrokenLink): boolean {
    if (settings.appendSlash && uri.endsWith("/") && referer === uri.slice(0, -1)) return true;
    if (!this.isInternalRequest(domain, referer) && referer.includes("?")) return true;
    return pointsAtItself(referer, domain, uri) || isIgnorable(uri);
  }
}

/** A link that leads to nothing. */
export interface BrokenLink {
  /** Path and query that were asked for. */
  readonly uri: string;
  /** The site's host. */
  readonly domain: string;
  /** Address of the page with the link. */
  readonly referer: string;
}

/** Some browsers and robots name the page itself as the one that they come from. */
function pointsAtItself(referer: string, domain: string, uri: string): boolean {
  try {
    const { netloc, path } = splitUrl(referer);
    return (netloc === "" || netloc === domain) && path === uri;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isIgnorable(uri: string): boolean {
  return settings.ignorable404Urls.some((pattern) => uri.search(pattern) >= 0);
}
