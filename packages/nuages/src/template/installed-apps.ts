import { createRequire } from "node:module";

import { type AppConfig, apps } from "../apps/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import { explainImportError } from "../utils/import-error.ts";
import { Library } from "./library.ts";

/** The folders `templates/` of the installed apps. */
export function appTemplateFolders(): string[] {
  if (!apps.appsReady) return [];
  return apps.getAppConfigs().flatMap((config) => config.folder("templates") ?? []);
}

/** How to load the libraries in `templatetags/` of the installed apps, by file name. */
export function installedLibraries(): Map<string, () => Library> {
  const found = new Map<string, () => Library>();
  if (!apps.appsReady) return found;
  for (const config of apps.getAppConfigs()) {
    for (const [name, file] of config.modules("templatetags")) {
      found.set(name, () => loadLibrary(config, file));
    }
  }
  return found;
}

// A template is compiled while it is looked up, which is no place to wait for an import.
const load = createRequire(import.meta.url);

function loadLibrary(config: AppConfig, file: string): Library {
  const { register } = importNow(config, file);
  if (register instanceof Library) return register;
  throw new ImproperlyConfigured(`${file} of app "${config.label}" exports no template library.`, {
    hint: "Write: export const register = new Library();",
    details: { app: config.label, file },
  });
}

function importNow(config: AppConfig, file: string): { readonly register?: unknown } {
  try {
    return load(file) as { readonly register?: unknown };
  } catch (cause) {
    const isAsync = (cause as { code?: unknown }).code === "ERR_REQUIRE_ASYNC_MODULE";
    const { what, where, hint } = explainImportError(cause);
    const place = where === undefined ? "" : ` (${where})`;
    const reason = isAsync ? "it awaits something at its top level" : what + place;
    throw new ImproperlyConfigured(
      `The template library ${file} of app "${config.label}" cannot be loaded: ${reason}.`,
      { hint: isAsync ? "Await inside the tag's function instead." : hint, cause },
    );
  }
}
