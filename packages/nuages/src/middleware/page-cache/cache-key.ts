import { createHash } from "node:crypto";

import type { BaseCache } from "../../cache/index.ts";
import { settings } from "../../conf/index.ts";
import type { HttpRequest, HttpResponseBase } from "../../http/index.ts";
import { getCurrentTimezoneName, getLanguage } from "../../i18n/index.ts";

/** Options of {@link getCacheKey} and {@link learnCacheKey}. */
export interface CacheKeyOptions {
  /** Keeps the pages of one site apart from those of another in the same cache. */
  readonly keyPrefix: string;
  readonly cache: BaseCache;
}

function md5(...texts: readonly string[]): string {
  const hash = createHash("md5");
  for (const text of texts) hash.update(text, "utf8");
  return hash.digest("hex");
}

/** Pages differ by language and time zone. */
function withLocale(key: string): string {
  const language = settings.useI18n ? `.${getLanguage()}` : "";
  const zone = settings.useTz ? `.${getCurrentTimezoneName()}` : "";
  return key + language + zone;
}

/** Key of what is known of an address: which headers its pages vary on. The same as Django's. */
export function headerKey(request: HttpRequest, keyPrefix: string): string {
  const url = md5(request.buildAbsoluteUri());
  return withLocale(`views.decorators.cache.cache_header.${keyPrefix}.${url}`);
}

/** Key of a page. The same as Django's. @param headers Names as in `request.META`. */
export function pageKey(
  request: HttpRequest,
  method: string,
  headers: readonly string[],
  keyPrefix: string,
): string {
  const values = headers.map((name) => request.META[name] ?? "");
  const url = md5(request.buildAbsoluteUri());
  return withLocale(
    `views.decorators.cache.cache_page.${keyPrefix}.${method}.${url}.${md5(...values)}`,
  );
}

/** Names of the `Vary` header as in `request.META`. */
function varyNames(response: HttpResponseBase): string[] {
  const names = (response.headers.get("Vary") ?? "")
    .split(",")
    .map((name) => name.trim().toUpperCase().replaceAll("-", "_"))
    // The key has the language that was chosen, which says more.
    .filter((name) => name !== "" && !(settings.useI18n && name === "ACCEPT_LANGUAGE"));
  return [...new Set(names)].map((name) => `HTTP_${name}`).toSorted();
}

/**
 * The key under which the page of a request would be; `undefined` when nothing is known of its address.
 * Django: `get_cache_key`.
 */
export async function getCacheKey(
  request: HttpRequest,
  { keyPrefix, cache }: CacheKeyOptions,
  method = "GET",
): Promise<string | undefined> {
  const headers = await cache.get(headerKey(request, keyPrefix));
  return Array.isArray(headers)
    ? pageKey(request, method, headers as string[], keyPrefix)
    : undefined;
}

/**
 * Keeps what the page of an address varies on, and gives its key. Django: `learn_cache_key`.
 *
 * @param timeout Seconds.
 */
export async function learnCacheKey(
  request: HttpRequest,
  response: HttpResponseBase,
  timeout: number,
  { keyPrefix, cache }: CacheKeyOptions,
): Promise<string> {
  const headers = varyNames(response);
  await cache.set(headerKey(request, keyPrefix), headers, { timeout });
  return pageKey(request, request.method, headers, keyPrefix);
}
