import type { Library } from "./library.ts";

/** The libraries that templates of one engine may load, by name; each is made when it is first needed. */
export class LibraryRegistry {
  readonly #makers = new Map<string, () => Library>();
  readonly #made = new Map<string, Library>();

  /** Adds a library; it replaces one of the same name. */
  add(name: string, library: Library | (() => Library)): this {
    this.#made.delete(name);
    this.#makers.set(name, typeof library === "function" ? library : () => library);
    return this;
  }

  get(name: string): Library | undefined {
    let library = this.#made.get(name);
    const make = this.#makers.get(name);
    if (library === undefined && make !== undefined) {
      library = make();
      this.#made.set(name, library);
    }
    return library;
  }

  get names(): string[] {
    return [...this.#makers.keys()];
  }

  /** Name of the first library for which `has` is true. */
  find(has: (library: Library) => boolean): string | undefined {
    return this.names.find((name) => {
      const library = this.get(name);
      return library !== undefined && has(library);
    });
  }
}
