import type { HttpRequest, HttpResponseBase, MiddlewareClass } from "../http/index.ts";
import { keepMarks, SimpleTemplateResponse, type ViewDecorator } from "../views/index.ts";

/** A template response is rendered here: the layer looks at what is sent. */
async function rendered(response: HttpResponseBase): Promise<HttpResponseBase> {
  return response instanceof SimpleTemplateResponse ? response.render() : response;
}

/**
 * Turns a class of middleware into a decorator, for single views. All hooks of the class are run.
 *
 * @example
 * const timed = decoratorFromMiddleware(TimingMiddleware);
 * export const report = timed(async (request) => …);
 */
export function decoratorFromMiddleware(middleware: MiddlewareClass): ViewDecorator {
  return (view) => {
    const wrapper: typeof view = async (request, params) => {
      const layer = new middleware(async (): Promise<HttpResponseBase> => {
        const values = params as Readonly<Record<string, unknown>>;
        const early = await layer.processView?.(request, view, values);
        if (early) return early;
        const response = await withRescue(request, async () => view(request, params), layer);
        const isTemplate = response instanceof SimpleTemplateResponse;
        const replaced = isTemplate && (await layer.processTemplateResponse?.(request, response));
        return rendered(replaced || response);
      });
      return layer.call(request);
    };
    return keepMarks(view, wrapper);
  };
}

async function withRescue(
  request: HttpRequest,
  answer: () => Promise<HttpResponseBase>,
  layer: InstanceType<MiddlewareClass>,
): Promise<HttpResponseBase> {
  try {
    return await answer();
  } catch (error) {
    const response = await layer.processException?.(request, error);
    if (response) return response;
    throw error;
  }
}
