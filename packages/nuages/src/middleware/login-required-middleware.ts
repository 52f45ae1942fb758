import type {
  AnyView,
  GetResponse,
  HttpRequest,
  HttpResponseBase,
  MaybeResponse,
  MiddlewareObject,
} from "../http/index.ts";
import { isLoggedIn, type RedirectTarget, redirectVisitorToLogin } from "../views/index.ts";

/** What the decorators leave on a view. */
interface LoginMarks {
  readonly loginRequired?: boolean;
  readonly loginUrl?: RedirectTarget;
  readonly redirectFieldName?: string | null;
}

/**
 * Closes every view to visitors who are not logged in and sends them to the login page; views in
 * `loginNotRequired()` stay open. The login page must be one. Django: `LoginRequiredMiddleware`.
 *
 * @throws ImproperlyConfigured (each request) when no middleware around it has set `request.user`
 */
export class LoginRequiredMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 105;
  /** Field of the login page's address with the page to come back to; null for none. */
  redirectFieldName: string | null = "next";
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  call(request: HttpRequest): MaybeResponse {
    return this.#getResponse(request);
  }

  async processView(request: HttpRequest, view: AnyView): Promise<HttpResponseBase | undefined> {
    if ((view as LoginMarks).loginRequired === false) return undefined;
    if (await isLoggedIn(request, "LoginRequiredMiddleware")) return undefined;
    return this.handleNoPermission(request, view);
  }

  /** The login page for a view: its own; the setting `loginUrl` when it has none. */
  getLoginUrl(view: AnyView): RedirectTarget | undefined {
    return (view as LoginMarks).loginUrl;
  }

  /** The field for a view: its own, or {@link redirectFieldName}. */
  getRedirectFieldName(view: AnyView): string | null {
    const { redirectFieldName } = view as LoginMarks;
    return redirectFieldName === undefined ? this.redirectFieldName : redirectFieldName;
  }

  /** The answer to whoever is not logged in. */
  handleNoPermission(request: HttpRequest, view: AnyView): MaybeResponse {
    return redirectVisitorToLogin(request, {
      loginUrl: this.getLoginUrl(view),
      redirectFieldName: this.getRedirectFieldName(view),
    });
  }
}
