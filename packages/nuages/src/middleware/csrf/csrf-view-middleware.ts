import { settings } from "../../conf/index.ts";
import {
  type AnyView,
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  logResponse,
  type MaybeResponse,
  type MiddlewareObject,
  UnreadablePostError,
} from "../../http/index.ts";
import { registerCsrfTokenSource } from "../../template/index.ts";
import { patchVaryHeaders } from "../../utils/cache.ts";
import { csrfFailure } from "../../views/index.ts";
import { foreignReason } from "./origin.ts";
import { cookieSecret, csrfState, getToken } from "./state.ts";
import { checkTokenFormat, InvalidTokenFormat, tokenMatches } from "./token.ts";

declare module "../../http/request.ts" {
  interface RequestExtras {
    /** Set by the test client: the request needs no token. Django: `_dont_enforce_csrf_checks`. */
    dontEnforceCsrfChecks?: boolean;
  }
}

/** A view for requests that are refused; the setting `csrfFailureView` names another. */
export type CsrfFailureView = (request: HttpRequest, options: { reason: string }) => MaybeResponse;

declare module "../../conf/settings.ts" {
  interface SettingValues {
    csrfFailureView: CsrfFailureView;
  }
}

registerCsrfTokenSource(getToken);

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** The token that came with the request, and where it was found. */
async function sentToken(
  request: HttpRequest,
): Promise<[token: string, source: string] | undefined> {
  if (request.method === "POST") {
    const field = await postedField(request);
    if (field !== "") return [field, "POST"];
  }
  const name = settings.csrfHeaderName
    .replace(/^HTTP_/, "")
    .replaceAll("_", "-")
    .toLowerCase();
  const header = request.header(name);
  if (header === undefined) return undefined;
  const shown = name.replaceAll(/(^|-)([a-z])/g, (_, dash, letter) => dash + letter.toUpperCase());
  return [header, `the '${shown}' HTTP header`];
}

async function postedField(request: HttpRequest): Promise<string> {
  try {
    return (await request.POST).get("csrfmiddlewaretoken", "");
  } catch (error) {
    // The visitor went away: the missing token says all there is to say.
    if (error instanceof UnreadablePostError) return "";
    throw error;
  }
}

async function tokenReason(request: HttpRequest): Promise<string | undefined> {
  let secret: string | undefined;
  try {
    secret = cookieSecret(request);
  } catch (error) {
    if (error instanceof InvalidTokenFormat) return `CSRF cookie ${error.reason}.`;
    throw error;
  }
  if (secret === undefined) return "CSRF cookie not set.";
  const sent = await sentToken(request);
  if (sent === undefined) return "CSRF token missing.";
  const [token, source] = sent;
  try {
    checkTokenFormat(token);
  } catch (error) {
    if (error instanceof InvalidTokenFormat) return `CSRF token from ${source} ${error.reason}.`;
    throw error;
  }
  return tokenMatches(token, secret) ? undefined : `CSRF token from ${source} incorrect.`;
}

/**
 * Refuses forms that other sites send in the name of a visitor: unsafe methods need the token of the
 * visitor's cookie, and must come from a page of this site. Django: `CsrfViewMiddleware`.
 */
export class CsrfViewMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 90;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const state = csrfState(request);
    const response = await this.#getResponse(request);
    if (state.needsUpdate && state.secret !== undefined) {
      setCookie(response, state.secret);
      state.needsUpdate = false;
    }
    return response;
  }

  /** Why the request is refused; `undefined` when it is not. */
  async rejectionReason(request: HttpRequest): Promise<string | undefined> {
    if (SAFE_METHODS.has(request.method) || request.dontEnforceCsrfChecks === true) {
      return undefined;
    }
    return foreignReason(request) ?? (await tokenReason(request));
  }

  async processView(request: HttpRequest, view: AnyView): Promise<HttpResponseBase | undefined> {
    if ((view as { csrfExempt?: boolean }).csrfExempt === true) return undefined;
    const reason = await this.rejectionReason(request);
    return reason === undefined ? undefined : refuse(request, reason);
  }
}

async function refuse(request: HttpRequest, reason: string): Promise<HttpResponseBase> {
  const view = settings.csrfFailureView ?? csrfFailure;
  const response = await view(request, { reason });
  logResponse(request, response, "Forbidden (%s): %s", {
    params: [reason, request.path],
    logger: "nuages.security.csrf",
  });
  return response;
}

function setCookie(response: HttpResponseBase, secret: string): void {
  response.setCookie(settings.csrfCookieName, secret, {
    maxAge: settings.csrfCookieAge,
    domain: settings.csrfCookieDomain,
    path: settings.csrfCookiePath,
    secure: settings.csrfCookieSecure,
    httponly: settings.csrfCookieHttponly,
    samesite: settings.csrfCookieSamesite || null,
  });
  patchVaryHeaders(response, ["Cookie"]);
}
