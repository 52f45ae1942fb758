import { InvalidSetting } from "./errors.ts";
import { guessType, parseServiceUrl, QueryParameter, type ServiceUrl } from "./service-url.ts";
import type { CacheSettings } from "./settings.ts";

const example = "redis://localhost:6379/1 or locmemcache://";

type Backend = "locmem" | "dummy" | "file" | "db" | "redis" | "memcached";

const backends = new Map<string, Backend>([
  ["locmem", "locmem"],
  ["locmemcache", "locmem"],
  ["dummy", "dummy"],
  ["dummycache", "dummy"],
  ["file", "file"],
  ["filecache", "file"],
  ["db", "db"],
  ["dbcache", "db"],
  ["memcache", "memcached"],
  ["pymemcache", "memcached"],
  ["rediscache", "redis"],
  ["redis", "redis"],
  ["rediss", "redis"],
]);

/** Query parameters that are settings of their own; the others go to `options`. */
const ownSettings = new Map<string, (parameter: QueryParameter) => Partial<CacheSettings>>([
  ["timeout", (parameter) => ({ timeout: parameter.integerOrNone() })],
  ["key_prefix", (parameter) => ({ keyPrefix: parameter.string() })],
  ["version", (parameter) => ({ version: parameter.integer() })],
]);

/**
 * An entry of `caches` from a URL, the form django-environ uses. Schemes: `locmem`, `dummy`, `file`,
 * `db` (also with `cache` after the word), `memcache`, `pymemcache`, `redis`, `rediss`, `rediscache`.
 * The query parameters `timeout`, `key_prefix` and `version` are the entry's own, the others go to
 * `options`.
 *
 * @throws InvalidSetting when the URL is wrong; its message has no part of the URL
 */
export function cacheUrl(url: string): CacheSettings {
  const parts = parseServiceUrl(url, { kind: "cache", example });
  const backend = backends.get(parts.scheme);
  if (backend === undefined) {
    const known = [...backends.keys()].join(", ");
    throw InvalidSetting.serviceUrl("cache", `its scheme is none of ${known}`, example);
  }
  const location = locationOf(backend, parts);
  return { backend, ...(location === undefined ? {} : { location }), ...fromQuery(parts) };
}

function locationOf(backend: Backend, parts: ServiceUrl): string | readonly string[] | undefined {
  const { hosts, path } = parts;
  const names = hosts.map(nameOf);
  switch (backend) {
    case "dummy":
      return undefined;
    case "locmem":
    case "db":
      return names[0];
    case "file":
      return `${names[0] ?? ""}/${path}`;
    case "memcached":
      if (names.length === 0) return `unix:/${path}`;
      return names.length === 1 ? names[0] : names;
    case "redis":
      return redisLocation(names, parts);
  }
}

function nameOf({ host, port }: ServiceUrl["hosts"][number]): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${port}`;
}

function redisLocation(names: readonly string[], parts: ServiceUrl): string | readonly string[] {
  const { scheme, user, password, path } = parts;
  if (names.length === 0) return `unix:///${path}`;
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const login = user === undefined ? "" : `${encodeURIComponent(user)}${secret}@`;
  const protocol = scheme === "rediss" ? "rediss" : "redis";
  const tail = path === "" ? "" : `/${path}`;
  const urls = names.map((name) => `${protocol}://${login}${name}${tail}`);
  return urls.length === 1 ? (urls[0] ?? "") : urls;
}

function fromQuery({ query, wrong }: ServiceUrl): Partial<CacheSettings> {
  const own: Partial<CacheSettings>[] = [];
  const options: [string, unknown][] = [];
  for (const [key, text] of query) {
    const setting = ownSettings.get(key.toLowerCase());
    if (setting === undefined) options.push([key, guessType(text)]);
    else own.push(setting(new QueryParameter(key, text, { wrong })));
  }
  const withOptions = options.length > 0 ? { options: Object.fromEntries(options) } : {};
  return Object.assign({}, ...own, withOptions) as Partial<CacheSettings>;
}
