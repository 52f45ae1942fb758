export { cacheUrl } from "./cache-url.ts";
export { configure } from "./configure.ts";
export { database, type DatabaseUrlOptions } from "./database-url.ts";
export { defaultSettings } from "./defaults.ts";
export { defineSettings } from "./define-settings.ts";
export { emailUrl, type EmailUrlSettings } from "./email-url.ts";
export { env, type Env, type EnvListOptions, type EnvOptions, type EnvPathOptions } from "./env.ts";
export { type LoadEnvOptions } from "./env-file.ts";
export {
  InvalidEnvironment,
  InvalidSetting,
  MissingSetting,
  SettingsAlreadyConfigured,
  SettingsFileError,
  SettingsNotReady,
  UnknownSetting,
} from "./errors.ts";
export { settings } from "./lazy-settings.ts";
export {
  loadSettings,
  type LoadSettingsOptions,
  settingsFile,
  type SettingsSource,
} from "./load-settings.ts";
export { overrideSettings, settingChanged, type SettingChanged } from "./override-settings.ts";
export { getScriptPrefix, runWithScriptPrefix, setScriptPrefix } from "./script-prefix.ts";
export {
  defaultOf,
  isConfigured,
  isOverridden,
  knownNames,
  readSetting,
} from "./settings-store.ts";
export { settingOrDefault } from "./setting-or-default.ts";
export {
  type CacheSettings,
  type CoreSettings,
  type DatabaseSettings,
  type InstalledApp,
  type MailRecipient,
  type NamedSlot,
  type PasswordValidatorSettings,
  type ProjectSettings,
  type SameSite,
  type Settings,
  type SettingValues,
  type Slot,
  type StorageSettings,
  type TaskSettings,
  type TemplateOptions,
  type TemplateSettings,
  type TestDatabaseSettings,
} from "./settings.ts";
