import { didYouMean, ImproperlyConfigured, NuagesRangeError } from "../errors/index.ts";

/** No cache has that alias, or its backend does not exist. Django: `InvalidCacheBackendError`. */
export class InvalidCacheBackendError extends ImproperlyConfigured {
  override readonly code = "cache.invalid_backend";

  static alias(alias: string, known: readonly string[]): InvalidCacheBackendError {
    return new InvalidCacheBackendError(`The settings have no cache "${alias}".`, {
      hint: didYouMean(alias, known, { label: "Caches" }),
      details: { alias },
    });
  }

  static backend(
    alias: string,
    backend: string,
    known: readonly string[],
  ): InvalidCacheBackendError {
    return new InvalidCacheBackendError(
      `caches.${alias}.backend is "${backend}", which is not available.`,
      {
        hint: `${didYouMean(backend, known, { label: "Backends" })} A class of your own that extends BaseCache works, too.`,
        details: { alias, backend },
      },
    );
  }
}

/** `incr()`, `decr()` and their like found no value to count from. Python: `ValueError`. */
export class MissingCacheKey extends NuagesRangeError {
  readonly code = "cache.missing_key";

  static noNumber(key: string): MissingCacheKey {
    return new MissingCacheKey(`The value under "${key}" is no number to count with.`, {
      hint: "Only numbers can be counted up and down.",
      details: { key },
    });
  }

  static counting(key: string): MissingCacheKey {
    return new MissingCacheKey(`The cache has no key "${key}".`, {
      hint: "Add it first: `await cache.add(key, 0)`.",
      details: { key },
    });
  }
}

/** A value that cannot be kept in a cache as it is. */
export class UncacheableValue extends NuagesRangeError {
  readonly code = "cache.uncacheable_value";
}
