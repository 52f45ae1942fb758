import { settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { type HttpRequest, HttpResponseRedirect, QueryDict } from "../../http/index.ts";
import { escapeLeadingSlashes } from "../../utils/http.ts";
import { splitUrl, unsplitUrl } from "../../utils/url-split.ts";
import { type RedirectTarget, resolveUrl } from "../shortcuts.ts";

/** The field with the page to come back to. Django: `REDIRECT_FIELD_NAME`. */
export const REDIRECT_FIELD_NAME = "next";

/** Where visitors log in. */
export interface LoginOptions {
  /** Address, name or view of the login page. Default: the setting `loginUrl`. */
  readonly loginUrl?: RedirectTarget | undefined;
  /** Field of the login page's address with the page to come back to; null or empty for none. Default: `next`. */
  readonly redirectFieldName?: string | null | undefined;
}

function loginAddress(loginUrl: RedirectTarget | undefined): string {
  const target = loginUrl || settings.loginUrl;
  if (!target) {
    throw new ImproperlyConfigured("There is no login page to redirect to: loginUrl is empty.", {
      hint: 'Set loginUrl in the settings, loginUrl: "/accounts/login/", or for the view.',
    });
  }
  return resolveUrl(target);
}

function withField(address: string, field: string | null, next: string): HttpResponseRedirect {
  if (field === null || field === "") return new HttpResponseRedirect(address);
  const parts = splitUrl(address);
  const query = new QueryDict(parts.query).copy();
  query.set(field, next);
  return new HttpResponseRedirect(unsplitUrl({ ...parts, query: query.urlencode("/") }));
}

/**
 * Sends the visitor to the login page, which leads back to `next`. Django: `redirect_to_login`.
 *
 * @throws ImproperlyConfigured when there is no login page
 * @throws NoReverseMatch when the login page is neither a name nor an address
 */
export function redirectToLogin(
  next: string,
  { loginUrl, redirectFieldName = REDIRECT_FIELD_NAME }: LoginOptions = {},
): HttpResponseRedirect {
  return withField(loginAddress(loginUrl), redirectFieldName, next);
}

/**
 * {@link redirectToLogin} with the page of the request to come back to: its path, or the whole address
 * where the login page is on another site.
 *
 * @throws DisallowedHost when the host of the request is not the site's
 */
export function redirectVisitorToLogin(
  request: HttpRequest,
  { loginUrl, redirectFieldName = REDIRECT_FIELD_NAME }: LoginOptions = {},
): HttpResponseRedirect {
  const address = loginAddress(loginUrl);
  const login = splitUrl(address);
  const here = request.buildAbsoluteUri();
  const { scheme, netloc } = splitUrl(here);
  const isSameSite =
    (login.scheme === "" || login.scheme === scheme) &&
    (login.netloc === "" || login.netloc === netloc);
  // Two slashes at the start would name another host.
  const next = isSameSite ? escapeLeadingSlashes(request.getFullPath()) : here;
  return withField(address, redirectFieldName, next);
}
