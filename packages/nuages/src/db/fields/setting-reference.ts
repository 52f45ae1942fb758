import { knownNames, settingOrDefault, type Settings } from "../../conf/index.ts";
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

/** What a setting says; undefined when there is no such setting. In a program without settings, the default. */
function settingValue(name: string): unknown {
  if (!knownNames().includes(name)) return undefined;
  return settingOrDefault(name as keyof Settings & string);
}

/**
 * Label of the model that a setting names: `auth.User` for `AUTH_USER_MODEL`.
 *
 * @throws ImproperlyConfigured when the setting has no label of a model
 */
export function modelOfSetting(name: string): string {
  const value = settingValue(settingName(name));
  if (typeof value === "string" && LABEL.test(value)) return value;
  throw new ImproperlyConfigured(`The setting ${settingName(name)} names no model.`, {
    hint: 'Set it to app and model: "auth.User".',
  });
}

const LABEL = /^\w+\.\w+$/;

/** What the setting says in place of the model `label`; undefined when it says nothing, or that very model. */
export function replacementOf(label: string, setting: string): string | undefined {
  const value = settingValue(settingName(setting));
  if (value === undefined || value === null || value === "") return undefined;
  const text = String(value);
  return text.toLowerCase() === label.toLowerCase() ? undefined : text;
}

/** Is `text` the label of a model, app and name? */
export function isModelLabel(text: string): boolean {
  return LABEL.test(text);
}

/** What settings of packages say by themselves: `AUTH_USER_MODEL: User`. A package augments it, as part of `nuages/db`; types only. */
export interface SwappableDefaults {}

/** What settings of a project say: `AUTH_USER_MODEL: Member`. A project augments it, as part of `nuages/db`; types only. */
export interface SwappableModels {}

/** Instances of the model that a setting names. */
export type SwappableModel<Setting> = Setting extends keyof SwappableModels
  ? SwappableModels[Setting]
  : Setting extends keyof SwappableDefaults
    ? SwappableDefaults[Setting]
    : unknown;

/** The model that a setting names, as the target of a relation. */
export interface SwappableTarget<Setting extends string> extends SettingReference {
  readonly setting: Setting;
}

/**
 * The model that a setting names, whichever it is: `models.ForeignKey(models.swappable("AUTH_USER_MODEL"), …)`.
 * Its type is what {@link SwappableModels} says. Django: `settings.AUTH_USER_MODEL`.
 */
export function swappable<const Setting extends string>(
  setting: Setting,
): SwappableTarget<Setting> {
  return { setting };
}
