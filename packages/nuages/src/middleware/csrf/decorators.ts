import type { HttpRequest } from "../../http/index.ts";
import { keepMarks, type ViewDecorator } from "../../views/index.ts";
import { decoratorFromMiddleware } from "../decorator-from-middleware.ts";
import { CsrfViewMiddleware } from "./csrf-view-middleware.ts";
import { getToken } from "./state.ts";

/** Sets the cookie when a page has used the token; checks none. */
class TokenMiddleware extends CsrfViewMiddleware {
  override async processView(_request: HttpRequest): Promise<undefined> {
    return undefined;
  }
}

class CookieMiddleware extends CsrfViewMiddleware {
  override async processView(request: HttpRequest): Promise<undefined> {
    getToken(request);
  }
}

/** Lets a view take forms of other sites: for hooks that check a signature of their own. */
export const csrfExempt: ViewDecorator = (view) => {
  const wrapper: typeof view = (request, params) => view(request, params);
  return Object.assign(keepMarks(view, wrapper), { csrfExempt: true });
};

/** Checks the token for this view, where the middleware is not in the settings. */
export const csrfProtect: ViewDecorator = decoratorFromMiddleware(CsrfViewMiddleware);

/** Sets the cookie for this view's pages though they hold no form: for scripts that send the token. */
export const ensureCsrfCookie: ViewDecorator = decoratorFromMiddleware(CookieMiddleware);

/** Makes `{% csrf_token %}` work in this view's pages, without checking a token. */
export const requiresCsrfToken: ViewDecorator = decoratorFromMiddleware(TokenMiddleware);
