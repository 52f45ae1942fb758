import type { RequestMatch } from "../http/index.ts";
import { BadUrlPattern } from "./errors.ts";
import { LocalePrefixPattern } from "./locale-prefix-pattern.ts";
import { RegexPattern } from "./regex-pattern.ts";
import { type LazyRoute, RoutePattern } from "./route-pattern.ts";
import type { Include, Params, Route, View } from "./types.ts";
import { UrlPattern } from "./url-pattern.ts";
import { type UrlEntry, UrlResolver } from "./url-resolver.ts";

/** Options of a route to a view. */
export interface PathOptions<N extends string = string, K extends object = object> {
  /** Name for `reverse()`. */
  readonly name?: N;
  /** Extra values for the view, besides those of the route. */
  readonly kwargs?: K;
}

/** Options of a route to included patterns. */
export interface IncludeRouteOptions {
  /** Extra values for every view below. */
  readonly kwargs?: object;
}

class Included implements Include {
  readonly patterns: readonly UrlEntry[];
  readonly appName: string | undefined;
  readonly namespace: string;

  constructor(patterns: readonly UrlEntry[], appName: string | undefined, namespace: string) {
    this.patterns = patterns;
    this.appName = appName;
    this.namespace = namespace;
  }
}

/** A module of patterns: what `import * as urls from "./catalog/urls.ts"` gives. */
export interface UrlModule {
  readonly urlpatterns: readonly unknown[];
  /** Name of the app: patterns of one app may be included several times. */
  readonly appName?: string;
}

/** Options of `include()`. */
export interface IncludeOptions<NS extends string = string> {
  /** Prefix of the names: `include(urls, { namespace: "catalog" })` gives `catalog:book`. */
  readonly namespace?: NS;
  /** Name of the app, when it is included under several namespaces. Default: the namespace. */
  readonly appName?: string;
}

type PatternsOf<M> = M extends { urlpatterns: infer U extends readonly unknown[] }
  ? U
  : M extends readonly unknown[]
    ? M
    : never;
type NamespaceOf<M, NS extends string> = [NS] extends [never]
  ? M extends { appName: infer A extends string }
    ? A
    : never
  : NS;

/**
 * Patterns to put below a route of `path()` or `rePath()`.
 *
 * @param urls A list of patterns, or a module that exports `urlpatterns` (and `appName`).
 * @example
 * path("catalog/", include(catalogUrls, { namespace: "catalog" }))
 */
export function include<
  const M extends readonly unknown[] | UrlModule,
  const NS extends string = never,
>(urls: M, options: IncludeOptions<NS> = {}): Include<PatternsOf<M>, NamespaceOf<M, NS>> {
  const patterns = patternsIn(urls);
  if (patterns.some(({ pattern }) => pattern instanceof LocalePrefixPattern)) {
    throw new BadUrlPattern("i18nPatterns() stands in an included list of patterns.", {
      hint: "Use it in the root of the site's patterns only.",
    });
  }
  const moduleName = isModule(urls) ? urls.appName : undefined;
  const namespace = options.namespace ?? options.appName ?? moduleName ?? "";
  const appName = options.appName ?? moduleName ?? (namespace || undefined);
  const included: Include = new Included(patterns, appName, namespace);
  return included as Include<PatternsOf<M>, NamespaceOf<M, NS>>;
}

function isModule(urls: unknown): urls is UrlModule {
  return typeof urls === "object" && urls !== null && "urlpatterns" in urls;
}

/** What stands where patterns should, for a message. */
function found(urls: unknown): string {
  if (typeof urls !== "object" || urls === null) return ` but ${String(urls)}`;
  const names = Object.keys(urls);
  return names.length === 0 ? "" : ` but an object with ${names.slice(0, 5).join(", ")}`;
}

/**
 * The entries of a urlconf, checked.
 *
 * @throws ImproperlyConfigured when it is no list of patterns.
 */
export function patternsIn(urls: unknown): readonly UrlEntry[] {
  const list: unknown = isModule(urls) ? urls.urlpatterns : urls;
  if (!Array.isArray(list)) {
    throw new BadUrlPattern(`The URL patterns are not a list${found(list)}.`, {
      hint: "include() and rootUrlconf take the array urlpatterns, or a module that exports it under that name. A circle of imports can be the reason too.",
    });
  }
  list.forEach((entry: unknown, index) => {
    if (!(entry instanceof UrlPattern) && !(entry instanceof UrlResolver)) {
      throw new BadUrlPattern(`Entry ${index} of the URL patterns is no pattern.`, {
        hint: "Entries are made with path(), rePath() or i18nPatterns(); spread a list with `...`.",
      });
    }
  });
  return list as readonly UrlEntry[];
}

function entry(
  pattern: (isEndpoint: boolean) => RoutePattern | RegexPattern,
  target: unknown,
  options: PathOptions,
): UrlEntry {
  if (target instanceof Included) {
    const { appName, namespace, patterns } = target;
    return new UrlResolver(pattern(false), patterns, {
      appName,
      namespace,
      kwargs: options.kwargs,
    });
  }
  return new UrlPattern(pattern(true), target as RequestMatch["func"], options);
}

type Merged<R extends string, K extends object> = object extends K
  ? Params<R>
  : { [P in keyof (Params<R> & K)]: (Params<R> & K)[P] };

/**
 * A route to a view, or to included patterns. The route has no leading slash; `<converter:name>` captures
 * a part of the path for the view's parameters.
 *
 * @throws ImproperlyConfigured when the route or the view is not valid.
 * @example
 * path("book/<int:id>/", bookDetail, { name: "book" }) // (request, { id }) => …
 */
export function path<
  const R extends string,
  const U extends readonly unknown[],
  const NS extends string,
>(route: R, target: Include<U, NS>, options?: IncludeRouteOptions): Route<R, never, Include<U, NS>>;
export function path<
  const R extends string,
  const N extends string = never,
  const K extends object = object,
>(route: R, view: View<Merged<R, NoInfer<K>>>, options?: PathOptions<N, K>): Route<R, N, never>;
export function path(
  route: LazyRoute & object,
  target: View | Include,
  options?: PathOptions,
): Route<string, string, never>;
export function path(
  route: string | LazyRoute,
  target: unknown,
  options: PathOptions = {},
): unknown {
  return entry((isEndpoint) => new RoutePattern(route, isEndpoint), target, options);
}

/**
 * A route by a regular expression: text as Django writes it (`(?P<year>[0-9]{4})`), or a `RegExp`.
 * Named groups become the view's parameters; without names, groups are `0`, `1` …
 *
 * @throws ImproperlyConfigured when the expression or the view is not valid.
 */
export function rePath<const U extends readonly unknown[], const NS extends string>(
  route: string | RegExp,
  target: Include<U, NS>,
  options?: IncludeRouteOptions,
): Route<string, never, Include<U, NS>>;
export function rePath<P = Record<string, string>, const N extends string = never>(
  route: string | RegExp,
  view: View<P>,
  options?: PathOptions<N>,
): Route<string, N, never>;
export function rePath(
  route: string | RegExp,
  target: unknown,
  options: PathOptions = {},
): unknown {
  return entry((isEndpoint) => new RegexPattern(route, isEndpoint), target, options);
}
