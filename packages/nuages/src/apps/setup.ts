import {
  isConfigured,
  loadSettings,
  setScriptPrefix,
  settings,
  type SettingsSource,
  SettingsNotReady,
} from "../conf/index.ts";
import { registerLocaleFolders } from "../i18n/index.ts";
import { configureLogging } from "../logging/index.ts";
import { apps, onModelsLoaded } from "./registry.ts";

/** Options of {@link setup}. */
export interface SetupOptions {
  /** Where the settings come from. Default: the file that `NUAGES_SETTINGS_MODULE` names, or what `configure()` set. */
  readonly settings?: SettingsSource;
  /** The project's folder. Default: where the program was started. */
  readonly root?: string;
  /** Whether URLs start with `settings.forceScriptName`. Default: true. */
  readonly setPrefix?: boolean;
}

// What was translated while the models were loaded is forgotten: the catalogs of the apps were missing.
onModelsLoaded((registry) => {
  if (registry === apps) registerLocaleFolders(localeFolders);
});

function localeFolders(): string[] {
  return apps.getAppConfigs().flatMap((config) => config.folder("locale") ?? []);
}

/**
 * Prepares the process: settings, logging, script prefix, apps with their models. Commands and servers
 * do it by themselves; a script of your own calls it first. Once; later calls wait for the first.
 *
 * @throws SettingsNotReady when nothing says where the settings are
 * @example
 * await setup({ settings: () => import("./settings.ts"), root: import.meta.dirname });
 */
export async function setup(options: SetupOptions = {}): Promise<void> {
  const { root, setPrefix = true } = options;
  if (!isConfigured()) {
    const source = options.settings ?? process.env["NUAGES_SETTINGS_MODULE"];
    if (source === undefined || source === "") throw SettingsNotReady.unnamed();
    await loadSettings(source, root === undefined ? {} : { root });
  }
  configureLogging(settings);
  if (setPrefix) setScriptPrefix(settings.forceScriptName ?? "/");
  await apps.populate(settings.installedApps);
}
