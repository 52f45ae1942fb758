import { AppFiles } from "./app-files.ts";
import type { App } from "./define-app.ts";
import { AppLookupError } from "./errors.ts";
import { MODEL, type RegisteredModel } from "./model.ts";

/** Which models {@link AppConfig.getModels} gives besides the ordinary ones. */
export interface GetModelsOptions {
  /** Also those the framework made, such as tables between two models. Default: false. */
  readonly includeAutoCreated?: boolean;
  /** Also those replaced through a setting. Default: false. */
  readonly includeSwapped?: boolean;
}

/** An installed app with its models and files. Django: `AppConfig`. */
export class AppConfig {
  /** What `installedApps` lists. */
  readonly app: App;
  readonly label: string;
  readonly verboseName: string | { toString(): string };
  /** The app's folder. */
  readonly root: string;
  readonly defaultAutoField: string | undefined;
  /** What `models.ts` exports; undefined when the app has none, or before it is imported. */
  modelsModule: Readonly<Record<string, unknown>> | undefined;
  /** What the modules in `templatetags/` export, by module name; empty before setup imports them. */
  readonly templateTagModules = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #files: AppFiles;
  readonly #models: ReadonlyMap<string, RegisteredModel>;
  readonly #requireModels: () => void;

  /** @internal Made by the registry. */
  constructor(app: App, models: ReadonlyMap<string, RegisteredModel>, requireModels: () => void) {
    this.app = app;
    this.label = app.label;
    this.verboseName = app.verboseName;
    this.root = app.root;
    this.defaultAutoField = app.defaultAutoField;
    this.#files = new AppFiles(app.root);
    this.#models = models;
    this.#requireModels = requireModels;
  }

  /**
   * The model of that name; upper and lower case do not count.
   *
   * @throws AppLookupError when there is none
   * @throws AppRegistryNotReady before all models are loaded
   */
  getModel(name: string): RegisteredModel {
    this.#requireModels();
    const model = this.#models.get(name.toLowerCase());
    if (model !== undefined) return model;
    const known = [...this.#models.values()].map((other) => other[MODEL].name);
    throw AppLookupError.model(this.label, name, known);
  }

  /** The models of the app, in the order of their exported names. */
  getModels(options: GetModelsOptions = {}): RegisteredModel[] {
    this.#requireModels();
    const { includeAutoCreated = false, includeSwapped = false } = options;
    return [...this.#models.values()].filter(({ [MODEL]: info }) => {
      const isHidden =
        (info.autoCreated === true && !includeAutoCreated) ||
        (info.swapped === true && !includeSwapped);
      return !isHidden;
    });
  }

  /** Path of the app's module `name` (such as `admin`), undefined when it has none. */
  module(name: string): string | undefined {
    return this.#files.module(name);
  }

  /** Paths of the modules in the app's folder `name` (such as `commands`), by name. */
  modules(name: string): ReadonlyMap<string, string> {
    return this.#files.modules(name);
  }

  /** Path of the app's folder `name` (such as `templates`), undefined when it has none. */
  folder(name: string): string | undefined {
    return this.#files.folder(name);
  }

  toString(): string {
    return `<AppConfig: ${this.label}>`;
  }
}
