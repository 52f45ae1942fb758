import { type AppConfig, apps } from "../apps/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import { Library } from "./library.ts";

/** The folders `templates/` of the installed apps. */
export function appTemplateFolders(): string[] {
  if (!apps.appsReady) return [];
  return apps.getAppConfigs().flatMap((config) => config.folder("templates") ?? []);
}

/** The libraries in `templatetags/` of the installed apps, by file name; each is looked at when it is used. */
export function installedLibraries(): Map<string, () => Library> {
  const found = new Map<string, () => Library>();
  if (!apps.appsReady) return found;
  for (const config of apps.getAppConfigs())
    for (const [name, module] of config.templateTagModules)
      found.set(name, () => libraryOf(config, name, module.register));
  return found;
}

function libraryOf(config: AppConfig, name: string, register: unknown): Library {
  if (register instanceof Library) return register;
  const file = config.modules("templatetags").get(name) ?? name;
  throw new ImproperlyConfigured(`${file} of app "${config.label}" exports no template library.`, {
    hint: "Write: export const register = new Library();",
    details: { app: config.label, file },
  });
}
