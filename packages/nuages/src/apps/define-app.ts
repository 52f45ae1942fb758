import type { AppConfig } from "./app-config.ts";
import { InvalidApp } from "./errors.ts";

/** What {@link defineApp} takes. */
export interface AppOptions {
  /** Unique name of the app; starts the names of its tables. Letters, digits, underscores. */
  readonly label: string;
  /** The app's folder: `import.meta.dirname`. */
  readonly root: string;
  /** Name for people. Default: the label, with a capital. */
  readonly verboseName?: string | { toString(): string };
  /** Primary key of the app's models that declare none. Default: `settings.defaultAutoField`. */
  readonly defaultAutoField?: string;
  /** Settings that the app adds, with their defaults; declare their types on `Settings` of `nuages/conf`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files that setup imports from every installed app when this one is installed, such as `admin`. */
  readonly discover?: readonly string[];
  /** Runs once per process, when the models of all apps are loaded; may be asynchronous. */
  ready?(config: AppConfig): void | Promise<void>;
}

/** An app, as `installedApps` lists it: a value without state. Made by {@link defineApp}. */
export class App {
  readonly label: string;
  readonly root: string;
  readonly verboseName: string | { toString(): string };
  readonly defaultAutoField: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly discover: readonly string[];
  readonly ready: ((config: AppConfig) => void | Promise<void>) | undefined;

  /** @internal Use {@link defineApp}. */
  constructor(options: AppOptions) {
    const { label, root, verboseName, defaultAutoField, settings = {}, discover = [] } = options;
    if (!/^[A-Za-z_]\w*$/u.test(label)) throw InvalidApp.label(label, root);
    this.label = label;
    this.root = root;
    this.verboseName = verboseName ?? titled(label);
    this.defaultAutoField = defaultAutoField;
    this.settings = settings;
    this.discover = discover;
    this.ready = options.ready === undefined ? undefined : (config) => options.ready?.(config);
  }
}

function titled(label: string): string {
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`;
}

/**
 * An app of the site; the default export of its `app.ts`, listed in `installedApps`. Its folder is
 * searched by convention: `models`, `signals`, `checks`, `tasks` (`.ts`, or a folder with `index.ts`),
 * `commands/`, `templatetags/`, `migrations/`, `templates/`, `static/`, `locale/`, `fixtures/`.
 *
 * @throws InvalidApp when the label is no identifier
 * @example
 * export default defineApp({ label: "catalog", root: import.meta.dirname });
 */
export function defineApp(options: AppOptions): App {
  return new App(options);
}

declare module "../conf/settings.ts" {
  interface SettingValues {
    readonly app: App;
  }
}
