export {
  BaseCache,
  type GetOptions,
  type StoreOptions,
  type VersionOptions,
} from "./base-cache.ts";
export { type CacheBackend, caches } from "./caches.ts";
export { DummyCache } from "./dummy-cache.ts";
export { InvalidCacheBackendError, MissingCacheKey, UncacheableValue } from "./errors.ts";
export { makeTemplateFragmentKey } from "./fragment-key.ts";
export { LocMemCache } from "./locmem-cache.ts";
