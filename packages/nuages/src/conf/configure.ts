import { failOnBadEnvironment } from "./env-problems.ts";
import { activateSettings } from "./settings-store.ts";
import type { ProjectSettings } from "./settings.ts";

/**
 * Sets the settings without a settings file, for scripts and for parts used alone in another program;
 * what is not named has its default. Once per process, before the first read. Django: `settings.configure()`.
 *
 * @throws SettingsAlreadyConfigured the second time
 */
export function configure(values: ProjectSettings = {}): void {
  failOnBadEnvironment();
  activateSettings(values, () => "configure()");
}
