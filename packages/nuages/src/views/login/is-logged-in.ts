import { ImproperlyConfigured } from "../../errors/index.ts";
import type { HttpRequest } from "../../http/index.ts";

/**
 * Whether whoever sends the request is logged in; looks the user up when nobody has yet.
 *
 * @param asker Name of what needs to know, for the error.
 * @throws ImproperlyConfigured when no middleware has set `request.user`
 */
export async function isLoggedIn(request: HttpRequest, asker: string): Promise<boolean> {
  const user: unknown = await request.user;
  if (user === undefined || user === null) {
    throw new ImproperlyConfigured(`${asker} found no request.user on ${request.path}.`, {
      hint: `List a middleware that sets request.user, such as AuthenticationMiddleware, in the setting middleware${asker.endsWith("Middleware") ? `, before ${asker}` : ""}.`,
    });
  }
  // Nothing but true lets anybody in: not a method of the name, either.
  return (user as { isAuthenticated?: unknown }).isAuthenticated === true;
}
