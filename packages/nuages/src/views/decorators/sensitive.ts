import type { HttpRequest } from "../../http/index.ts";
import type { ViewFunction } from "./http.ts";

/**
 * Keeps posted fields out of error reports: those named, or all when none is.
 *
 * @example
 * export const login = sensitivePostParameters("password")(async (request) => { … });
 */
export function sensitivePostParameters(
  ...names: string[]
): <Params>(view: ViewFunction<Params>) => ViewFunction<Params> {
  if (names.some((name) => typeof name !== "string")) {
    throw new TypeError(
      "sensitivePostParameters() takes names of fields: write sensitivePostParameters()(view).",
    );
  }
  return (view) => {
    const marked: typeof view = (request: HttpRequest, params) => {
      request.sensitivePostParameters = names.length === 0 ? "all" : names;
      return view(request, params);
    };
    Object.defineProperty(marked, "name", { value: view.name });
    return Object.assign(marked, view);
  };
}
