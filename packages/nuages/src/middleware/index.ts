import "./checks.ts";
import "./csp/checks.ts";
import "./csrf/checks.ts";

export type {
  GetResponse,
  HookResult,
  MaybeResponse,
  Middleware,
  MiddlewareClass,
  MiddlewareFunction,
  MiddlewareObject,
} from "../http/index.ts";
export { type BrokenLink, BrokenLinkEmailsMiddleware } from "./broken-link-emails-middleware.ts";
export { CommonMiddleware, LostFormData } from "./common-middleware.ts";
export { ConditionalGetMiddleware, conditionalPage } from "./conditional-get-middleware.ts";
export {
  ContentSecurityPolicyMiddleware,
  csp,
  cspOverride,
  cspReportOnlyOverride,
  getNonce,
} from "./csp/csp-middleware.ts";
export { BadCspSource, buildPolicy, CSP, type CspConfig } from "./csp/policy.ts";
export { csrfExempt, csrfProtect, ensureCsrfCookie, requiresCsrfToken } from "./csrf/decorators.ts";
export { type CsrfFailureView, CsrfViewMiddleware } from "./csrf/csrf-view-middleware.ts";
export { getToken, rotateToken } from "./csrf/state.ts";
export {
  checkTokenFormat,
  InvalidTokenFormat,
  maskSecret,
  tokenMatches,
  unmaskToken,
} from "./csrf/token.ts";
export { CompressionMiddleware, GZipMiddleware } from "./compression/compression-middleware.ts";
export { compressPage, gzipPage } from "./compression/page-decorators.ts";
export { decoratorFromMiddleware } from "./decorator-from-middleware.ts";
export { LocaleMiddleware } from "./locale-middleware.ts";
export { LoginRequiredMiddleware } from "./login-required-middleware.ts";
export {
  type CacheKeyOptions,
  getCacheKey,
  headerKey,
  learnCacheKey,
  pageKey,
} from "./page-cache/cache-key.ts";
export { FetchFromCacheMiddleware, UpdateCacheMiddleware } from "./page-cache/cache-middleware.ts";
export { cachePage } from "./page-cache/cache-page.ts";
export type { PageCacheOptions } from "./page-cache/page-cache.ts";
export { SecurityMiddleware } from "./security-middleware.ts";
export { XFrameOptionsMiddleware } from "./x-frame-options-middleware.ts";
