import type {
  GetResponse,
  HttpRequest,
  HttpResponseBase,
  MiddlewareObject,
} from "../../http/index.ts";
import { type ActiveLocale, activeLocale, runWithLocale } from "../../i18n/index.ts";
import { fetchPage, storePage } from "./page-cache.ts";

/** Requests whose page was not in the cache, and is to be kept, with the language and zone of the view. */
const missed = new WeakMap<HttpRequest, ActiveLocale>();

/**
 * Keeps whole pages in a cache, for everybody. Stands before all that changes a page after the view, and
 * needs {@link FetchFromCacheMiddleware}. Django: `UpdateCacheMiddleware`.
 */
export class UpdateCacheMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 20;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const response = await this.#getResponse(request);
    const locale = missed.get(request);
    // The layer that chose the language is inside of this one.
    if (locale !== undefined) await runWithLocale(locale, () => storePage(request, response, {}));
    return response;
  }
}

/** Answers with pages that {@link UpdateCacheMiddleware} has kept. Django: `FetchFromCacheMiddleware`. */
export class FetchFromCacheMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 80;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const kept = await fetchPage(request, {});
    if (kept !== undefined) return kept;
    missed.set(request, { ...activeLocale() });
    return this.#getResponse(request);
  }
}
