import type { HttpRequest, HttpResponseBase, MaybeResponse } from "../../http/index.ts";

/** A view whose parameters do not matter here. */
export type ViewFunction<Params> = (request: HttpRequest, params: Params) => MaybeResponse;

/** Turns a view into another one with the same parameters. */
export type ViewDecorator = <Params>(view: ViewFunction<Params>) => ViewFunction<Params>;

/** `wrapper` under the name of the view, with the marks that other decorators have left on it. */
export function keepMarks<Params>(
  view: ViewFunction<Params>,
  wrapper: ViewFunction<Params>,
): ViewFunction<Params> {
  Object.defineProperty(wrapper, "name", { value: view.name });
  return Object.assign(wrapper, view);
}

/** A decorator that works on the response of a view. */
export function afterView(
  change: (response: HttpResponseBase, request: HttpRequest) => void,
): ViewDecorator {
  return (view) => {
    const wrapper: typeof view = async (request, params) => {
      const response = await view(request, params);
      change(response, request);
      return response;
    };
    return keepMarks(view, wrapper);
  };
}
