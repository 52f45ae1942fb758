import {
  type HttpRequest,
  HttpResponseNotAllowed,
  logResponse,
  type MaybeResponse,
} from "../../http/index.ts";

/** A view whose parameters do not matter here. */
export type ViewFunction<Params> = (request: HttpRequest, params: Params) => MaybeResponse;

/**
 * Lets a view answer only these methods; others get 405 with the `Allow` header.
 *
 * @example
 * export const like = requireHttpMethods(["POST"])(async (request, { id }: { id: number }) => { … });
 */
export function requireHttpMethods(
  methods: readonly string[],
): <Params>(view: ViewFunction<Params>) => ViewFunction<Params> {
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
    // The name in messages and the marks of other decorators stay those of the view.
    Object.defineProperty(limited, "name", { value: view.name });
    return Object.assign(limited, view);
  };
}

/** Lets a view answer GET only. */
export const requireGET = requireHttpMethods(["GET"]);
/** Lets a view answer POST only. */
export const requirePOST = requireHttpMethods(["POST"]);
/** Lets a view answer GET and HEAD only. */
export const requireSafe = requireHttpMethods(["GET", "HEAD"]);
