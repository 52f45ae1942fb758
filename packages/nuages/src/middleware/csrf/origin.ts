import { settings } from "../../conf/index.ts";
import { DisallowedHost, type HttpRequest } from "../../http/index.ts";
import { isSameDomain } from "../../utils/http.ts";
import { splitUrl, type SplitUrl } from "../../utils/url-split.ts";

function split(address: string): SplitUrl | undefined {
  try {
    return splitUrl(address);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The host of a request, or `undefined` when it is none of the site's. */
function hostOf(request: HttpRequest): string | undefined {
  try {
    return request.getHost();
  } catch (error) {
    if (error instanceof DisallowedHost) return undefined;
    throw error;
  }
}

/** Whether a trusted origin, such as `https://*.example.com`, takes in another. */
function trusts(pattern: string, origin: SplitUrl): boolean {
  const { scheme, netloc } = split(pattern) ?? { scheme: "", netloc: "" };
  return netloc.startsWith("*") && scheme === origin.scheme
    ? isSameDomain(origin.netloc, netloc.replace(/^\*+/, ""))
    : false;
}

function isTrustedOrigin(request: HttpRequest, origin: string): boolean {
  const host = hostOf(request);
  if (host !== undefined && origin === `${request.scheme}://${host}`) return true;
  const { csrfTrustedOrigins } = settings;
  if (csrfTrustedOrigins.some((trusted) => !trusted.includes("*") && trusted === origin))
    return true;
  const parts = split(origin);
  return parts !== undefined && csrfTrustedOrigins.some((trusted) => trusts(trusted, parts));
}

function checkReferer(request: HttpRequest): string | undefined {
  const failed = "Referer checking failed -";
  const referer = request.header("referer");
  if (referer === undefined) return `${failed} no Referer.`;
  const parts = split(referer);
  if (parts === undefined || parts.scheme === "" || parts.netloc === "") {
    return `${failed} Referer is malformed.`;
  }
  if (parts.scheme !== "https") return `${failed} Referer is insecure while host is secure.`;
  const isTrusted = settings.csrfTrustedOrigins.some((trusted) => {
    const host = (split(trusted)?.netloc ?? "").replace(/^\*+/, "");
    return isSameDomain(parts.netloc, host);
  });
  if (isTrusted || isSameDomain(parts.netloc, goodReferer(request))) return undefined;
  return `${failed} ${referer} does not match any trusted origins.`;
}

/** The host, or domain, that a page of this site has. */
function goodReferer(request: HttpRequest): string {
  const { csrfCookieDomain, csrfUseSessions, sessionCookieDomain } = settings;
  const domain = csrfUseSessions ? sessionCookieDomain : csrfCookieDomain;
  if (domain === null || domain === "") return hostOf(request) ?? "";
  const port = request.getPort();
  return port === "443" || port === "80" ? domain : `${domain}:${port}`;
}

/**
 * Why a request does not come from a page of this site or a trusted one; `undefined` when it does, or
 * when the browser does not say.
 */
export function foreignReason(request: HttpRequest): string | undefined {
  const origin = request.header("origin");
  if (origin !== undefined) {
    return isTrustedOrigin(request, origin)
      ? undefined
      : `Origin checking failed - ${origin} does not match any trusted origins.`;
  }
  if (request.header("sec-fetch-site") === "cross-site") {
    return "Origin checking failed - the browser says that another site sent the request.";
  }
  return request.isSecure() ? checkReferer(request) : undefined;
}
