import { settings } from "../conf/index.ts";
import { LocalePrefixPattern } from "./locale-prefix-pattern.ts";
import { patternsIn } from "./path.ts";
import type { Include, Route } from "./types.ts";
import { getResolver, type Urlconf } from "./urlconf.ts";
import { UrlResolver } from "./url-resolver.ts";

/** Options of {@link i18nPatterns}. */
export interface I18nPatternsOptions {
  /** Whether the language of the settings has a prefix too. Default: true. */
  readonly prefixDefaultLanguage?: boolean;
}

/**
 * Patterns below the code of the active language (`/de/about/`); for the root of a site's patterns only.
 * `LocaleMiddleware` makes the language of the path the active one.
 *
 * @example
 * export const urlpatterns = [
 *   path("sitemap.xml", sitemap),
 *   ...i18nPatterns([path("about/", about, { name: "about" })]),
 * ] as const;
 */
export function i18nPatterns<const U extends readonly unknown[]>(
  urls: U,
  { prefixDefaultLanguage = true }: I18nPatternsOptions = {},
): readonly [Route<"", never, Include<U, never>>] {
  const pattern = new LocalePrefixPattern(prefixDefaultLanguage);
  const entry: unknown = new UrlResolver(pattern, patternsIn(urls));
  return [entry as Route<"", never, Include<U, never>>];
}

/** How the patterns of a site use languages. */
export interface LanguagePrefixUse {
  readonly used: boolean;
  readonly prefixesDefault: boolean;
}

/** Whether the site's patterns have language prefixes. Django: `is_language_prefix_patterns_used`. */
export function languagePrefixUse(urlconf?: Urlconf | null): LanguagePrefixUse {
  for (const { pattern } of getResolver(urlconf).urlPatterns) {
    if (pattern instanceof LocalePrefixPattern && settings.useI18n) {
      return { used: true, prefixesDefault: pattern.prefixDefaultLanguage };
    }
  }
  return { used: false, prefixesDefault: false };
}
