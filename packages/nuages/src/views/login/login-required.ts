import { PermissionDenied } from "../../errors/index.ts";
import type { HttpResponseBase, MaybeResponse } from "../../http/index.ts";
import { viewName } from "../generic/view-name.ts";
import type { View } from "../generic/view.ts";
import type { RedirectTarget } from "../shortcuts.ts";
import { isLoggedIn } from "./is-logged-in.ts";
import { REDIRECT_FIELD_NAME, redirectVisitorToLogin } from "./redirect-to-login.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript wants any[] of a class that is mixed in
type ViewClass<V = View> = abstract new (...parameters: any[]) => V;

/** What {@link LoginRequired} gives a view. */
export interface LoginRequiredView {
  /** Address, name or view of the login page; the setting `loginUrl` when it is not given. */
  loginUrl: RedirectTarget | undefined;
  /** Field of the login page's address with the page to come back to; null for none. */
  redirectFieldName: string | null;
  /** Whether visitors get 403 instead of the login page. */
  raiseException: boolean;
  /** What the error says when `raiseException` is on. */
  permissionDeniedMessage: string;
  getLoginUrl(): RedirectTarget | undefined;
  getRedirectFieldName(): string | null;
  getPermissionDeniedMessage(): string;
  /**
   * The answer to whoever is not logged in.
   *
   * @throws PermissionDenied when `raiseException` is on
   */
  handleNoPermission(): MaybeResponse;
}

/**
 * A class view for users who are logged in: others are sent to the login page before anything of the
 * view runs but its `setup()`. Django: `LoginRequiredMixin`.
 *
 * @throws ImproperlyConfigured (the view) when no middleware has set `request.user`
 * @example
 * class Loans extends LoginRequired(ListView<Loan>) {
 *   override model = Loan;
 * }
 */
export function LoginRequired<Base extends ViewClass>(
  base: Base,
): Base & ViewClass<LoginRequiredView> {
  abstract class LoginRequired extends base implements LoginRequiredView {
    loginUrl: RedirectTarget | undefined = undefined;
    redirectFieldName: string | null = REDIRECT_FIELD_NAME;
    raiseException = false;
    permissionDeniedMessage = "";

    getLoginUrl(): RedirectTarget | undefined {
      return this.loginUrl;
    }

    getRedirectFieldName(): string | null {
      return this.redirectFieldName;
    }

    getPermissionDeniedMessage(): string {
      return this.permissionDeniedMessage;
    }

    handleNoPermission(): MaybeResponse {
      if (this.raiseException) throw new PermissionDenied(this.getPermissionDeniedMessage());
      return redirectVisitorToLogin(this.request, {
        loginUrl: this.getLoginUrl(),
        redirectFieldName: this.getRedirectFieldName(),
      });
    }

    override async dispatch(): Promise<HttpResponseBase> {
      return (await isLoggedIn(this.request, viewName(this)))
        ? super.dispatch()
        : this.handleNoPermission();
    }
  }
  return LoginRequired;
}
