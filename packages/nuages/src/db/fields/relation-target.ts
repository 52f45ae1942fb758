import { MODEL } from "../../apps/index.ts";
import type { ModelClass } from "../models/model-class.ts";
import { isSettingReference, modelOfSetting, type SettingReference } from "./setting-reference.ts";
import type { Field } from "./field.ts";

/** `auth.User`, `User` or `self` as a label in lower case. */
function labelOf(to: string, field: Field): string {
  const { model } = field;
  if (to === "self") return model === undefined ? to : model.labelLower;
  const full = to.includes(".") || model?.appLabel === undefined ? to : `${model.appLabel}.${to}`;
  return full.toLowerCase();
}

/** The setting that decides which model is meant, when the target can be replaced by one. */
function settingOf(label: string, field: Field): string | undefined {
  if (field.model === undefined || field.options["swappable"] === false) return undefined;
  return field.model.registry
    .swappableSettings()
    .find((setting) => modelOfSetting(setting).toLowerCase() === label);
}

/**
 * What a relation points at, as text: the label of the model in lower case, or the setting that
 * names it. Migrations know models by these.
 */
export function targetReference(field: Field, to: unknown): string | SettingReference {
  if (isSettingReference(to)) return { setting: to.setting };
  const given = typeof to === "function" && !(MODEL in to) ? (to as () => unknown)() : to;
  if (isSettingReference(given)) return { setting: given.setting };
  const label =
    typeof given === "string" ? labelOf(given, field) : (given as ModelClass).meta.labelLower;
  const setting = settingOf(label, field);
  return setting === undefined ? label : { setting };
}
