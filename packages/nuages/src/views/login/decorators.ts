import { keepMarks, type ViewDecorator, type ViewFunction } from "../decorators/wrap.ts";
import { isLoggedIn } from "./is-logged-in.ts";
import { type LoginOptions, redirectVisitorToLogin } from "./redirect-to-login.ts";

/**
 * Shows a view to users who are logged in; sends others to the login page. `LoginRequiredMiddleware`
 * heeds the options, too. Django: `login_required`.
 *
 * @throws ImproperlyConfigured (the view) when no middleware has set `request.user`
 * @example
 * export const basket = loginRequired(async (request) => …);
 * export const report = loginRequired(showReport, { loginUrl: "staff:login" });
 */
export function loginRequired<Params>(
  view: ViewFunction<Params>,
  { loginUrl, redirectFieldName }: LoginOptions = {},
): ViewFunction<Params> {
  const options = { loginUrl, redirectFieldName };
  const wrapper: typeof view = async (request, params) =>
    (await isLoggedIn(request, `loginRequired(${view.name})`))
      ? view(request, params)
      : redirectVisitorToLogin(request, options);
  return Object.assign(keepMarks(view, wrapper), options);
}

/** Leaves a view open to everybody where `LoginRequiredMiddleware` closes the others. Django: `login_not_required`. */
export const loginNotRequired: ViewDecorator = (view) => {
  const wrapper: typeof view = (request, params) => view(request, params);
  return Object.assign(keepMarks(view, wrapper), { loginRequired: false });
};
