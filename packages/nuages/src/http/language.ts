import { settings } from "../conf/index.ts";
import {
  getLanguageFromPath,
  getSupportedLanguageVariant,
  parseAcceptLanguage,
  UnknownLanguage,
} from "../i18n/index.ts";
import type { HttpRequest } from "./request.ts";

/** Options of {@link getLanguageFromRequest}. */
export interface LanguageFromRequestOptions {
  /** Whether the beginning of the path counts first. Default: false. */
  readonly checkPath?: boolean;
}

function supported(language: string): string | undefined {
  try {
    return getSupportedLanguageVariant(language);
  } catch (error) {
    if (error instanceof UnknownLanguage) return undefined;
    throw error;
  }
}

/**
 * The language of the site for a request: by its path (if asked), the language cookie, the browser's
 * wishes, else that of the settings. Django: `get_language_from_request`.
 */
export function getLanguageFromRequest(
  request: HttpRequest,
  { checkPath = false }: LanguageFromRequestOptions = {},
): string {
  const { useI18n, languageCode, languageCookieName } = settings;
  if (!useI18n) return languageCode;
  const fromPath = checkPath ? getLanguageFromPath(request.pathInfo) : null;
  if (fromPath !== null) return fromPath;
  const cookie = request.COOKIES[languageCookieName];
  const chosen = cookie === undefined ? undefined : supported(cookie);
  if (chosen !== undefined) return chosen;
  for (const [language] of parseAcceptLanguage(request.header("accept-language") ?? "")) {
    if (language === "*") break;
    const wished = supported(language);
    if (wished !== undefined) return wished;
  }
  return supported(languageCode) ?? languageCode;
}
