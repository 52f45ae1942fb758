import { settings } from "../conf/index.ts";
import {
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  type MaybeResponse,
  type MiddlewareObject,
  onceThere,
} from "../http/index.ts";

/** Keeps other sites from showing pages in a frame (`xFrameOptions`). Django: `XFrameOptionsMiddleware`. */
export class XFrameOptionsMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 120;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  call(request: HttpRequest): MaybeResponse {
    return onceThere(this.#getResponse(request), (response) => this.#protect(request, response));
  }

  #protect(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (response.xframeOptionsExempt !== true && !response.headers.has("x-frame-options")) {
      response.headers.set("X-Frame-Options", this.getXframeOptionsValue(request, response));
    }
    return response;
  }

  /** The value of the header; override it to decide by request. */
  getXframeOptionsValue(_request: HttpRequest, _response: HttpResponseBase): string {
    return settings.xFrameOptions.toUpperCase();
  }
}
