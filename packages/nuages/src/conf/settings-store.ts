import { defaultSettings } from "./defaults.ts";
import {
  InvalidSetting,
  SettingsAlreadyConfigured,
  SettingsNotReady,
  UnknownSetting,
} from "./errors.ts";
import type { ProjectSettings } from "./settings.ts";
import { validateSettings } from "./validate-settings.ts";

type Values = Readonly<Record<string, unknown>>;

interface Override {
  readonly values: Values;
}

interface Project {
  readonly explicit: Values;
  readonly defaults: Values;
  readonly overrides: Override[];
}

/** Names of settings that the framework has, before any app adds its own. */
export const coreNames: readonly string[] = Object.keys(defaultSettings);

let project: Project | undefined;
let current: Values | undefined;
let onNewNames: (names: readonly string[]) => void = () => undefined;

/** Whether the settings are loaded. Django: `settings.configured`. */
export function isConfigured(): boolean {
  return project !== undefined;
}

/** Makes `values` the settings of this process, checked, over the defaults of the framework and of the apps. */
export function activateSettings(values: ProjectSettings, placeOf: (name: string) => string): void {
  if (project !== undefined) throw new SettingsAlreadyConfigured();
  const appDefaults = defaultsOfApps(values.installedApps);
  const defaults: Values = { ...defaultSettings, ...appDefaults };
  const explicit: Values = { ...values };
  validateSettings(explicit, defaults, placeOf);
  onNewNames(Object.keys(appDefaults));
  project = { explicit, defaults, overrides: [] };
  merge(project);
}

/** The value of a setting, as it was set. @throws SettingsNotReady before the settings are loaded. */
export function readSetting(name: string): unknown {
  if (current === undefined) throw SettingsNotReady.reading(name);
  return current[name];
}

/** Every name that has a value or a default. */
export function knownNames(): readonly string[] {
  return project === undefined ? coreNames : Object.keys(project.defaults);
}

/** Puts values over the present ones; the function takes them away again, in any order. */
export function pushOverride(values: Values): () => void {
  const active = project;
  if (active === undefined) throw SettingsNotReady.overriding();
  validateSettings(values, active.defaults, () => "overrideSettings()");
  const override: Override = { values };
  active.overrides.push(override);
  merge(active);
  return () => {
    const index = active.overrides.indexOf(override);
    if (index >= 0) active.overrides.splice(index, 1);
    if (project === active) merge(active);
  };
}

/** Whether the settings file (or an override) sets `name` itself. Django: `settings.is_overridden()`. */
export function isOverridden(name: string): boolean {
  if (project === undefined) throw SettingsNotReady.reading(name);
  if (!(name in project.defaults)) throw UnknownSetting.reading(name, knownNames());
  return [project.explicit, ...project.overrides.map(({ values }) => values)].some((values) =>
    Object.hasOwn(values, name),
  );
}

/** The default of a setting. */
export function defaultOf(name: string): unknown {
  return (project?.defaults ?? (defaultSettings as unknown as Values))[name];
}

/** Calls `listener` with the names that apps add to the settings. */
export function listenForNames(listener: (names: readonly string[]) => void): void {
  onNewNames = listener;
}

function merge(active: Project): void {
  const layers = [active.defaults, active.explicit, ...active.overrides.map((o) => o.values)];
  const merged: Record<string, unknown> = Object.create(null);
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (value !== undefined || !(name in merged)) merged[name] = value;
    }
  }
  current = merged;
}

/** What `defineApp({ settings })` of the installed apps declares. */
function defaultsOfApps(installedApps: readonly unknown[] | undefined): Record<string, unknown> {
  const declared: Record<string, unknown> = {};
  if (!Array.isArray(installedApps)) return declared;
  for (const app of installedApps as readonly unknown[]) {
    if (typeof app !== "object" || app === null || !("settings" in app)) continue;
    for (const [name, value] of Object.entries(app.settings ?? {})) {
      if (Object.hasOwn(defaultSettings, name)) throw InvalidSetting.taken(name);
      declared[name] = value;
    }
  }
  return declared;
}
