import "./checks.ts";

export { type Converter, registerConverter } from "./converters.ts";
export { BadUrlPattern, NoReverseMatch, Resolver404, type TriedPattern } from "./errors.ts";
export {
  i18nPatterns,
  type I18nPatternsOptions,
  languagePrefixUse,
  type LanguagePrefixUse,
} from "./i18n-patterns.ts";
export {
  include,
  type IncludeOptions,
  type IncludeRouteOptions,
  path,
  type PathOptions,
  rePath,
  type UrlModule,
} from "./path.ts";
export { ResolverMatch } from "./resolver-match.ts";
export { LazyUrl, reverse, reverseLazy, reverseName } from "./reverse.ts";
export type {
  Converters,
  Include,
  Names,
  Params,
  Register,
  Reverse,
  ReverseOptions,
  ReverseParams,
  Route,
  View,
  ViewResult,
} from "./types.ts";
export {
  clearUrlCaches,
  type ErrorHandler,
  getResolver,
  getUrlconf,
  isValidPath,
  loadUrlconf,
  resolve,
  RootResolver,
  runWithUrlconf,
  type Urlconf,
  type UrlconfModule,
  type UrlconfSetting,
} from "./urlconf.ts";
export { UrlPattern } from "./url-pattern.ts";
export { type UrlEntry, UrlResolver } from "./url-resolver.ts";
