import { getScriptPrefix, settings } from "../conf/index.ts";
import {
  getLanguageFromRequest,
  type GetResponse,
  type HttpRequest,
  type HttpResponseBase,
  HttpResponseRedirect,
  type MiddlewareObject,
} from "../http/index.ts";
import { getLanguageFromPath, override } from "../i18n/index.ts";
import {
  isValidPath,
  type LanguagePrefixUse,
  languagePrefixUse,
  type Urlconf,
} from "../urls/index.ts";
import { patchVaryHeaders } from "../utils/cache.ts";

declare module "../http/request.ts" {
  interface RequestExtras {
    /** The language of the page; set by `LocaleMiddleware`. Django: `request.LANGUAGE_CODE`. */
    languageCode?: string;
  }
}

type RedirectClass = new (to: string) => HttpResponseBase;

/**
 * Makes the language of the path, the cookie or the browser the active one while a request is answered,
 * and leads from paths without a language to those with it. Django: `LocaleMiddleware`.
 */
export class LocaleMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 60;
  /** Class of the redirect to the path with a language. */
  responseRedirectClass: RedirectClass = HttpResponseRedirect;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const use = languagePrefixUse(request.urlconf as Urlconf | null | undefined);
    const fromPath = getLanguageFromPath(request.pathInfo);
    const isDefault = fromPath === null && use.used && !use.prefixesDefault;
    const language = isDefault
      ? settings.languageCode
      : getLanguageFromRequest(request, { checkPath: use.used });
    request.languageCode = language;
    return override(language, async () => {
      const response = await this.#getResponse(request);
      return this.#finish({ request, response, use, language, fromPath });
    });
  }

  #finish({ request, response, use, language, fromPath }: Answered): HttpResponseBase {
    if (response.statusCode === 404 && fromPath === null && use.used && use.prefixesDefault) {
      const redirect = this.#redirect(request, language);
      if (redirect !== undefined) return redirect;
    }
    if (!(use.used && fromPath !== null)) patchVaryHeaders(response, ["Accept-Language"]);
    response.headers.setdefault("Content-Language", language);
    return response;
  }

  /** The same path below the language, when there is a page. */
  #redirect(request: HttpRequest, language: string): HttpResponseBase | undefined {
    const urlconf = request.urlconf as Urlconf | null | undefined;
    const path = `/${language}${request.pathInfo}`;
    const isValid = isValidPath(path, urlconf);
    const needsSlash =
      !isValid && settings.appendSlash && !path.endsWith("/") && isValidPath(`${path}/`, urlconf);
    if (!isValid && !needsSlash) return undefined;
    const prefix = getScriptPrefix();
    const full = request.getFullPath({ forceAppendSlash: needsSlash });
    const redirect = new this.responseRedirectClass(
      `${prefix}${language}/${full.slice(prefix.length)}`,
    );
    patchVaryHeaders(redirect, ["Accept-Language", "Cookie"]);
    return redirect;
  }
}

interface Answered {
  readonly request: HttpRequest;
  readonly response: HttpResponseBase;
  readonly use: LanguagePrefixUse;
  readonly language: string;
  /** The language that the path begins with. */
  readonly fromPath: string | null;
}
