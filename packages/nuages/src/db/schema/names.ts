import { createHash } from "node:crypto";

/** The first characters of an MD5 over all parts: Django's way to make names unique and stable. */
export function namesDigest(parts: readonly string[], length = 8): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part, "utf8");
  return hash.digest("hex").slice(0, length);
}

/** Limit of Django where the database has none. */
const MAX_NAME = 200;

/** Name of an index or constraint made of table, columns and a hash, as Django makes it. */
export function indexName(
  table: string,
  columns: readonly string[],
  suffix = "",
  longest = MAX_NAME,
): string {
  const maxLength = Math.min(longest, MAX_NAME);
  const hash = `${namesDigest([table, ...columns])}${suffix}`;
  const full = `${table}_${columns.join("_")}_${hash}`;
  if (full.length <= maxLength) return full;
  const tail = hash.length > maxLength / 3 ? hash.slice(0, Math.floor(maxLength / 3)) : hash;
  const other = Math.floor((maxLength - tail.length) / 2) - 1;
  let name = `${table.slice(0, other)}_${columns.join("_").slice(0, other)}_${tail}`;
  if (name.startsWith("_") || /^\d/.test(name)) name = `D${name.slice(0, -1)}`;
  return name;
}

/** A name that was made by {@link indexName}, for this table or for one that it was renamed from. */
export function isMadeName(name: string): boolean {
  return /_[0-9a-f]{8}(?:_[a-z]+)?$/.test(name);
}
