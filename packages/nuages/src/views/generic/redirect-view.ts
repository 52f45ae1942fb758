import {
  type HttpRequest,
  HttpResponseGone,
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  logResponse,
  type MaybeResponse,
} from "../../http/index.ts";
import { reverseName } from "../../urls/index.ts";
import { View, type ViewParams } from "./view.ts";

/**
 * Sends visitors to another address; 410 when there is none.
 *
 * @example
 * path("old/<int:id>/", RedirectView.asView({ patternName: "catalog:book", permanent: true }))
 */
export class RedirectView extends View {
  /** The address; `%(name)s` stands for a value of the route. */
  url: string | null = null;
  /** Name of the pattern to go to, with the same values. */
  patternName: string | null = null;
  permanent = false;
  /** Whether the query string goes along. */
  queryString = false;

  /** The address, or `null` when there is none. */
  getRedirectUrl(params: ViewParams): string | null {
    const url =
      this.url !== null
        ? this.url.replaceAll(/%(?:\((\w+)\)s|%)/g, (all, name) =>
            typeof name === "string" ? String(params[name] ?? "") : all.slice(1),
          )
        : this.patternName !== null
          ? reverseName(this.patternName, params)
          : null;
    const query = this.request.queryString;
    return url !== null && this.queryString && query !== "" ? `${url}?${query}` : url;
  }

  get(request: HttpRequest, params: ViewParams): MaybeResponse {
    const url = this.getRedirectUrl(params);
    if (url === null) {
      const gone = new HttpResponseGone();
      logResponse(request, gone, "Gone: %s", { params: [request.path] });
      return gone;
    }
    return this.permanent ? new HttpResponsePermanentRedirect(url) : new HttpResponseRedirect(url);
  }

  head(request: HttpRequest, params: ViewParams): MaybeResponse {
    return this.get(request, params);
  }

  post(request: HttpRequest, params: ViewParams): MaybeResponse {
    return this.get(request, params);
  }

  override options(): MaybeResponse {
    return this.get(this.request, this.params);
  }

  delete(request: HttpRequest, params: ViewParams): MaybeResponse {
    return this.get(request, params);
  }

  put(request: HttpRequest, params: ViewParams): MaybeResponse {
    return this.get(request, params);
  }

  patch(request: HttpRequest, params: ViewParams): MaybeResponse {
    return this.get(request, params);
  }
}
