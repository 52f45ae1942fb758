import type { Origin } from "../source.ts";
import { SourceLoader } from "./loader.ts";

/** Loads templates from texts by name; for tests and small programs. Django: `locmem.Loader`. */
export class MemoryLoader extends SourceLoader {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: Readonly<Record<string, string>> | ReadonlyMap<string, string>) {
    super();
    this.#texts = texts instanceof Map ? texts : new Map(Object.entries(texts));
  }

  *getTemplateSources(name: string): Generator<Origin, void> {
    yield { name, templateName: name, loaderName: "memory" };
  }

  getContents({ name }: Origin): string | undefined {
    return this.#texts.get(name);
  }

  names(): Iterable<string> {
    return this.#texts.keys();
  }
}
