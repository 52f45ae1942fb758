import { keepMarks, type ViewDecorator } from "./wrap.ts";

/**
 * Keeps posted fields out of error reports: those named, or all when none is.
 *
 * @throws TypeError when it is used without parentheses
 * @example
 * export const login = sensitivePostParameters("password")(async (request) => { … });
 */
export function sensitivePostParameters(...names: string[]): ViewDecorator {
  if (names.some((name) => typeof name !== "string")) {
    throw new TypeError(
      "sensitivePostParameters() takes names of fields: write sensitivePostParameters()(view).",
    );
  }
  return (view) => {
    const marked: typeof view = (request, params) => {
      request.sensitivePostParameters = names.length === 0 ? "all" : names;
      return view(request, params);
    };
    return keepMarks(view, marked);
  };
}
