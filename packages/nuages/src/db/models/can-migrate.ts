import type { Dialect } from "../sql/dialect.ts";
import type { ModelMeta } from "./meta.ts";

/** Does a database have what the options `requiredDbVendor` and `requiredDbFeatures` ask for? Django: `can_migrate()`. */
export function canMigrate({ options }: ModelMeta, { vendor, features }: Dialect): boolean {
  const { requiredDbVendor, requiredDbFeatures = [] } = options;
  if (requiredDbVendor !== undefined && requiredDbVendor !== vendor) return false;
  const known = features as unknown as Readonly<Record<string, unknown>>;
  return requiredDbFeatures.every((name) => Object.hasOwn(known, name) && known[name] === true);
}
