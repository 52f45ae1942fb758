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
  const given = options["pool"] ?? {};
  const limits: Record<PoolSetting, number> = { ...DEFAULTS };
  if (connMaxAge === null) limits.maxAge = Infinity;
  else if (connMaxAge !== undefined && connMaxAge > 0) limits.maxAge = connMaxAge;
  const entries = typeof given === "object" ? Object.entries(given) : [];
  for (const [name, value] of entries) {
    if (!isSetting(name)) throw refused(alias, name, "is not known");
    if (typeof value !== "number" || !(value > 0))
      throw refused(alias, name, "is no number above 0");
    limits[name] = value;
  }
  return { ...limits, healthChecks: connHealthChecks };
}

function refused(alias: string, name: string, why: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`databases.${alias}.options.pool.${name} ${why}.`, {
    hint: `Known: ${Object.keys(DEFAULTS).join(", ")}; times are in seconds.`,
  });
}
