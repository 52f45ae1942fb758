import type { Origin } from "../source.ts";
import type { FindOptions, LoadedTemplate, TemplateLoader } from "./loader.ts";

/** How {@link CachedLoader} keeps templates. */
export interface CachedLoaderOptions {
  /** Ask each time whether the file has changed. Default: false. */
  readonly checkForChanges?: boolean;
}

interface Entry {
  readonly made: unknown;
  readonly origin: Origin;
  readonly loader: TemplateLoader;
  readonly version: unknown;
}

const MAX_ENTRIES = 5_000;

/** Keeps the templates that other loaders find, parsed and compiled. Django: `cached.Loader`. */
export class CachedLoader implements TemplateLoader {
  readonly #loaders: readonly TemplateLoader[];
  readonly #checkForChanges: boolean;
  readonly #entries = new Map<string, Entry>();

  constructor(
    loaders: readonly TemplateLoader[],
    { checkForChanges = false }: CachedLoaderOptions = {},
  ) {
    this.#loaders = loaders;
    this.#checkForChanges = checkForChanges;
  }

  find<Made>(name: string, options: FindOptions<Made>): Made | undefined {
    const key = options.skipped.size === 0 ? name : JSON.stringify([name, ...options.skipped]);
    const known = this.#entries.get(key);
    if (known !== undefined && !this.#hasChanged(known)) return known.made as Made;
    this.#entries.delete(key);
    for (const loader of this.#loaders) {
      let origin: Origin | undefined;
      const made = loader.find(name, {
        ...options,
        make: (loaded: LoadedTemplate) => {
          ({ origin } = loaded);
          return options.make(loaded);
        },
      });
      if (made === undefined) continue;
      if (origin !== undefined)
        this.#keep(key, { made, origin, loader, version: loader.version?.(origin) });
      return made;
    }
    return undefined;
  }

  #hasChanged({ loader, origin, version }: Entry): boolean {
    return this.#checkForChanges && loader.version?.(origin) !== version;
  }

  #keep(key: string, entry: Entry): void {
    // Names may come from data: the cache has a bound.
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(key, entry);
  }

  *names(): Generator<string, void> {
    for (const loader of this.#loaders) yield* loader.names?.() ?? [];
  }

  reset(): void {
    this.#entries.clear();
    for (const loader of this.#loaders) loader.reset?.();
  }
}
