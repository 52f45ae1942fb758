import { AsyncLocalStorage } from "node:async_hooks";

import { settings } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import type { HttpRequest } from "../http/index.ts";
import { isPromiseLike } from "../utils/iterables.ts";
import { Resolver404 } from "./errors.ts";
import { patternsIn, type UrlModule } from "./path.ts";
import { NO_ARGS, NO_CONVERTERS, NO_KWARGS, type Pattern } from "./pattern.ts";
import { type Found, ResolverMatch } from "./resolver-match.ts";
import type { ViewResult } from "./types.ts";
import { UrlResolver } from "./url-resolver.ts";

/** A view for an error: 400, 403, 404 get the error, 500 does not. */
export type ErrorHandler = (request: HttpRequest, error?: unknown) => ViewResult;

/** What the root of a site's patterns may say besides them. */
export interface UrlconfModule extends UrlModule {
  readonly handler400?: ErrorHandler;
  readonly handler403?: ErrorHandler;
  readonly handler404?: ErrorHandler;
  readonly handler500?: ErrorHandler;
}

/** Patterns, or a module that exports them as `urlpatterns`, with its error handlers. */
export type Urlconf = readonly unknown[] | UrlconfModule;

/** What the setting `rootUrlconf` takes: `() => import("./urls.ts")` loads the patterns after the apps. */
export type UrlconfSetting = Urlconf | (() => Urlconf | Promise<Urlconf>);

declare module "../conf/settings.ts" {
  interface SettingValues {
    urlconf: UrlconfSetting;
  }
}

/** The slash before every path. */
const rootPattern: Pattern = {
  literal: "/",
  converters: NO_CONVERTERS,
  toString: () => "",
  match: (path) =>
    path.startsWith("/") ? { rest: path.slice(1), args: NO_ARGS, kwargs: NO_KWARGS } : undefined,
  forms: () => [{ parts: [], groups: [] }],
  regex: () => ({ source: "", flags: "u" }),
};

/** The root of a site's patterns. */
export class RootResolver extends UrlResolver {
  readonly handlers: UrlconfModule | undefined;

  constructor(urlconf: Urlconf) {
    super(rootPattern, patternsIn(urlconf));
    this.handlers = isList(urlconf) ? undefined : urlconf;
  }

  /**
   * The view for a path.
   *
   * @throws Resolver404 when no pattern matches.
   */
  resolve(path: string): ResolverMatch {
    const found = this.find(path);
    if (found === undefined) throw new Resolver404(path.replace(/^\//, ""), () => this.tried(path));
    return new ResolverMatch(found);
  }

  /**
   * The root itself is no part of what is found. Nothing is at a path with NUL: databases and file systems
   * refuse such values, which a visitor would see as an error of the site.
   */
  override find(path: string): Found | undefined {
    return path.startsWith("/") && !path.includes("\0") ? this.findBelow(path.slice(1)) : undefined;
  }
}

function isList(urlconf: Urlconf): urlconf is readonly unknown[] {
  return Array.isArray(urlconf);
}

const resolvers = new WeakMap<object, RootResolver>();
const loaded = new WeakMap<object, Urlconf>();
const requestUrlconf = new AsyncLocalStorage<Urlconf>();

/** Runs `work` with other patterns than the site's, for `resolve()` and `reverse()` in it. Django: `set_urlconf`. */
export function runWithUrlconf<Result>(urlconf: Urlconf, work: () => Result): Result {
  return requestUrlconf.run(urlconf, work);
}

/** The patterns of the present request, else those of the site. Django: `get_urlconf`. */
export function getUrlconf(): Urlconf {
  return requestUrlconf.getStore() ?? siteUrlconf();
}

function siteSetting(): UrlconfSetting {
  const setting = settings.rootUrlconf;
  if (setting === null || setting === undefined) {
    throw new ImproperlyConfigured("The setting rootUrlconf is missing: the site has no URLs.", {
      hint: 'Set rootUrlconf: () => import("./urls.ts").',
    });
  }
  return setting;
}

function siteUrlconf(): Urlconf {
  const setting = siteSetting();
  if (typeof setting !== "function") return setting;
  const known = loaded.get(setting);
  if (known !== undefined) return known;
  const result = setting();
  if (isPromiseLike(result)) {
    throw new ImproperlyConfigured("The site's URL patterns are not loaded yet.", {
      hint: "The server and the commands load them. In a program of your own: await loadUrlconf() after setup().",
    });
  }
  loaded.set(setting, result);
  return result;
}

/** Loads the site's patterns, when `rootUrlconf` is a function that imports them. */
export async function loadUrlconf(): Promise<Urlconf> {
  const setting = siteSetting();
  if (typeof setting !== "function") return setting;
  const known = loaded.get(setting);
  if (known !== undefined) return known;
  const urlconf = await setting();
  loaded.set(setting, urlconf);
  return urlconf;
}

/** The resolver of the given patterns; of the present request or the site without them. */
export function getResolver(urlconf?: Urlconf | null): RootResolver {
  const patterns = urlconf ?? getUrlconf();
  let resolver = resolvers.get(patterns);
  if (resolver === undefined) {
    resolver = new RootResolver(patterns);
    resolvers.set(patterns, resolver);
  }
  return resolver;
}

/** Forgets what was compiled; for tests that change patterns. */
export function clearUrlCaches(urlconf: Urlconf = getUrlconf()): void {
  resolvers.get(urlconf)?.clear();
  resolvers.delete(urlconf);
}

/**
 * The view and values for a path, which begins with a slash and has no query.
 *
 * @throws Resolver404 when no pattern matches.
 */
export function resolve(path: string, urlconf: Urlconf = getUrlconf()): ResolverMatch {
  return getResolver(urlconf).resolve(path);
}

/** Whether a pattern matches the path. */
export function isValidPath(path: string, urlconf?: Urlconf | null): boolean {
  return getResolver(urlconf).find(path) !== undefined;
}
