import type { SwappableDependency } from "./migration.ts";

/** A dependency on the app whose model a setting names: `swappableDependency("AUTH_USER_MODEL")`. */
export function swappableDependency(setting: string): SwappableDependency {
  return { setting };
}
