import {
  addNeverCacheHeaders,
  type CacheDirectives,
  patchCacheControl,
  patchVaryHeaders,
} from "../../utils/cache.ts";
import { afterView, type ViewDecorator } from "./wrap.ts";

/**
 * Adds directives to the `Cache-Control` header of a view's pages.
 *
 * @example
 * export const feed = cacheControl({ public: true, maxAge: 600 })(latestBooks);
 */
export function cacheControl(directives: CacheDirectives): ViewDecorator {
  return afterView((response) => patchCacheControl(response, directives));
}

/** Keeps a view's pages out of every cache. */
export const neverCache: ViewDecorator = afterView((response) => addNeverCacheHeaders(response));

/** Says that a view's pages differ by these headers of the request. */
export function varyOnHeaders(...names: string[]): ViewDecorator {
  return afterView((response) => patchVaryHeaders(response, names));
}

/** Says that a view's pages differ by the cookies of the request. */
export const varyOnCookie: ViewDecorator = varyOnHeaders("Cookie");
