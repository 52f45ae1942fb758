import type { HttpResponseBase } from "../../http/index.ts";
import { keepMarks, type ViewDecorator } from "../../views/index.ts";
import { CsrfViewMiddleware } from "./csrf-view-middleware.ts";
import { getToken } from "./state.ts";

/** Lets a view take forms of other sites: for hooks that check a signature of their own. */
export const csrfExempt: ViewDecorator = (view) => {
  const wrapper: typeof view = (request, params) => view(request, params);
  return Object.assign(keepMarks(view, wrapper), { csrfExempt: true });
};

/** Checks the token for this view, where the middleware is not in the settings. */
export const csrfProtect: ViewDecorator = (view) => {
  const wrapper: typeof view = async (request, params): Promise<HttpResponseBase> => {
    const layer = new CsrfViewMiddleware(async () => {
      const refused = await layer.processView(request, view);
      return refused ?? view(request, params);
    });
    return layer.call(request);
  };
  return keepMarks(view, wrapper);
};

/** Sets the cookie for this view's pages though they hold no form: for scripts that send the token. */
export const ensureCsrfCookie: ViewDecorator = (view) => {
  const wrapper: typeof view = async (request, params): Promise<HttpResponseBase> => {
    const layer = new CsrfViewMiddleware(() => {
      getToken(request);
      return view(request, params);
    });
    return layer.call(request);
  };
  return keepMarks(view, wrapper);
};

/** Makes `{% csrf_token %}` work in this view's pages, without checking a token. */
export const requiresCsrfToken: ViewDecorator = (view) => {
  const wrapper: typeof view = async (request, params): Promise<HttpResponseBase> =>
    new CsrfViewMiddleware(() => view(request, params)).call(request);
  return keepMarks(view, wrapper);
};
