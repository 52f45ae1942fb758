import { type CacheSettings, settings, settingChanged } from "../conf/index.ts";
import type { BaseCache } from "./base-cache.ts";
import { DummyCache } from "./dummy-cache.ts";
import { InvalidCacheBackendError } from "./errors.ts";
import { LocMemCache } from "./locmem-cache.ts";

/** A class of caches; an own one stands as a value in `caches.<alias>.backend`. */
export type CacheBackend = new (settings: CacheSettings) => BaseCache;

declare module "../conf/settings.ts" {
  interface SettingValues {
    cacheBackend: CacheBackend;
  }
}

const BACKENDS: ReadonlyMap<string, CacheBackend> = new Map<string, CacheBackend>([
  ["dummy", DummyCache],
  ["locmem", LocMemCache],
]);

/** The caches of the settings by alias, each made when it is first used. Django: `caches`. */
class Caches {
  readonly #made = new Map<string, BaseCache>();

  /**
   * The cache of that alias.
   *
   * @throws InvalidCacheBackendError when the settings have none, or its backend does not exist
   */
  get(alias = "default"): BaseCache {
    const known = this.#made.get(alias);
    if (known !== undefined) return known;
    const made = this.#make(alias);
    this.#made.set(alias, made);
    return made;
  }

  /** Whether the settings have a cache of that alias. */
  has(alias: string): boolean {
    return Object.hasOwn(settings.caches, alias);
  }

  /** Closes every cache that was used, and forgets it. */
  async closeAll(): Promise<void> {
    const made = [...this.#made.values()];
    this.forget();
    for (const cache of made) await cache.close();
  }

  /** Makes the caches anew at their next use, as after a change of settings. */
  forget(): void {
    this.#made.clear();
  }

  #make(alias: string): BaseCache {
    if (!this.has(alias)) throw InvalidCacheBackendError.alias(alias, Object.keys(settings.caches));
    const config = settings.caches[alias] as CacheSettings;
    const { backend } = config;
    const Backend = typeof backend === "string" ? BACKENDS.get(backend) : backend;
    if (typeof Backend !== "function")
      throw InvalidCacheBackendError.backend(alias, String(backend), [...BACKENDS.keys()]);
    return new Backend(config);
  }
}

/** The caches of this process, by alias; each opens at its first use. Django: `caches`. */
export const caches = new Caches();

settingChanged.connect(({ setting }) => {
  if (setting === "caches") caches.forget();
});
