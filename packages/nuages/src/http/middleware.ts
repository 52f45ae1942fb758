import type { HttpRequest } from "./request.ts";
import type { HttpResponseBase } from "./response-base.ts";

/** A response now, or a promise of one. */
export type MaybeResponse = HttpResponseBase | Promise<HttpResponseBase>;
/** Goes on with a response: at once where it is there, so that a layer that waits for nothing costs no promise. */
export function onceThere(
  response: MaybeResponse,
  work: (response: HttpResponseBase) => MaybeResponse,
): MaybeResponse {
  return response instanceof Promise ? response.then(work) : work(response);
}

/** Answers a request: the next layer of middleware, and at last the view. */
export type GetResponse = (request: HttpRequest) => MaybeResponse;
/** Nothing, or a response that ends the way inward. */
export type HookResult =
  | HttpResponseBase
  | null
  | undefined
  | void
  | Promise<HttpResponseBase | null | undefined | void>;
/** A view, as a hook sees it. */
export type AnyView = (...args: never[]) => unknown;

/** Middleware as an object, with hooks besides the call itself. */
export interface MiddlewareObject {
  /** Answers the request, with the help of `getResponse`. Django: `__call__`. */
  call(request: HttpRequest): MaybeResponse;
  /** Runs just before the view; a response replaces the view's. */
  processView?(
    request: HttpRequest,
    view: AnyView,
    params: Readonly<Record<string, unknown>>,
  ): HookResult;
  /** Runs when the view threw; a response replaces the error page. */
  processException?(request: HttpRequest, error: unknown): HookResult;
  /** Runs when the view gave a response that is still to be rendered; gives such a response. */
  processTemplateResponse?(request: HttpRequest, response: HttpResponseBase): MaybeResponse;
}

/** A class of middleware: made once, with the next layer. */
export interface MiddlewareClass {
  new (getResponse: GetResponse): MiddlewareObject;
  /**
   * Where the layer belongs among others: one of a smaller number stands outside. System checks warn of
   * another order. Ours: security 10, pages to a cache 20, compression 30, sessions 40, conditional requests 50, languages 60,
   * addresses 70, pages from a cache 80, forged forms 90, users 100, logged-in users only 105, messages 110,
   * frames 120.
   */
  readonly recommendedPosition?: number;
}
/** A function of middleware: gets the next layer, gives the layer around it. */
export type MiddlewareFunction = (getResponse: GetResponse) => GetResponse;

/**
 * A layer around all views: a class, or a function. The setting `middleware` lists them, outermost first.
 *
 * @example
 * const timing: MiddlewareFunction = (getResponse) => async (request) => {
 *   const start = performance.now();
 *   const response = await getResponse(request);
 *   response.headers.set("Server-Timing", `app;dur=${performance.now() - start}`);
 *   return response;
 * };
 */
export type Middleware = MiddlewareClass | MiddlewareFunction;

declare module "../conf/settings.ts" {
  interface SettingValues {
    middleware: Middleware;
  }
}
