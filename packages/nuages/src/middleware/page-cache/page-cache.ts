import { caches } from "../../cache/index.ts";
import { settings } from "../../conf/index.ts";
import { type HttpRequest, HttpResponse, type HttpResponseBase } from "../../http/index.ts";
import {
  getMaxAge,
  hasDirective,
  hasVaryHeader,
  patchResponseHeaders,
  patchVaryHeaders,
} from "../../utils/cache.ts";
import { parseHttpDateSafe } from "../../utils/http.ts";
import { hasNonce } from "../csp/csp-middleware.ts";
import { csrfState } from "../csrf/state.ts";
import { type CacheKeyOptions, getCacheKey, learnCacheKey } from "./cache-key.ts";
import { fromStored, toStored } from "./stored-page.ts";

/** Where pages are kept, and for how long. */
export interface PageCacheOptions {
  /** Alias of the cache. Default: the setting `cacheMiddlewareAlias`. */
  readonly cache?: string;
  /** Default: the setting `cacheMiddlewareKeyPrefix`. */
  readonly keyPrefix?: string;
  /** Seconds, whatever the page itself says. Default: what it says, else `cacheMiddlewareSeconds`. */
  readonly timeout?: number;
}

function place({ cache, keyPrefix }: PageCacheOptions): CacheKeyOptions {
  return {
    cache: caches.get(cache ?? settings.cacheMiddlewareAlias),
    keyPrefix: keyPrefix ?? settings.cacheMiddlewareKeyPrefix,
  };
}

const isCacheable = ({ method }: HttpRequest): boolean => method === "GET" || method === "HEAD";

/** How old the page is, from when it ends and how long it was to last (RFC 9111 §5.1). */
function setAge(response: HttpResponse): void {
  const maxAge = getMaxAge(response);
  const expires = parseHttpDateSafe(response.headers.get("Expires"));
  if (maxAge === undefined || expires === undefined) return;
  const left = Math.max(0, Math.floor(expires - Date.now() / 1000));
  response.headers.set("Age", Math.max(0, maxAge - left));
}

/** Whether a page that was kept is one for whoever sent the request. */
function isFor(request: HttpRequest, response: HttpResponse): boolean {
  return (
    request.header("authorization") === undefined ||
    hasVaryHeader(response, "Authorization") ||
    hasDirective(response, "public")
  );
}

/** The page that was kept for a request, if one was. */
export async function fetchPage(
  request: HttpRequest,
  options: PageCacheOptions,
): Promise<HttpResponse | undefined> {
  if (!isCacheable(request)) return undefined;
  const where = place(options);
  for (const method of request.method === "HEAD" ? ["GET", "HEAD"] : ["GET"]) {
    const key = await getCacheKey(request, where, method);
    const stored = key === undefined ? undefined : await where.cache.get(key);
    if (stored === undefined) continue;
    const response = fromStored(stored);
    if (!isFor(request, response)) continue;
    setAge(response);
    return response;
  }
  return undefined;
}

/** Whether the page is meant for this visitor alone. */
function isPrivate(request: HttpRequest, response: HttpResponse): boolean {
  if (["private", "no-store", "no-cache"].some((name) => hasDirective(response, name))) return true;
  if (hasVaryHeader(response, "*")) return true;
  // A page with a token of this visitor, whose cookie the middleware sets when the view is done.
  if (csrfState(request).needsUpdate) return true;
  // Its scripts would not run: the next answer's policy names another nonce, or none.
  if (hasNonce(request)) return true;
  return response.hasCookies && hasVaryHeader(response, "Cookie");
}

/** Keeps the page of a request when others may get it, and tells browsers how long they may keep it. */
export async function storePage(
  request: HttpRequest,
  response: HttpResponseBase,
  options: PageCacheOptions,
): Promise<void> {
  const isWhole = response instanceof HttpResponse;
  if (!isCacheable(request) || !isWhole || ![200, 304].includes(response.statusCode)) return;
  if (request.header("authorization") !== undefined && !hasDirective(response, "public")) {
    patchVaryHeaders(response, ["Authorization"]);
  }
  if (isPrivate(request, response)) return;
  const timeout = options.timeout ?? getMaxAge(response) ?? settings.cacheMiddlewareSeconds;
  if (timeout <= 0) return;
  patchResponseHeaders(response, timeout);
  if (response.statusCode !== 200) return;
  const where = place(options);
  const key = await learnCacheKey(request, response, timeout, where);
  await where.cache.set(key, toStored(response), { timeout });
}
