import {
  getConditionalResponse,
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  type MiddlewareObject,
  setResponseEtag,
} from "../http/index.ts";
import { parseHttpDateSafe } from "../utils/http.ts";
import { decoratorFromMiddleware } from "./decorator-from-middleware.ts";

/**
 * Gives pages an ETag and answers 304 when the client has the page already.
 * Django: `ConditionalGetMiddleware`.
 */
export class ConditionalGetMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 50;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const response = await this.#getResponse(request);
    if (request.method !== "GET") return response;
    if (this.needsEtag(response) && !response.headers.has("etag")) setResponseEtag(response);
    const etag = response.headers.get("ETag");
    const lastModified = parseHttpDateSafe(response.headers.get("Last-Modified"));
    if (etag === undefined && lastModified === undefined) return response;
    return getConditionalResponse(request, { etag, lastModified }, response) ?? response;
  }

  /** Whether the response may be kept at all. */
  needsEtag(response: HttpResponseBase): boolean {
    const directives = (response.headers.get("Cache-Control") ?? "").toLowerCase().split(",");
    return !directives.some((directive) => directive.trim() === "no-store");
  }
}

/** {@link ConditionalGetMiddleware} for one view. Django: `conditional_page`. */
export const conditionalPage = decoratorFromMiddleware(ConditionalGetMiddleware);
