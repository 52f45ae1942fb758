import { settings } from "../conf/index.ts";
import {
  applyRange,
  type GetResponse,
  type HttpRequest,
  HttpResponseBase,
  logResponse,
  type MaybeResponse,
  NoResponse,
  onceThere,
  requestStarted,
} from "../http/index.ts";
import { isPromiseLike } from "../utils/iterables.ts";
import {
  getResolver,
  loadUrlconf,
  type ResolverMatch,
  type RootResolver,
  runWithUrlconf,
  type Urlconf,
} from "../urls/index.ts";
import { responseForException } from "./exception-response.ts";
import { buildChain, guard, type Hooks } from "./middleware-chain.ts";
import { requestSpan, viewSpan } from "./spans.ts";

/** Answers requests: middleware, URL patterns, views, error pages. */
export type Handler = (request: HttpRequest) => MaybeResponse;

/** What can be rendered after the view: `TemplateResponse`. */
interface Renderable extends HttpResponseBase {
  render(): MaybeResponse;
}

function isRenderable(response: HttpResponseBase): response is Renderable {
  return "render" in response && typeof response.render === "function";
}

/** Calls the view of the request and the hooks around it. */
class Innermost {
  readonly hooks: Hooks = { view: [], exception: [], templateResponse: [] };
  readonly #resolver: RootResolver;

  constructor(resolver: RootResolver) {
    this.#resolver = resolver;
  }

  /** The innermost layer: finds the view and calls it. */
  readonly getResponse: GetResponse = (request) => {
    if (request.urlconf !== undefined && request.urlconf !== null) {
      const urlconf = request.urlconf as Urlconf;
      return runWithUrlconf(urlconf, () => this.#answer(request, getResolver(urlconf)));
    }
    return this.#answer(request, this.#resolver);
  };

  #answer(request: HttpRequest, resolver: RootResolver): MaybeResponse {
    const match = resolver.resolve(request.pathInfo);
    request.resolverMatch = match;
    if (this.hooks.view.length === 0 && this.hooks.exception.length === 0) {
      return this.#finish(request, match, this.#callView(request, match));
    }
    return this.#answerWithHooks(request, match);
  }

  #callView(request: HttpRequest, match: ResolverMatch): unknown {
    const view = match.func as (request: HttpRequest, params: unknown) => unknown;
    if (!viewSpan.hasSubscribers) return view(request, match.params);
    const payload = { request, view: match.viewName };
    return viewSpan.run(payload, async () => view(request, match.params));
  }

  #finish(request: HttpRequest, match: ResolverMatch, result: unknown): MaybeResponse {
    return isPromiseLike(result)
      ? Promise.resolve(result).then((response) => this.#checked(request, match, response))
      : this.#checked(request, match, result);
  }

  #checked(request: HttpRequest, match: ResolverMatch, response: unknown): MaybeResponse {
    if (!(response instanceof HttpResponseBase)) {
      throw NoResponse.from(`The view ${match.viewName}`, response);
    }
    if (response.streaming) applyRange(request, response);
    return isRenderable(response) ? this.#render(request, response) : response;
  }

  async #render(request: HttpRequest, response: Renderable): Promise<HttpResponseBase> {
    let current: HttpResponseBase = response;
    for (const hook of this.hooks.templateResponse) {
      const replaced: unknown = await hook(request, current);
      if (!(replaced instanceof HttpResponseBase)) {
        throw NoResponse.from("A middleware's processTemplateResponse()", replaced);
      }
      current = replaced;
    }
    return isRenderable(current) ? current.render() : current;
  }

  async #answerWithHooks(request: HttpRequest, match: ResolverMatch): Promise<HttpResponseBase> {
    for (const hook of this.hooks.view) {
      const response = await hook(request, match.func, match.params);
      if (response) return this.#checked(request, match, response);
    }
    try {
      return await this.#finish(request, match, this.#callView(request, match));
    } catch (error) {
      for (const hook of this.hooks.exception) {
        const response = await hook(request, error);
        if (response) return this.#checked(request, match, response);
      }
      throw error;
    }
  }
}

/** One record for every response that tells of an error. */
function logged(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
  if (response.statusCode >= 400) {
    logResponse(request, response, "%s: %s", { params: [response.reasonPhrase, request.path] });
  }
  return response;
}

async function buildHandler(): Promise<Handler> {
  const resolver = getResolver(await loadUrlconf());
  const innermost = new Innermost(resolver);
  const { hooks } = innermost;
  const chain = buildChain(settings.middleware, innermost.getResponse, {
    hooks,
    rescue: responseForException,
  });
  return (request) => onceThere(chain(request), (response) => logged(request, response));
}

/**
 * The site as a function of a request: what the servers and the test client call. The middleware and
 * the URL patterns are loaded at the first request.
 */
export function getHandler(): Handler {
  return entrance(lazyHandler());
}

/**
 * The same, with everything loaded: for a server that must not start when the site does not.
 *
 * @throws whatever the modules of the patterns throw; ImproperlyConfigured for wrong settings
 */
export async function loadHandler(): Promise<Handler> {
  return entrance(await buildHandler());
}

function lazyHandler(): Handler {
  let ready: Handler | undefined;
  let loading: Promise<Handler> | undefined;
  return (request) => {
    if (ready !== undefined) return ready(request);
    loading ??= buildHandler().then(
      (handler) => (ready = handler),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading.then((handler) => handler(request));
  };
}

function entrance(answer: Handler): Handler {
  // What cannot be loaded is answered, in debug with its page, like any other error.
  const guarded = guard(answer, responseForException);
  return (request) => {
    if (requestStarted.hasListeners()) return started(request, guarded);
    return requestSpan.hasSubscribers
      ? requestSpan.run({ request }, async () => guarded(request))
      : guarded(request);
  };
}

async function started(request: HttpRequest, handler: Handler): Promise<HttpResponseBase> {
  await requestStarted.send(undefined, { request });
  return requestSpan.run({ request }, async () => handler(request));
}
