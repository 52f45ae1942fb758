import type { CacheSettings } from "../conf/index.ts";
import { BaseCache, countOn, type VersionOptions } from "./base-cache.ts";
import { pack, unpack } from "./cache-value.ts";
import { MissingCacheKey } from "./errors.ts";

interface Entry {
  bytes: Uint8Array;
  /** Milliseconds since 1970; null: never. */
  expires: number | null;
}

/** The stores of this process by location; caches of one location share one. */
const stores = new Map<string, Map<string, Entry>>();

/**
 * A cache in the memory of this process. Values are copied on their way in and out; when there are
 * more than `options.maxEntries` (300), those not used for the longest time go. Django: `LocMemCache`.
 */
export class LocMemCache extends BaseCache {
  readonly #entries: Map<string, Entry>;

  constructor(settings: CacheSettings) {
    super(settings);
    const { location = "" } = settings;
    const name = typeof location === "string" ? location : location.join(",");
    const known = stores.get(name);
    this.#entries = known ?? new Map();
    stores.set(name, this.#entries);
  }

  protected async addStored(key: string, value: unknown, timeout: number | null): Promise<boolean> {
    if (this.#live(key) !== undefined) return false;
    this.#store(key, pack(value), timeout);
    return true;
  }

  protected async getStored(key: string): Promise<unknown> {
    const entry = this.#live(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return unpack(entry.bytes);
  }

  protected async setStored(key: string, value: unknown, timeout: number | null): Promise<void> {
    this.#store(key, pack(value), timeout);
  }

  protected async touchStored(key: string, timeout: number | null): Promise<boolean> {
    const entry = this.#live(key);
    if (entry === undefined) return false;
    this.#store(key, entry.bytes, timeout);
    return true;
  }

  protected async deleteStored(key: string): Promise<boolean> {
    const wasThere = this.#live(key) !== undefined;
    this.#entries.delete(key);
    return wasThere;
  }

  override async incr(key: string, delta = 1, options: VersionOptions = {}): Promise<number> {
    const entry = this.#live(this.makeKey(key, options));
    if (entry === undefined) throw MissingCacheKey.counting(key);
    const sum = countOn(key, unpack(entry.bytes), delta);
    entry.bytes = pack(sum);
    return sum;
  }

  async clear(): Promise<void> {
    this.#entries.clear();
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expires === null || entry.expires > Date.now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #store(key: string, bytes: Uint8Array, timeout: number | null): void {
    this.#entries.delete(key);
    if (timeout !== null && timeout <= 0) return;
    if (this.#entries.size >= this.maxEntries) this.#cull();
    const expires = timeout === null ? null : Date.now() + timeout * 1_000;
    this.#entries.set(key, { bytes, expires });
  }

  #cull(): void {
    if (this.cullFrequency === 0) {
      this.#entries.clear();
      return;
    }
    const count = Math.max(1, Math.floor(this.#entries.size / this.cullFrequency));
    const oldest = this.#entries.keys();
    for (let removed = 0; removed < count; removed += 1) {
      const { value } = oldest.next();
      if (value !== undefined) this.#entries.delete(value);
    }
  }
}
