import { settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";

/** Stands for the model that a setting names, such as `AUTH_USER_MODEL`: what a relation can point at. */
export interface SettingReference {
  readonly setting: string;
}

export function isSettingReference(value: unknown): value is SettingReference {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<SettingReference>).setting === "string"
  );
}

/** `AUTH_USER_MODEL` → `authUserModel`. */
function settingName(name: string): string {
  return name.includes("_") || name === name.toUpperCase()
    ? name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : name;
}

/**
 * Label of the model that a setting names: `auth.User` for `AUTH_USER_MODEL`.
 *
 * @throws ImproperlyConfigured when the setting has no label of a model
 */
export function modelOfSetting(name: string): string {
  const value = (settings as unknown as Record<string, unknown>)[settingName(name)];
  if (typeof value === "string" && value.includes(".")) return value;
  throw new ImproperlyConfigured(`The setting ${settingName(name)} names no model.`, {
    hint: 'Set it to app and model: "auth.User".',
  });
}
