import { HttpResponseNotAllowed, logResponse } from "../../http/index.ts";
import { keepMarks, type ViewDecorator } from "./wrap.ts";

/**
 * Lets a view answer only these methods; others get 405 with the `Allow` header.
 *
 * @example
 * export const like = requireHttpMethods(["POST"])(async (request, { id }: { id: number }) => { … });
 */
export function requireHttpMethods(methods: readonly string[]): ViewDecorator {
  const allowed = new Set(methods);
  return (view) => {
    const limited: typeof view = (request, params) => {
      if (allowed.has(request.method)) return view(request, params);
      const response = new HttpResponseNotAllowed(methods);
      logResponse(request, response, "Method Not Allowed (%s): %s", {
        params: [request.method, request.path],
      });
      return response;
    };
    return keepMarks(view, limited);
  };
}

/** Lets a view answer GET only. */
export const requireGET: ViewDecorator = requireHttpMethods(["GET"]);
/** Lets a view answer POST only. */
export const requirePOST: ViewDecorator = requireHttpMethods(["POST"]);
/** Lets a view answer GET and HEAD only. */
export const requireSafe: ViewDecorator = requireHttpMethods(["GET", "HEAD"]);
