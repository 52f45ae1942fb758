import type { DatabaseSettings } from "../../../conf/index.ts";
import { ImproperlyConfigured } from "../../../errors/index.ts";
import type { PoolOptions } from "./pool.ts";

const DEFAULTS = { maxSize: 10, timeout: 30, maxIdle: 600, maxAge: 3_600 } as const;
type PoolSetting = keyof typeof DEFAULTS;

function isSetting(name: string): name is PoolSetting {
  return Object.hasOwn(DEFAULTS, name);
}

/**
 * The limits of a database's connections: `options.pool` with `maxSize` (10), `timeout` (30 s),
 * `maxIdle` (600 s) and `maxAge` (3,600 s). `connMaxAge` above 0 is the age, `null` no limit of age.
 *
 * @throws ImproperlyConfigured for other names and for what is no number above 0
 */
export function poolOptions(
  alias: string,
  { options = {}, connMaxAge, connHealthChecks = false }: DatabaseSettings,
): PoolOptions {
  const limits: Record<PoolSetting, number> = { ...DEFAULTS };
  if (connMaxAge === null) limits.maxAge = Infinity;
  else if (connMaxAge !== undefined && !(connMaxAge >= 0 && typeof connMaxAge === "number")) {
    throw new ImproperlyConfigured(`databases.${alias}.connMaxAge is no number of seconds.`, {
      hint: "Give how long a connection may be used, or null for no limit.",
    });
  } else if (connMaxAge !== undefined && connMaxAge > 0) limits.maxAge = connMaxAge;
  for (const [name, value] of Object.entries(given(alias, options["pool"]))) {
    if (!isSetting(name)) throw refused(alias, `.${name} is not known`);
    if (typeof value !== "number" || !(value > 0))
      throw refused(alias, `.${name} is no number above 0`);
    if (name === "maxSize" && value !== Infinity && !Number.isInteger(value))
      throw refused(alias, ".maxSize is no whole number");
    limits[name] = value;
  }
  return { ...limits, healthChecks: connHealthChecks };
}

/** The limits as they were given; `true` is Django's for a pool with its defaults. */
function given(alias: string, pool: unknown): object {
  if (pool === undefined || pool === null || pool === true) return {};
  if (typeof pool === "object" && !Array.isArray(pool)) return pool;
  throw refused(alias, " is no object of limits");
}

function refused(alias: string, why: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`databases.${alias}.options.pool${why}.`, {
    hint: `Known: ${Object.keys(DEFAULTS).join(", ")}; times are in seconds.`,
  });
}
