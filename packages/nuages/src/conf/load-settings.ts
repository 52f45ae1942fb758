import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { ImproperlyConfigured } from "../errors/index.ts";
import { explainImportError } from "../utils/import-error.ts";
import { showPath } from "../utils/show-path.ts";
import { collectProblems, failOnBadEnvironment, stopCollecting } from "./env-problems.ts";
import { SettingsAlreadyConfigured, SettingsFileError } from "./errors.ts";
import { activateSettings, isConfigured } from "./settings-store.ts";
import type { DatabaseSettings, ProjectSettings } from "./settings.ts";

/**
 * Where settings come from: the values, the path of a settings file, or a function that imports it
 * (`() => import("./settings.ts")`), which lets a broken file be explained.
 */
export type SettingsSource = ProjectSettings | string | (() => unknown);

/** Options of {@link loadSettings}. */
export interface LoadSettingsOptions {
  /** The project's folder: where relative paths start, of the settings file and of SQLite databases. Default: where the command runs. */
  readonly root?: string;
}

/**
 * Loads the settings of this process, once: imports the file, reports every missing variable of the
 * environment together, and checks names and values.
 *
 * @throws SettingsFileError when the file is missing, broken, or has no default export
 * @throws InvalidEnvironment when `env` missed something
 * @throws UnknownSetting when a name is misspelt
 */
export async function loadSettings(
  source: SettingsSource,
  options: LoadSettingsOptions = {},
): Promise<void> {
  if (isConfigured()) throw new SettingsAlreadyConfigured();
  const { root = process.cwd() } = options;
  const file = fileOf(source, root);
  const values = await valuesOf(source, file);
  activateSettings(atRoot(values, root), placeIn(file));
  loadedFile = file;
}

let loadedFile: string | undefined;

/** The settings file that was loaded; undefined when settings came as values. */
export function settingsFile(): string | undefined {
  return loadedFile;
}

/** The settings file that `source` names, as far as that can be seen. */
function fileOf(source: SettingsSource, root: string): string | undefined {
  if (typeof source === "string") return resolve(root, source);
  if (typeof source !== "function") return undefined;
  const specifier = /\bimport\(\s*["'`](\.[^"'`]+)["'`]/u.exec(String(source))?.[1];
  return specifier === undefined ? undefined : resolve(root, specifier);
}

async function valuesOf(
  source: SettingsSource,
  file: string | undefined,
): Promise<ProjectSettings> {
  if (typeof source === "object") {
    failOnBadEnvironment();
    return source;
  }
  const name = file === undefined ? "the settings file" : showPath(file);
  if (typeof source === "string" && file !== undefined && !existsSync(file)) {
    throw new SettingsFileError(`The settings file ${name} does not exist.`, {
      hint: "Name an existing file with --settings or NUAGES_SETTINGS_MODULE.",
      details: { file },
    });
  }
  const module = await importSettings(source, file, name);
  return defaultExport(module, name);
}

async function importSettings(
  source: string | (() => unknown),
  file: string | undefined,
  name: string,
): Promise<unknown> {
  collectProblems();
  try {
    const load =
      typeof source === "function"
        ? source
        : () => import(/* @vite-ignore */ pathToFileURL(file ?? source).href) as Promise<unknown>;
    const module: unknown = await load();
    failOnBadEnvironment();
    return module;
  } catch (error) {
    failOnBadEnvironment(error);
    if (error instanceof ImproperlyConfigured) throw error;
    const { what, where, hint } = explainImportError(error);
    const place = where === undefined ? "" : ` (${where})`;
    throw new SettingsFileError(`The settings file ${name} could not be loaded: ${what}${place}.`, {
      hint,
      details: { file, where },
      cause: error,
    });
  } finally {
    stopCollecting();
  }
}

function defaultExport(module: unknown, name: string): ProjectSettings {
  const values: unknown =
    typeof module === "object" && module !== null && "default" in module
      ? module.default
      : undefined;
  if (typeof values === "object" && values !== null && !Array.isArray(values)) return values;
  throw new SettingsFileError(
    values === undefined
      ? `The settings file ${name} has no default export.`
      : `The default export of the settings file ${name} is no object of settings.`,
    { hint: "Write: export default defineSettings({ … });" },
  );
}

/** Relative SQLite files and folders of migrations lie in the project, wherever the command was started. */
function atRoot(values: ProjectSettings, root: string): ProjectSettings {
  const { databases, migrationModules } = values;
  return {
    ...values,
    ...(isRecord(databases)
      ? { databases: mapped(databases, (entry) => rootedFile(entry, root)) }
      : {}),
    ...(isRecord(migrationModules)
      ? {
          migrationModules: mapped(migrationModules, (folder) =>
            typeof folder === "string" ? resolve(root, folder) : folder,
          ),
        }
      : {}),
  };
}

function isRecord<Entry>(
  value: Readonly<Record<string, Entry>> | undefined,
): value is Readonly<Record<string, Entry>> {
  return typeof value === "object" && value !== null;
}

function mapped<Entry>(
  record: Readonly<Record<string, Entry>>,
  change: (entry: Entry) => Entry,
): Record<string, Entry> {
  return Object.fromEntries(Object.entries(record).map(([key, entry]) => [key, change(entry)]));
}

function rootedFile(entry: DatabaseSettings, root: string): DatabaseSettings {
  const { name } = entry;
  const isFile = name !== undefined && name !== "" && !/^(?::memory:$|file:)/u.test(name);
  return entry.engine === "sqlite" && isFile ? { ...entry, name: resolve(root, name) } : entry;
}

/** Finds where the file sets a name. */
function placeIn(file: string | undefined): (name: string) => string {
  return (name) => {
    if (file === undefined || !existsSync(file)) return "the settings";
    const lines = readFileSync(file, "utf8").split("\n");
    const index = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
    return index < 0 ? showPath(file) : `${showPath(file)}:${index + 1}`;
  };
}
