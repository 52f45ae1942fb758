import { settings } from "./lazy-settings.ts";
import { defaultOf, isConfigured } from "./settings-store.ts";
import type { Settings } from "./settings.ts";

/** A setting; its default in a program that has no settings, as one that only renders templates. */
export function settingOrDefault<Name extends keyof Settings & string>(name: Name): Settings[Name] {
  return isConfigured() ? settings[name] : (defaultOf(name) as Settings[Name]);
}
