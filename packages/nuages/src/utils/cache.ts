import { httpDate } from "./http.ts";

/** What carries headers: a response, or something like it. */
export interface HeaderCarrier {
  readonly headers: {
    get(name: string): string | undefined;
    set(name: string, value: string): unknown;
    has(name: string): boolean;
    delete(name: string): unknown;
  };
}

function listOf(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Adds names to the `Vary` header, each once; `*` stands for all. Django: `patch_vary_headers`. */
export function patchVaryHeaders(response: HeaderCarrier, names: readonly string[]): void {
  const present = listOf(response.headers.get("Vary"));
  const known = new Set(present.map((name) => name.toLowerCase()));
  const all = [...present, ...names.filter((name) => !known.has(name.toLowerCase()))];
  response.headers.set("Vary", all.some((name) => name.trim() === "*") ? "*" : all.join(", "));
}

/** Whether the `Vary` header names this one. */
export function hasVaryHeader(response: HeaderCarrier, name: string): boolean {
  return listOf(response.headers.get("Vary")).some(
    (present) => present.toLowerCase() === name.toLowerCase(),
  );
}

/** Directives of `Cache-Control`: `{ maxAge: 60, private: true }`. */
export type CacheDirectives = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

function directiveName(key: string): string {
  return key
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replaceAll("_", "-")
    .toLowerCase();
}

type Directives = Map<string, string | true | Set<string>>;

function parseDirectives(header: string | undefined): Directives {
  const directives: Directives = new Map();
  for (const part of (header ?? "").split(/\s*,\s*/)) {
    const at = part.indexOf("=");
    const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase();
    if (name === "") continue;
    const value = at < 0 ? true : part.slice(at + 1);
    // no-cache may name several fields.
    if (name !== "no-cache") directives.set(name, value);
    else addFields(directives, value === true ? [] : [value], value === true);
  }
  return directives;
}

/** `no-cache` alone is stronger than `no-cache="field"`. */
function addFields(directives: Directives, fields: readonly string[], whole: boolean): void {
  const present = directives.get("no-cache");
  if (whole || present === true) directives.set("no-cache", true);
  else {
    const known = present instanceof Set ? present : new Set<string>();
    directives.set("no-cache", new Set([...known, ...fields]));
  }
}

/**
 * Adds directives to the `Cache-Control` header: the smallest `max-age` stays, and of `private` and
 * `public` the one that is given now. Django: `patch_cache_control`.
 */
export function patchCacheControl(response: HeaderCarrier, given: CacheDirectives): void {
  const directives = parseDirectives(response.headers.get("Cache-Control"));
  const added = new Map(Object.entries(given).map(([key, value]) => [directiveName(key), value]));
  const oldAge = directives.get("max-age");
  const newAge = added.get("max-age");
  if (
    typeof oldAge === "string" &&
    /^\d+$/.test(oldAge) &&
    newAge !== undefined &&
    newAge !== null
  ) {
    added.set("max-age", Math.min(Number(oldAge), Number(newAge)));
  }
  // A page that is private must not become public by a later default.
  if (directives.has("private") && added.has("public")) directives.delete("private");
  else if (directives.has("public") && added.has("private")) directives.delete("public");
  for (const [name, value] of added) {
    if (name === "no-cache") {
      const fields = Array.isArray(value) ? (value as string[]) : [String(value)];
      addFields(directives, fields, value === true);
    } else directives.set(name, value === true ? true : String(value));
  }
  const parts: string[] = [];
  for (const [name, value] of directives) {
    if (value === true) parts.push(name);
    else if (value instanceof Set) for (const field of value) parts.push(`${name}=${field}`);
    else parts.push(`${name}=${value}`);
  }
  response.headers.set("Cache-Control", parts.join(", "));
}

/** Whether `Cache-Control` has this directive, in any letter case. */
export function hasDirective(response: HeaderCarrier, name: string): boolean {
  return parseDirectives(response.headers.get("Cache-Control")).has(name);
}

/**
 * Says how long the response may be kept: `Expires` and `max-age`, unless they are there.
 * Django: `patch_response_headers`.
 *
 * @param seconds Below 0 counts as 0.
 */
export function patchResponseHeaders(response: HeaderCarrier, seconds: number): void {
  const age = Math.max(0, seconds);
  if (!response.headers.has("Expires")) {
    response.headers.set("Expires", httpDate(Date.now() / 1000 + age));
  }
  patchCacheControl(response, { maxAge: age });
}

/** Keeps the response out of every cache. Django: `add_never_cache_headers`. */
export function addNeverCacheHeaders(response: HeaderCarrier): void {
  patchResponseHeaders(response, -1);
  patchCacheControl(response, {
    noCache: true,
    noStore: true,
    mustRevalidate: true,
    private: true,
  });
}

/** The `max-age` of the response in seconds, or `undefined`. Django: `get_max_age`. */
export function getMaxAge(response: HeaderCarrier): number | undefined {
  const age = parseDirectives(response.headers.get("Cache-Control")).get("max-age");
  return typeof age === "string" && /^[+-]?\d+$/.test(age.trim()) ? Number(age) : undefined;
}
