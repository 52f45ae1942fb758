import { ImproperlyConfigured } from "../../errors/index.ts";
import {
  type HttpRequest,
  HttpResponse,
  HttpResponseNotAllowed,
  logResponse,
  type MaybeResponse,
} from "../../http/index.ts";
import { didYouMean } from "../../errors/index.ts";
import { viewName } from "./view-name.ts";

/** The values of a route, by name. */
export type ViewParams = Readonly<Record<string, unknown>>;

/** A method of a view that answers a method of HTTP. */
export type MethodHandler = (request: HttpRequest, params: never) => MaybeResponse;

/** What `asView()` gives: a view that makes an instance of its class for each request. */
export interface ClassView {
  (request: HttpRequest, params?: object): Promise<HttpResponseOf>;
  readonly viewClass: abstract new (...args: never[]) => View;
  readonly viewInitkwargs: object;
}

type HttpResponseOf = Awaited<MaybeResponse>;

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/**
 * A view as a class: a method for each method of HTTP that it answers, and a new instance for each
 * request. Django: `View`.
 *
 * @example
 * class Greeting extends View {
 *   name = "world";
 *   get() { return new HttpResponse(`Hello, ${this.name}`); }
 * }
 * path("hello/", Greeting.asView({ name: "Django" }))
 */
export abstract class View {
  /** Methods that the view may answer, in lower case. */
  httpMethodNames: readonly string[] = METHODS;
  /** The request; set by {@link setup}. */
  declare request: HttpRequest;
  /** The values of the route; set by {@link setup}. Django: `self.kwargs`. */
  declare params: ViewParams;

  /**
   * The class as a view for `path()`.
   *
   * @param init Values for attributes of the class, for this use of it.
   * @throws TypeError when a value is for no attribute
   */
  static asView<Class extends abstract new (...args: never[]) => View>(
    this: Class,
    init: Partial<InstanceType<Class>> = {},
  ): ClassView {
    const Concrete = this as unknown as new () => View;
    checkInit(Concrete, init);
    const view = async (request: HttpRequest, params: object = {}): Promise<HttpResponseOf> => {
      const instance = Object.assign(new Concrete(), init);
      instance.setup(request, params as ViewParams);
      if (instance.request === undefined) throw forgottenSetup(viewName(Concrete));
      return instance.dispatch();
    };
    Object.defineProperty(view, "name", { value: viewName(Concrete) });
    return Object.assign(view, { viewClass: this, viewInitkwargs: init });
  }

  /** Takes what belongs to the request; whoever overrides it calls `super.setup()`. */
  setup(request: HttpRequest, params: ViewParams): void {
    this.request = request;
    this.params = params;
  }

  /** Calls the method for the request's; HEAD is answered by `get` when there is no `head`. */
  dispatch(): MaybeResponse {
    const method = this.request.method.toLowerCase();
    const handler = this.#handler(method);
    if (handler === undefined) return this.httpMethodNotAllowed();
    return handler.call(this, this.request, this.params as never);
  }

  #handler(method: string): MethodHandler | undefined {
    if (!this.httpMethodNames.includes(method)) return undefined;
    const handlers = this as unknown as Record<string, unknown>;
    const handler = handlers[method] ?? (method === "head" ? handlers["get"] : undefined);
    return typeof handler === "function" ? (handler as MethodHandler) : undefined;
  }

  /** The methods that the view answers, in upper case. */
  get allowedMethods(): string[] {
    return this.httpMethodNames
      .filter((method) => this.#handler(method) !== undefined)
      .map((method) => method.toUpperCase());
  }

  /** The answer to a method that the view has none for: 405. */
  httpMethodNotAllowed(): MaybeResponse {
    const { method, path } = this.request;
    const response = new HttpResponseNotAllowed(this.allowedMethods);
    logResponse(this.request, response, "Method Not Allowed (%s): %s", { params: [method, path] });
    return response;
  }

  /** The answer to OPTIONS: the methods that are allowed. */
  options(): MaybeResponse {
    return new HttpResponse("", {
      headers: { Allow: this.allowedMethods.join(", "), "Content-Length": "0" },
    });
  }
}

function checkInit(Concrete: new () => View, init: object): void {
  const names = Object.keys(init);
  if (names.length === 0) return;
  const probe = new Concrete();
  for (const name of names) {
    if (METHODS.includes(name)) {
      throw new TypeError(
        `The method name ${name} is not accepted as a value for ${viewName(Concrete)}.asView().`,
      );
    }
    if (!(name in probe)) {
      throw new TypeError(
        `${viewName(Concrete)}.asView() received ${JSON.stringify(name)}, which is no attribute of the class.\n  ${didYouMean(name, Object.keys(probe), { label: "Attributes" })}`,
      );
    }
  }
}

function forgottenSetup(name: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`${name} instance has no 'request' attribute.`, {
    hint: "Did you override setup() and forget to call super.setup()?",
  });
}
