import { Signal } from "../signals/index.ts";
import { isConfigured, pushOverride, readSetting } from "./settings-store.ts";
import type { ProjectSettings } from "./settings.ts";

/** What receivers of {@link settingChanged} get. */
export interface SettingChanged {
  /** Name of the setting. */
  readonly setting: string;
  /** Its value from now on. */
  readonly value: unknown;
  /** True when an override begins, false when it ends. */
  readonly enter: boolean;
}

/** Sent (synchronously, for each setting) when {@link overrideSettings} begins and ends. Django: `setting_changed`. */
export const settingChanged = new Signal<SettingChanged>("settingChanged");

/**
 * Replaces settings until the result is disposed of; for tests. Affects the whole process.
 *
 * @throws UnknownSetting when a name is no setting
 * @throws SettingsNotReady before settings are loaded
 * @example
 * using _ = overrideSettings({ debug: true });
 */
export function overrideSettings(values: ProjectSettings): Disposable {
  const remove = pushOverride({ ...values });
  announce(values, true);
  let active = true;
  return {
    [Symbol.dispose]() {
      if (!active) return;
      active = false;
      remove();
      announce(values, false);
    },
  };
}

function announce(values: ProjectSettings, enter: boolean): void {
  if (!isConfigured()) return;
  for (const setting of Object.keys(values)) {
    settingChanged.sendSync(undefined, { setting, value: readSetting(setting), enter });
  }
}
