import { settings, settingChanged, type StorageSettings } from "../conf/index.ts";
import { InvalidStorageError } from "./errors.ts";
import { FileSystemStorage } from "./file-system-storage.ts";
import type { Storage } from "./storage.ts";

/** A class of storages; an own one stands as a value in `storages.<alias>.backend`. */
export type StorageBackend = new (options: Readonly<Record<string, unknown>>) => Storage;

declare module "../conf/settings.ts" {
  interface SettingValues {
    storageBackend: StorageBackend;
  }
}

const BACKENDS: ReadonlyMap<string, StorageBackend> = new Map<string, StorageBackend>([
  ["filesystem", FileSystemStorage],
]);

/** The storages of the settings by alias, each made when it is first used. Django: `storages`. */
class Storages {
  readonly #made = new Map<string, Storage>();

  /** @throws InvalidStorageError when the settings have none, or its backend does not exist */
  get(alias = "default"): Storage {
    const known = this.#made.get(alias);
    if (known !== undefined) return known;
    const made = this.#make(alias);
    this.#made.set(alias, made);
    return made;
  }

  /** Makes the storages anew at their next use, as after a change of settings. */
  forget(): void {
    this.#made.clear();
  }

  #make(alias: string): Storage {
    const all: Readonly<Record<string, StorageSettings>> = settings.storages;
    const config = Object.hasOwn(all, alias) ? all[alias] : undefined;
    if (config === undefined) throw InvalidStorageError.alias(alias, Object.keys(all));
    const { backend, options = {} } = config;
    const Backend = typeof backend === "string" ? BACKENDS.get(backend) : backend;
    if (typeof Backend !== "function")
      throw InvalidStorageError.backend(alias, String(backend), [...BACKENDS.keys()]);
    return new Backend(options);
  }
}

export const storages = new Storages();

settingChanged.connect(({ setting }) => {
  if (setting === "storages") storages.forget();
});
