import { resolve } from "node:path";

import { InvalidSetting } from "./errors.ts";
import { guessType, parseServiceUrl, QueryParameter, type ServiceUrl } from "./service-url.ts";
import type { DatabaseSettings } from "./settings.ts";

const example = "postgres://user:password@localhost:5432/name or sqlite:///db.sqlite3";

const engines = new Map<string, "sqlite" | "postgresql" | "mysql">([
  ["postgres", "postgresql"],
  ["postgresql", "postgresql"],
  ["psql", "postgresql"],
  ["pgsql", "postgresql"],
  ["mysql", "mysql"],
  ["mysql2", "mysql"],
  ["mariadb", "mysql"],
  ["sqlite", "sqlite"],
  ["sqlite3", "sqlite"],
]);

/** Options of {@link database}. */
export interface DatabaseUrlOptions {
  /** Folder that a relative SQLite file lies in. Default: the project's root. */
  readonly root?: string;
}

/** Query parameters that are settings of their own; the others go to `options`. */
const ownSettings = new Map<string, (parameter: QueryParameter) => Partial<DatabaseSettings>>([
  ["conn_max_age", (parameter) => ({ connMaxAge: parameter.integerOrNone() })],
  ["conn_health_checks", (parameter) => ({ connHealthChecks: parameter.boolean() })],
  ["atomic_requests", (parameter) => ({ atomicRequests: parameter.boolean() })],
  ["autocommit", (parameter) => ({ autocommit: parameter.boolean() })],
  [
    "disable_server_side_cursors",
    (parameter) => ({ disableServerSideCursors: parameter.boolean() }),
  ],
]);

/**
 * An entry of `databases` from a URL, the form django-environ and hosting services use. Schemes:
 * `postgres`, `postgresql`, `psql`, `pgsql`, `mysql`, `mysql2`, `mariadb`, `sqlite`. Special characters in
 * user and password are percent-encoded; `sqlite:///relative`, `sqlite:////absolute`,
 * `sqlite://:memory:`; a PostgreSQL socket is `postgres://%2Fvar%2Frun/name`. Query parameters go to
 * `options`, `conn_max_age` and its like to the entry itself.
 *
 * @throws InvalidSetting when the URL is wrong; its message has no part of the URL
 */
export function database(url: string, options: DatabaseUrlOptions = {}): DatabaseSettings {
  if (url === "sqlite://" || url === "sqlite://:memory:") {
    return { engine: "sqlite", name: ":memory:" };
  }
  const parts = parseServiceUrl(url, { kind: "database", example });
  const engine = engines.get(parts.scheme);
  if (engine === undefined) {
    const known = [...engines.keys()].join(", ");
    throw InvalidSetting.serviceUrl("database", `its scheme is none of ${known}`, example);
  }
  return engine === "sqlite" ? sqlite(parts, options) : server(engine, parts);
}

function sqlite(parts: ServiceUrl, { root }: DatabaseUrlOptions): DatabaseSettings {
  const [first] = parts.hosts;
  if (first !== undefined) {
    throw InvalidSetting.serviceUrl(
      "database",
      "after sqlite: three slashes come before the file",
      example,
    );
  }
  const { path } = parts;
  const isFile = path !== "" && path !== ":memory:";
  const name = isFile && root !== undefined ? resolve(root, path) : path || ":memory:";
  return { engine: "sqlite", name, ...fromQuery(parts) };
}

function server(engine: "postgresql" | "mysql", parts: ServiceUrl): DatabaseSettings {
  const { user, password, hosts, path } = parts;
  if (path === "") {
    throw InvalidSetting.serviceUrl("database", "it names no database after the host", example);
  }
  const ports = hosts.map(({ port }) => port);
  return {
    engine,
    name: path,
    ...(user ? { user } : {}),
    ...(password === undefined ? {} : { password }),
    ...(hosts.length > 0 ? { host: hosts.map(({ host }) => host).join(",") } : {}),
    ...(ports[0] === undefined ? {} : { port: ports[0] }),
    ...fromQuery(parts),
  };
}

function fromQuery({ query, wrong }: ServiceUrl): Partial<DatabaseSettings> {
  const own: Partial<DatabaseSettings>[] = [];
  const options: Record<string, unknown> = {};
  for (const [key, text] of query) {
    const setting = ownSettings.get(key.toLowerCase());
    if (setting === undefined) Object.defineProperty(options, key, optionValue(text));
    else own.push(setting(new QueryParameter(key, text, { wrong })));
  }
  const withOptions = Object.keys(options).length > 0 ? { options } : {};
  return Object.assign({}, ...own, withOptions) as Partial<DatabaseSettings>;
}

// defineProperty: a parameter named __proto__ becomes a plain key.
function optionValue(text: string): PropertyDescriptor {
  return { value: guessType(text), enumerable: true, writable: true, configurable: true };
}
