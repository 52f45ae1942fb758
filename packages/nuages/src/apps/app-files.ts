import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const endings = [".ts", ".mts", ".js", ".mjs"] as const;

/** Finds by name what an app's folder holds; reads each folder once. */
export class AppFiles {
  readonly #root: string;
  readonly #listings = new Map<string, ReadonlySet<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Path of the module `name`: a file, or a folder with an index; undefined when there is none. */
  module(name: string): string | undefined {
    const names = this.#list("");
    const file = endings.map((ending) => `${name}${ending}`).find((file) => names.has(file));
    if (file !== undefined) return join(this.#root, file);
    if (!names.has(name)) return undefined;
    const inside = this.#list(name);
    const index = endings.map((ending) => `index${ending}`).find((file) => inside.has(file));
    return index === undefined ? undefined : join(this.#root, name, index);
  }

  /** Paths of the modules in the folder `name`, by their names; those that start with `_` are left out. */
  modules(name: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    if (!this.#list("").has(name)) return found;
    for (const file of [...this.#list(name)].sort()) {
      const [, module, ending = ""] = /^([^_.][^.]*)(\.m?[jt]s)$/u.exec(file) ?? [];
      if (module === undefined || !endings.some((known) => known === ending)) continue;
      if (!found.has(module)) found.set(module, join(this.#root, name, file));
    }
    return found;
  }

  /** Path of the folder `name`; undefined when there is none. */
  folder(name: string): string | undefined {
    return this.#list("").has(name) ? join(this.#root, name) : undefined;
  }

  #list(folder: string): ReadonlySet<string> {
    const known = this.#listings.get(folder);
    if (known !== undefined) return known;
    const path = join(this.#root, folder);
    const names = new Set(existsSync(path) ? readdirSync(path) : []);
    this.#listings.set(folder, names);
    return names;
  }
}
