import { ImproperlyConfigured } from "../errors/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  HttpResponseBase,
  type MaybeResponse,
  type Middleware,
  type MiddlewareClass,
  MiddlewareNotUsed,
  type MiddlewareObject,
  NoResponse,
} from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { isPromiseLike } from "../utils/iterables.ts";

/** Turns what a layer threw into a response. */
export type Rescue = (request: HttpRequest, error: unknown) => Promise<HttpResponseBase>;

type Hook<Name extends "processView" | "processException" | "processTemplateResponse"> =
  NonNullable<MiddlewareObject[Name]>;

/** The hooks of all layers, in the order in which they run. */
export interface Hooks {
  readonly view: Hook<"processView">[];
  readonly exception: Hook<"processException">[];
  readonly templateResponse: Hook<"processTemplateResponse">[];
}

function isClass(middleware: Middleware): middleware is MiddlewareClass {
  const prototype: unknown = middleware.prototype;
  return typeof prototype === "object" && prototype !== null && "call" in prototype;
}

/** A response that holds something is released even when a layer outside replaces it. */
function kept(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
  if (response.hasClosers) request.closeLater(response);
  return response;
}

/** The layer, with every error turned into a response before the layer outside sees it. */
export function guard(layer: GetResponse, rescue: Rescue): GetResponse {
  return (request) => {
    let result: MaybeResponse;
    try {
      result = layer(request);
    } catch (error) {
      return rescue(request, error);
    }
    return result instanceof Promise
      ? result.then(
          (response) => kept(request, response),
          (error: unknown) => rescue(request, error),
        )
      : kept(request, result);
  };
}

/** A layer whose answer is checked to be a response, so that the mistake is named where it is. */
function checked(layer: GetResponse, name: string): GetResponse {
  const check = (response: unknown): HttpResponseBase => {
    if (response instanceof HttpResponseBase) return response;
    throw NoResponse.from(`The middleware ${name}`, response);
  };
  return (request) => {
    const result: unknown = layer(request);
    return isPromiseLike(result) ? Promise.resolve(result).then(check) : check(result);
  };
}

function addHooks(layer: MiddlewareObject, hooks: Hooks): void {
  // The way in goes from the outermost layer on, the way out back from the innermost.
  if (layer.processView) hooks.view.unshift(layer.processView.bind(layer));
  if (layer.processException) hooks.exception.push(layer.processException.bind(layer));
  if (layer.processTemplateResponse) {
    hooks.templateResponse.push(layer.processTemplateResponse.bind(layer));
  }
}

function makeLayer(middleware: Middleware, next: GetResponse, hooks: Hooks): GetResponse {
  if (isClass(middleware)) {
    const layer = new middleware(next);
    addHooks(layer, hooks);
    return (request) => layer.call(request);
  }
  return middleware(next);
}

function checkKind(middleware: unknown, position: number): asserts middleware is Middleware {
  if (typeof middleware === "function") return;
  throw new ImproperlyConfigured(
    `Entry ${position} of the setting middleware is no middleware: it is ${middleware === undefined ? "undefined" : `a value of type ${typeof middleware}`}.`,
    {
      hint: "Middleware is a class or a function; undefined comes from a misspelt import or a circle of imports.",
    },
  );
}

/**
 * Puts the layers around the innermost `getResponse`. The first of the list is the outermost.
 *
 * @throws ImproperlyConfigured when a layer is no middleware or gives none.
 */
export function buildChain(
  layers: readonly unknown[],
  innermost: GetResponse,
  { hooks, rescue }: { readonly hooks: Hooks; readonly rescue: Rescue },
): GetResponse {
  let next = guard(innermost, rescue);
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const middleware = layers[index];
    checkKind(middleware, index);
    const name = middleware.name || `number ${index}`;
    let layer: unknown;
    try {
      layer = makeLayer(middleware, next, hooks);
    } catch (error) {
      if (!(error instanceof MiddlewareNotUsed)) throw error;
      getLogger("nuages.request").debug("MiddlewareNotUsed(%s): %s", {
        params: [name, error.message],
      });
      continue;
    }
    if (typeof layer !== "function") {
      throw new ImproperlyConfigured(`The middleware ${name} gave no function.`, {
        hint: "A function of middleware takes getResponse and returns (request) => response.",
      });
    }
    next = guard(checked(layer as GetResponse, name), rescue);
  }
  return next;
}
