import type { CacheSettings } from "../conf/index.ts";
import { MissingCacheKey } from "./errors.ts";
import { warnAboutKey } from "./key-warning.ts";

const DEFAULT_TIMEOUT = 300;
const MAX_ENTRIES = 300;
const CULL_FREQUENCY = 3;

/** Which version of a key is meant. */
export interface VersionOptions {
  /** Default: the cache's own, `version` of its settings. */
  readonly version?: number;
}

/** How a value is stored. */
export interface StoreOptions extends VersionOptions {
  /** Seconds until it expires; null: never; 0 or less: at once. Default: the cache's own. */
  readonly timeout?: number | null;
}

/** How a value is read. */
export interface GetOptions<Default> extends VersionOptions {
  /** What a missing key gives. Default: undefined. A stored null is not missing. */
  readonly default?: Default;
}

/** The sum that `incr()` stores. @throws MissingCacheKey when the value is no number */
export function countOn(key: string, value: unknown, delta: number): number {
  if (typeof value !== "number") throw MissingCacheKey.noNumber(key);
  return value + delta;
}

function positive(value: unknown, fallback: number): number {
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 ? number : fallback;
}

/**
 * A cache: values under keys, for a time. A backend implements the abstract methods, which get keys
 * as they are stored; everything else follows from them. Django: `BaseCache`.
 */
export abstract class BaseCache {
  /** Seconds that a value is kept when nothing else is said; null: for ever. */
  readonly defaultTimeout: number | null;
  readonly keyPrefix: string;
  readonly version: number;
  /** Entries beyond which the cache throws some away. */
  protected readonly maxEntries: number;
  /** One of so many entries is thrown away when there are too many; 0 throws all away. */
  protected readonly cullFrequency: number;
  readonly #keyFunction: NonNullable<CacheSettings["keyFunction"]>;

  constructor(settings: CacheSettings) {
    const { timeout = DEFAULT_TIMEOUT, keyPrefix = "", version = 1, options = {} } = settings;
    this.defaultTimeout = timeout;
    this.keyPrefix = keyPrefix;
    this.version = version;
    this.maxEntries = positive(options.maxEntries, MAX_ENTRIES);
    this.cullFrequency = positive(options.cullFrequency, CULL_FREQUENCY);
    this.#keyFunction =
      settings.keyFunction ?? ((key, prefix, number) => `${prefix}:${number}:${key}`);
  }

  /** Stores a value if the key is not there; tells whether it did. */
  protected abstract addStored(
    key: string,
    value: unknown,
    timeout: number | null,
  ): Promise<boolean>;
  /** The value of a key; undefined when it is missing. */
  protected abstract getStored(key: string): Promise<unknown>;
  protected abstract setStored(key: string, value: unknown, timeout: number | null): Promise<void>;
  /** Gives a key a new time; tells whether it was there. */
  protected abstract touchStored(key: string, timeout: number | null): Promise<boolean>;
  /** Removes a key; tells whether it was there. */
  protected abstract deleteStored(key: string): Promise<boolean>;

  /** Removes everything, of all versions and prefixes. */
  abstract clear(): Promise<void>;

  /** Releases what the cache holds open. */
  async close(): Promise<void> {
    // Nothing is open by default.
  }

  /** Refuses or warns of a key that not every backend could store. */
  protected validateKey(key: string): void {
    warnAboutKey(key);
  }

  /** The key as it is stored: prefix, version and key. */
  makeKey(key: string, { version = this.version }: VersionOptions = {}): string {
    const stored = this.#keyFunction(key, this.keyPrefix, version);
    this.validateKey(stored);
    return stored;
  }

  #timeout(timeout: number | null | undefined): number | null {
    return timeout === undefined ? this.defaultTimeout : timeout;
  }

  /** The value under `key`, or `default` when it is missing or expired. */
  async get<Default = undefined>(
    key: string,
    options: GetOptions<Default> = {},
  ): Promise<unknown | Default> {
    const value = await this.getStored(this.makeKey(key, options));
    return value === undefined ? options.default : value;
  }

  /** Stores `value` under `key`. A value that is undefined removes the key. */
  async set(key: string, value: unknown, options: StoreOptions = {}): Promise<void> {
    const stored = this.makeKey(key, options);
    if (value === undefined) await this.deleteStored(stored);
    else await this.setStored(stored, value, this.#timeout(options.timeout));
  }

  /** Stores `value` only if the key is missing; tells whether it did. */
  add(key: string, value: unknown, options: StoreOptions = {}): Promise<boolean> {
    return this.addStored(this.makeKey(key, options), value, this.#timeout(options.timeout));
  }

  /** Gives a key a new time to live; tells whether it was there. */
  touch(key: string, options: StoreOptions = {}): Promise<boolean> {
    return this.touchStored(this.makeKey(key, options), this.#timeout(options.timeout));
  }

  /** Removes a key; tells whether it was there. */
  delete(key: string, options: VersionOptions = {}): Promise<boolean> {
    return this.deleteStored(this.makeKey(key, options));
  }

  /** Whether the key has a value. */
  async hasKey(key: string, options: VersionOptions = {}): Promise<boolean> {
    return (await this.getStored(this.makeKey(key, options))) !== undefined;
  }

  /**
   * The value under `key`; when it is missing, `value` (or what the function gives) is stored and
   * given. Of several at once, the first to store wins and all get its value.
   */
  async getOrSet(key: string, value: unknown, options: StoreOptions = {}): Promise<unknown> {
    const present = await this.get(key, options);
    if (present !== undefined) return present;
    const made: unknown = typeof value === "function" ? await value() : value;
    if (made === undefined) return undefined;
    await this.add(key, made, options);
    return this.get(key, { ...options, default: made });
  }

  /** The values of those keys that have one, in the order of `keys`. */
  async getMany(
    keys: Iterable<string>,
    options: VersionOptions = {},
  ): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (const key of keys) {
      const value = await this.get(key, options);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  /** Stores several values; gives the keys that could not be stored. */
  async setMany(
    values: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>,
    options: StoreOptions = {},
  ): Promise<string[]> {
    const entries = values instanceof Map ? values : Object.entries(values);
    for (const [key, value] of entries) await this.set(key as string, value, options);
    return [];
  }

  /** Removes several keys. */
  async deleteMany(keys: Iterable<string>, options: VersionOptions = {}): Promise<void> {
    for (const key of keys) await this.delete(key, options);
  }

  /**
   * Adds `delta` to a number and gives the sum. Its time to live stays where the backend can count by
   * itself; else it begins anew.
   *
   * @throws MissingCacheKey when there is no such key, or no number under it
   */
  async incr(key: string, delta = 1, options: VersionOptions = {}): Promise<number> {
    const value = await this.get(key, options);
    if (value === undefined) throw MissingCacheKey.counting(key);
    const sum = countOn(key, value, delta);
    await this.set(key, sum, options);
    return sum;
  }

  /** Like {@link incr}, the other way. */
  decr(key: string, delta = 1, options: VersionOptions = {}): Promise<number> {
    return this.incr(key, -delta, options);
  }

  /** Moves a value to the version `delta` higher; gives that version. */
  async incrVersion(key: string, delta = 1, options: VersionOptions = {}): Promise<number> {
    const { version = this.version } = options;
    const value = await this.get(key, { version });
    if (value === undefined) throw MissingCacheKey.counting(key);
    await this.set(key, value, { version: version + delta });
    await this.delete(key, { version });
    return version + delta;
  }

  /** Like {@link incrVersion}, the other way. */
  decrVersion(key: string, delta = 1, options: VersionOptions = {}): Promise<number> {
    return this.incrVersion(key, -delta, options);
  }
}
