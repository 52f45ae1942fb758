import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { AppRegistryNotReady, isNuagesError } from "../errors/index.ts";
import { explainImportError } from "../utils/import-error.ts";
import { AppConfig, type GetModelsOptions } from "./app-config.ts";
import { App } from "./define-app.ts";
import {
  AppImportError,
  AppReadyError,
  AppLookupError,
  DuplicateApp,
  InvalidApp,
  ModelRegistrationError,
} from "./errors.ts";
import { isConcreteModel, MODEL, type RegisteredModel } from "./model.ts";

/** Modules that setup imports from each app once all models are loaded. */
const discoveredModules = ["signals", "checks", "tasks"] as const;

const modelsLoaded: ((apps: Apps) => void)[] = [];

/**
 * Registers what is to happen when the models of all apps are loaded and before any `ready()`; in the
 * order of registration. Later registrations count for later registries.
 */
export function onModelsLoaded(listener: (apps: Apps) => void): void {
  modelsLoaded.push(listener);
}

/** The installed apps and their models. A process has one, {@link apps}. Django: `Apps`. */
export class Apps {
  #configs = new Map<string, AppConfig>();
  #models = new Map<string, Map<string, RegisteredModel>>();
  #exporters = new Map<RegisteredModel, AppConfig>();
  #populating: Promise<void> | undefined;
  #stage: "empty" | "apps" | "models" | "ready" = "empty";

  /** Whether the list of apps is known. */
  get appsReady(): boolean {
    return this.#stage !== "empty";
  }

  /** Whether the models of all apps are loaded. */
  get modelsReady(): boolean {
    return this.#stage === "models" || this.#stage === "ready";
  }

  /** Whether every `ready()` has run. */
  get ready(): boolean {
    return this.#stage === "ready";
  }

  /**
   * Takes the apps in three stages: their list; their models, in that order; `signals`, `checks`,
   * `tasks` and `templatetags/*`, then each `ready()`. Once; later calls wait for the first.
   *
   * @throws DuplicateApp when two apps have one label, or one is listed twice
   * @throws AppImportError when a file cannot be loaded; it names the place and circles of modules
   */
  populate(installedApps: readonly unknown[]): Promise<void> {
    this.#populating ??= this.#populate(installedApps);
    return this.#populating;
  }

  async #populate(installedApps: readonly unknown[]): Promise<void> {
    for (const [index, entry] of installedApps.entries()) this.#add(index, entry);
    this.#stage = "apps";
    for (const config of this.#configs.values()) await this.#importModels(config);
    this.#stage = "models";
    for (const listener of modelsLoaded) listener(this);
    const extra = [...this.#configs.values()].flatMap(({ app }) => app.discover);
    for (const name of new Set([...discoveredModules, ...extra])) await this.autodiscover(name);
    for (const config of this.#configs.values()) await this.#importTemplateTags(config);
    for (const config of this.#configs.values()) await runReady(config);
    this.#stage = "ready";
  }

  #add(index: number, entry: unknown): void {
    if (!(entry instanceof App)) throw InvalidApp.entry(index, entry);
    const { label, root } = entry;
    const first = this.#configs.get(label);
    if (first?.app === entry) throw DuplicateApp.listedTwice(label, root);
    if (first !== undefined) throw DuplicateApp.label(label, first.root, root);
    if (!existsSync(root)) throw InvalidApp.root(label, root);
    const config = new AppConfig(entry, this.#modelsOf(label), () => this.#requireModels());
    this.#configs.set(label, config);
  }

  async #importModels(config: AppConfig): Promise<void> {
    const file = config.module("models");
    if (file === undefined) return;
    config.modelsModule = await importModule(config, file);
    for (const value of Object.values(config.modelsModule)) {
      if (isConcreteModel(value)) this.#collect(value, config);
    }
  }

  async #importTemplateTags(config: AppConfig): Promise<void> {
    for (const [name, file] of config.modules("templatetags"))
      config.templateTagModules.set(name, await importModule(config, file));
  }

  #collect(model: RegisteredModel, config: AppConfig): void {
    const info = model[MODEL];
    const exporter = this.#exporters.get(model);
    if (exporter === config) return;
    if (exporter !== undefined) {
      throw ModelRegistrationError.twoOwners(info.name, exporter.label, config.label);
    }
    const { appLabel } = info;
    if (appLabel === undefined) this.#exporters.set(model, config);
    const owner = appLabel === undefined ? config : this.#configs.get(appLabel);
    if (owner === undefined) {
      throw ModelRegistrationError.unknownApp(info.name, appLabel ?? "", [...this.#configs.keys()]);
    }
    info.bind(owner);
    this.registerModel(owner.label, model);
  }

  /**
   * Adds a model to an app; for models that no `models.ts` exports, as those between two others.
   *
   * @throws ModelRegistrationError when the app has another model of that name
   */
  registerModel(label: string, model: RegisteredModel): void {
    const models = this.#modelsOf(label);
    const { name } = model[MODEL];
    const other = models.get(name.toLowerCase());
    if (other === model) return;
    if (other !== undefined) {
      throw ModelRegistrationError.conflict(label, other[MODEL].name, name);
    }
    models.set(name.toLowerCase(), model);
  }

  /** Imports the module `name` of every app that has one. Django: `autodiscover_modules()`. */
  async autodiscover(name: string): Promise<void> {
    for (const config of this.getAppConfigs()) {
      const file = config.module(name);
      if (file !== undefined) await importModule(config, file);
    }
  }

  /** The installed apps, in the order of `installedApps`. @throws AppRegistryNotReady before setup */
  getAppConfigs(): AppConfig[] {
    this.#requireApps();
    return [...this.#configs.values()];
  }

  /** The installed app with that label. @throws AppLookupError when there is none */
  getAppConfig(label: string): AppConfig {
    this.#requireApps();
    const config = this.#configs.get(label);
    if (config === undefined) throw AppLookupError.app(label, [...this.#configs.keys()]);
    return config;
  }

  /** Whether an app is installed, by its label or its value. */
  isInstalled(app: string | App): boolean {
    this.#requireApps();
    if (typeof app === "string") return this.#configs.has(app);
    return this.#configs.get(app.label)?.app === app;
  }

  /**
   * The model `app.Model`; in the model's name upper and lower case do not count.
   *
   * @throws AppLookupError when there is no such app or model
   * @throws AppRegistryNotReady before all models are loaded
   */
  getModel(path: string, name?: string): RegisteredModel {
    this.#requireModels();
    const [label = "", model, ...rest] = name === undefined ? path.split(".") : [path, name];
    if (model === undefined || rest.length > 0) throw AppLookupError.form(path);
    return this.getAppConfig(label).getModel(model);
  }

  /** The models of all apps, app by app. @throws AppRegistryNotReady before all models are loaded */
  getModels(options: GetModelsOptions = {}): RegisteredModel[] {
    this.#requireModels();
    return [...this.#configs.values()].flatMap((config) => config.getModels(options));
  }

  #modelsOf(label: string): Map<string, RegisteredModel> {
    const known = this.#models.get(label);
    if (known !== undefined) return known;
    const models = new Map<string, RegisteredModel>();
    this.#models.set(label, models);
    return models;
  }

  #requireApps(): void {
    if (!this.appsReady) throw notReady("Apps");
  }

  #requireModels(): void {
    this.#requireApps();
    if (!this.modelsReady) throw notReady("Models");
  }
}

function notReady(what: "Apps" | "Models"): AppRegistryNotReady {
  return new AppRegistryNotReady(`${what} aren't loaded yet.`, {
    hint:
      "Use models inside functions, not while modules load; a script of your own calls " +
      '`await setup({ settings: () => import("./settings.ts") })` of "nuages/apps" first.',
  });
}

/** @throws AppReadyError with the error of the app's own code as its cause */
async function runReady(config: AppConfig): Promise<void> {
  try {
    await config.app.ready?.(config);
  } catch (error) {
    // Errors of the framework say what is to be mended themselves.
    if (isNuagesError(error)) throw error;
    throw AppReadyError.of(config.label, { ...explainImportError(error), cause: error });
  }
}

async function importModule(
  config: AppConfig,
  file: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(file).href);
    return module as Readonly<Record<string, unknown>>;
  } catch (error) {
    const failure = { ...explainImportError(error), cause: error };
    throw AppImportError.file(config.label, file, failure);
  }
}

/** The registry of this process. Django: `apps`. */
export const apps = new Apps();
