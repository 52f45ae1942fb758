const MAX_KEY_BYTES = 250;
const WARNED_AT_MOST = 1_000;
const warned = new Set<string>();

/** What memcached would not take in a key; undefined when it is fit for every backend. */
export function keyComplaint(key: string): string | undefined {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `longer than ${MAX_KEY_BYTES} bytes`;
  return /[\u0000-\u0020\u007f]/.test(key) ? "with spaces or control characters" : undefined;
}

/** Warns, once a key, of keys that would be refused if the site moved to memcached. Django: `CacheKeyWarning`. */
export function warnAboutKey(key: string): void {
  const complaint = keyComplaint(key);
  if (complaint === undefined || warned.has(key) || warned.size >= WARNED_AT_MOST) return;
  warned.add(key);
  process.emitWarning(
    `A cache key ${complaint} is refused by memcached: ${JSON.stringify(key.slice(0, 100))}`,
    "CacheKeyWarning",
  );
}
